//! What the parts of a file cost. Node says so, since it compresses as web servers do.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::contents::Ranges;
use crate::process;
use crate::table::{Table, count, signed};
use crate::workspace::Workspace;

/// A part's bytes, and by how many bytes `gzip -9` of the whole is smaller without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    /// As they are.
    pub(super) raw: u64,
    /// May be below zero, where the part helps to compress others.
    pub(super) marginal: i64,
}

/// Shares by the names of the parts.
pub(super) type Shares = BTreeMap<String, Share>;

/// The shares of a file's ranges of bytes.
pub(super) fn of_ranges(
    workspace: &Workspace,
    file: &Path,
    groups: &BTreeMap<String, Ranges>,
) -> Result<Shares> {
    let ranges = |ranges: &Ranges| -> Value {
        ranges.iter().map(|range| json!([range.start, range.end])).collect()
    };
    let groups: Value = groups.iter().map(|(name, group)| (name.clone(), ranges(group))).collect();
    let script = workspace.npm().join("file-shares.mjs");
    ask(Command::new("node").arg(script).arg(file).arg(groups.to_string()))
}

/// The shares of the modules of the default entry.
pub(super) fn of_modules(workspace: &Workspace, entry: &Path, inlined: &Path) -> Result<Shares> {
    let job = json!({ "entry": entry, "wasm": inlined });
    let script = workspace.npm().join("module-shares.mjs");
    ask(Command::new("node").arg(script).arg(job.to_string()))
}

fn ask(node: &mut Command) -> Result<Shares> {
    let answer = process::output(node)?;
    let shares: BTreeMap<String, (u64, i64)> =
        serde_json::from_str(&answer).context("Node printed something else than shares")?;
    Ok(shares.into_iter().map(|(name, (raw, marginal))| (name, Share { raw, marginal })).collect())
}

/// The largest first; `more` gives the cells that follow, with these titles.
pub(super) fn table(
    title: &str,
    more_titles: &[&str],
    shares: &Shares,
    more: impl Fn(&str) -> Vec<String>,
) -> Table {
    let mut titles = vec![title, "bytes", "gzip -9, marginal"];
    titles.extend(more_titles);
    let mut table = Table::new(&titles);
    let mut sorted: Vec<(&String, &Share)> = shares.iter().collect();
    sorted.sort_by_key(|(_, share)| Reverse(share.raw));
    for (name, share) in sorted {
        let mut cells = vec![name.clone(), count(share.raw), signed(share.marginal)];
        cells.extend(more(name));
        table.row(cells);
    }
    let raw = shares.values().map(|share| share.raw).sum();
    let mut sum = vec!["together".to_owned(), count(raw), String::new()];
    sum.extend(more_titles.iter().map(|_| String::new()));
    table.row(sum);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_first_and_the_sum_last() {
        let share = |raw| Share { raw, marginal: -3 };
        let shares = [("a", 5), ("b", 1_200)].map(|(name, raw)| (name.to_owned(), share(raw)));
        let text = table("file", &[], &shares.into(), |_| Vec::new()).markdown();
        let firsts: Vec<&str> =
            text.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
        assert_eq!(firsts[..1], ["file"]);
        assert_eq!(firsts[firsts.len() - 3..], ["b", "a", "together"]);
        assert!(text.contains("1,205") && text.contains("-3"), "{text}");
    }
}
