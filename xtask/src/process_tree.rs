//! A process with those that it has started.

use std::fs;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Kills a process, its group and its descendants: browsers leave their driver's group.
pub(crate) fn kill(id: u32) {
    let descendants = descendants(id);
    // A process that has ended meanwhile is what we want, not an error.
    if let Some(group) = pid(id) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    for process in descendants.into_iter().filter_map(pid) {
        let _ = kill_process(process, Signal::KILL);
    }
}

/// Asks a process and its descendants to end. Its group may be ours.
pub(crate) fn end(id: u32) {
    let descendants = descendants(id);
    for process in [id].into_iter().chain(descendants).filter_map(pid) {
        // As above.
        let _ = kill_process(process, Signal::TERM);
    }
}

/// The processes that it has started, and those that these have.
pub(crate) fn descendants(of: u32) -> Vec<u32> {
    descendants_among(of, &parents())
}

fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
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

fn descendants_among(of: u32, parents: &[(u32, u32)]) -> Vec<u32> {
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
        assert_eq!(descendants_among(2, &parents), [3, 4]);
        assert_eq!(descendants_among(1, &parents), [2, 5, 3, 4]);
    }

    #[test]
    fn a_name_with_parentheses_does_not_confuse() {
        assert_eq!(parent("12 (a) (b c) S 7 12 12"), Some((12, 7)));
    }
}
