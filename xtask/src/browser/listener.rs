//! Whose socket listens on a port, as Linux's /proc says; elsewhere nobody knows.

use std::collections::BTreeSet;
use std::fs;

/// The state of a socket that listens.
const LISTENS: &str = "0A";

/// Whether connections to the port on 127.0.0.1 are accepted, and by none of these processes.
pub(super) fn is_other(port: u16, processes: &[u32]) -> bool {
    let listening = listening(port);
    !listening.is_empty() && !processes.iter().any(|&process| owns(process, &listening))
}

/// The sockets that listen there, by what /proc/PID/fd calls them.
fn listening(port: u16) -> BTreeSet<String> {
    let table = |name: &str| fs::read_to_string(format!("/proc/net/{name}")).unwrap_or_default();
    let of = |table: &str| -> BTreeSet<String> {
        table.lines().filter_map(|line| socket(line, port)).collect()
    };
    let sockets = of(&table("tcp"));
    // One of IPv6 may accept for both.
    if sockets.is_empty() { of(&table("tcp6")) } else { sockets }
}

/// The socket of a line, if it listens on the port.
fn socket(line: &str, port: u16) -> Option<String> {
    let mut words = line.split_whitespace();
    let local = words.nth(1)?;
    let state = words.nth(1)?;
    let inode = words.nth(5)?;
    let is_it = state == LISTENS && local.ends_with(&format!(":{port:04X}"));
    is_it.then(|| format!("socket:[{inode}]"))
}

fn owns(process: u32, sockets: &BTreeSet<String>) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{process}/fd")) else {
        return false;
    };
    descriptors
        .flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .any(|target| target.to_str().is_some_and(|target| sockets.contains(target)))
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_listening_socket_is_its_processs() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(!is_other(port, &[1, std::process::id()]));
        assert!(is_other(port, &[]));
        drop(listener);
        // A process that another test starts meanwhile has the socket, too, until it runs its
        // program.
        let is_gone = (0..1_000).any(|_| {
            thread::sleep(Duration::from_millis(10));
            !is_other(port, &[])
        });
        assert!(is_gone);
    }

    #[test]
    fn only_what_listens_on_the_port_counts() {
        let line = |port: u16, state: &str| {
            format!(
                "   0: 0100007F:{port:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 4711 1 0"
            )
        };
        assert_eq!(socket(&line(80, "0A"), 80).as_deref(), Some("socket:[4711]"));
        assert_eq!(socket(&line(80, "0A"), 81), None);
        assert_eq!(socket(&line(80, "01"), 80), None);
    }
}
