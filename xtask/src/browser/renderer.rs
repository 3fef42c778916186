//! The process that runs a page, and what it has taken: from Linux's /proc, which no page and no
//! driver can disturb.

use std::fs;

use serde::Serialize;

/// What a process has taken so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Usage {
    /// Nanoseconds of a processor, of the main thread alone.
    nanoseconds: u64,
    /// Bytes of memory that no file backs, its own and shared.
    bytes: u64,
}

/// What the page's process has taken. A browser keeps spare ones of the same kind: that of the page
/// is the one that has worked most.
pub(super) fn usage(
    processes: impl IntoIterator<Item = u32>,
    runs_pages: impl Fn(&str) -> bool,
) -> Option<Usage> {
    processes
        .into_iter()
        .filter(|id| arguments(*id).is_some_and(|arguments| runs_pages(&arguments)))
        .filter_map(of)
        .max_by_key(|usage| usage.nanoseconds)
}

fn arguments(process: u32) -> Option<String> {
    let arguments = fs::read_to_string(format!("/proc/{process}/cmdline")).ok()?;
    Some(arguments.trim_end_matches('\0').replace('\0', " "))
}

fn of(process: u32) -> Option<Usage> {
    let schedule = fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    let nanoseconds = schedule.split(' ').next()?.parse().ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    Some(Usage { nanoseconds, bytes: unbacked(&status)? })
}

fn unbacked(status: &str) -> Option<u64> {
    let kilobytes = |name: &str| -> Option<u64> {
        let value = status.lines().find_map(|line| line.strip_prefix(name))?;
        value.trim_end_matches("kB").trim().parse().ok()
    };
    Some((kilobytes("RssAnon:")? + kilobytes("RssShmem:")?) * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_what_no_file_backs() {
        let status = "VmRSS:\t    9000 kB\nRssAnon:\t    1000 kB\nRssFile:\t 7000 kB\n\
                      RssShmem:\t    1000 kB\n";
        assert_eq!(unbacked(status), Some(2_000 * 1_024));
        assert_eq!(unbacked("RssAnon:\t1 kB\n"), None);
    }

    #[test]
    fn only_a_process_that_runs_pages_is_meant() {
        let own = std::process::id();
        let seen = usage([own], |arguments| arguments.contains("xtask")).unwrap();
        assert!(seen.nanoseconds > 0 && seen.bytes > 0, "{seen:?}");
        assert_eq!(usage([own], |_| false), None);
    }
}
