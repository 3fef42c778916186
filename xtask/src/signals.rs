//! Ctrl-C, SIGTERM and a terminal that is closed: they end us, and all programs that we have started.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};
use std::task::Poll;
use std::time::Duration;
use std::{fs, io, process, thread};

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::process_tree;

/// How long we may take to end by ourselves, once what we wait for has been asked to end: to undo what
/// must not stay.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the shell says of a program that Ctrl-C has ended.
const EXIT_CODE: i32 = 130;

/// Where a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Beside us, in a group of its own, which does not hear the terminal's Ctrl-C.
    Beside,
    /// In front of us: we wait for it, and go on when it ends.
    InFront,
}

#[derive(Debug)]
struct Started {
    beside: BTreeSet<u32>,
    in_front: BTreeSet<u32>,
    /// Nothing more is started.
    is_over: bool,
}

static STARTED: Mutex<Started> =
    Mutex::new(Started { beside: BTreeSet::new(), in_front: BTreeSet::new(), is_over: false });

fn started() -> MutexGuard<'static, Started> {
    STARTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a program that ends when we do. The lock is held until it is listed, so that no signal falls
/// in between.
pub(crate) fn spawn(command: &mut Command, place: Place) -> io::Result<Child> {
    listen();
    let mut started = started();
    if started.is_over {
        return Err(io::Error::other("a signal has ended us"));
    }
    let child = command.spawn()?;
    match place {
        Place::Beside => started.beside.insert(child.id()),
        Place::InFront => started.in_front.insert(child.id()),
    };
    Ok(child)
}

/// Kills a program that runs beside us.
pub(crate) fn kill(id: u32) {
    let mut started = started();
    process_tree::kill(id);
    started.beside.remove(&id);
}

/// Forgets a program that has ended.
pub(crate) fn forget(id: u32) {
    started().in_front.remove(&id);
}

fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let (listening, wait) = mpsc::channel::<()>();
        thread::spawn(|| {
            if wait_for_signal(listening).is_ok() {
                end();
            }
        });
        // It sends nothing, and is dropped as soon as it listens.
        let _ = wait.recv();
    });
}

fn end() {
    let waits = {
        let mut started = started();
        started.is_over = true;
        started.beside.iter().copied().for_each(process_tree::kill);
        started.in_front.iter().copied().for_each(process_tree::end);
        !started.in_front.is_empty()
    };
    if waits {
        thread::sleep(PATIENCE);
    }
    process::exit(EXIT_CODE);
}

fn wait_for_signal(listening: mpsc::Sender<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        // As after `nohup`.
        if !is_ignored(&fs::read_to_string("/proc/self/status").unwrap_or_default(), 1) {
            kinds.push(SignalKind::hangup());
        }
        let mut signals = kinds.into_iter().map(signal).collect::<io::Result<Vec<Signal>>>()?;
        drop(listening);
        poll_fn(|context| match signals.iter_mut().any(|it| it.poll_recv(context).is_ready()) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
        Ok(())
    })
}

/// Whether a process ignores a signal, as its /proc/PID/status says.
fn is_ignored(status: &str, signal: u32) -> bool {
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let signals = line.and_then(|signals| u64::from_str_radix(signals.trim(), 16).ok());
    signals.is_some_and(|signals| signals >> (signal - 1) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_from_their_line() {
        let status = "Name:\tx\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n";
        assert!(is_ignored(status, 1) && is_ignored(status, 13) && !is_ignored(status, 2));
        assert!(!is_ignored("", 1));
    }
}
