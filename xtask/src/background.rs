//! Programs that run beside us, and end when we do: on drop, and on Ctrl-C.

use std::collections::BTreeSet;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::{fs, process, thread};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A program that is killed, with everything it started, when this is dropped.
#[derive(Debug)]
pub(crate) struct Background {
    child: Child,
    name: String,
}

impl Background {
    /// Starts it.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        end_with_us();
        own_group(command);
        // The lock is held until the program is listed, so that Ctrl-C cannot fall in between.
        let mut running = running();
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        running.insert(child.id());
        Ok(Self { child, name: name.to_owned() })
    }

    /// An error, if it has ended already.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => anyhow::bail!("{} ended early ({status})", self.name),
        }
    }

    /// The processes that it has started, and those that these have.
    pub(crate) fn descendants(&self) -> Vec<u32> {
        descendants(self.child.id(), &parents())
    }

    /// The process itself and its descendants.
    pub(crate) fn processes(&self) -> Vec<u32> {
        [vec![self.child.id()], self.descendants()].concat()
    }

    /// The process, for its pipes.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let mut running = running();
        kill_tree(self.child.id());
        running.remove(&self.child.id());
        // Nothing is left to do about an error here.
        let _ = self.child.wait();
    }
}

static RUNNING: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn running() -> MutexGuard<'static, BTreeSet<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A group of its own, because a driver's browser would otherwise survive it.
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Programs in other groups do not hear the terminal's Ctrl-C, so we pass it on.
fn end_with_us() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        thread::spawn(|| {
            if wait_for_signal().is_ok() {
                for &id in running().iter() {
                    kill_tree(id);
                }
                process::exit(130);
            }
        });
    });
}

fn wait_for_signal() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        std::future::poll_fn(|context| {
            let either = interrupt.poll_recv(context).is_ready();
            if terminate.poll_recv(context).is_ready() || either {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
        Ok(())
    })
}

/// Kills a process, its group and its descendants: browsers leave their driver's group.
fn kill_tree(id: u32) {
    let descendants = descendants(id, &parents());
    let pid = |id: u32| i32::try_from(id).ok().and_then(Pid::from_raw);
    // A process that has ended meanwhile is what we want, not an error.
    if let Some(group) = pid(id) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    for process in descendants.into_iter().filter_map(pid) {
        let _ = kill_process(process, Signal::KILL);
    }
}

/// Pairs of process and parent, from Linux's /proc; elsewhere the group has to do.
fn parents() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let stats =
        entries.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    stats.filter_map(|stat| parent(&stat)).collect()
}

fn parent(stat: &str) -> Option<(u32, u32)> {
    // The name, in parentheses, may itself hold spaces and parentheses.
    let (start, rest) = stat.rsplit_once(") ")?;
    let id = start.split(' ').next()?.parse().ok()?;
    let parent = rest.split(' ').nth(1)?.parse().ok()?;
    Some((id, parent))
}

fn descendants(of: u32, parents: &[(u32, u32)]) -> Vec<u32> {
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&current) = found.get(next) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == current).map(|(id, _)| *id));
        next += 1;
    }
    found.split_off(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_found_over_generations() {
        let parents = [(2, 1), (3, 2), (4, 3), (5, 1), (6, 99)];
        assert_eq!(descendants(2, &parents), [3, 4]);
        assert_eq!(descendants(1, &parents), [2, 5, 3, 4]);
    }

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        assert_eq!(parent("12 (a) (b c) S 7 12 12"), Some((12, 7)));
    }

    #[test]
    fn dropping_kills_the_descendants() {
        use std::io::{BufRead, BufReader, Read};
        use std::time::{Duration, Instant};
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & echo started; wait"]).stdout(process::Stdio::piped());
        let mut background = Background::start("sh", &mut shell).unwrap();
        let mut output = BufReader::new(background.child().stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        let start = Instant::now();
        drop(background);
        // The sleeper holds the pipe too, so that its end is the end of both.
        output.read_to_end(&mut Vec::new()).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30), "it outlived the drop");
    }
}
