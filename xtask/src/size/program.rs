//! What is in a program in Rust: the contestant of the bench.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use super::contents::{Contents, Ranges};
use super::shares;
use crate::bench;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// As the start-up of the bench loads it, but without the glue.
pub(super) fn table(workspace: &Workspace, toolchain: &Toolchain) -> Result<String> {
    let directory = workspace.target("size/program");
    let named = bench::sockline_with_names(workspace, toolchain, &directory)?;
    let bytes = fs::read(&named).with_context(|| named.display().to_string())?;
    let contents = Contents::read_glued(&bytes)?;
    let nameless = directory.join("nameless.wasm");
    let published = bytes.get(..contents.end).context("the wasm is shorter than its parts")?;
    fs::write(&nameless, published)?;
    let shares = shares::of_ranges(workspace, &nameless, &by_room(contents.by_origin()))?;
    Ok(shares::table("room, or crate", &[], &shares, |_| Vec::new()).markdown())
}

/// Source files by the folder in which they lie.
fn by_room(origins: BTreeMap<String, Ranges>) -> BTreeMap<String, Ranges> {
    let mut rooms: BTreeMap<String, Ranges> = BTreeMap::new();
    for (origin, ranges) in origins {
        rooms.entry(room(&origin)).or_default().extend(ranges);
    }
    for ranges in rooms.values_mut() {
        ranges.sort_by_key(|range| range.start);
    }
    rooms
}

fn room(origin: &str) -> String {
    let parts: Vec<&str> = origin.split('/').collect();
    match parts[..] {
        // Functions with plain names: here those that the glue calls.
        ["pkg", ..] => "(exported functions)".to_owned(),
        ["src", room, _, ..] => format!("src/{room}/"),
        _ => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter;

    #[test]
    fn files_are_put_together_by_folder_and_crates_are_not() {
        let file =
            |name: &str, start: usize| (name.to_owned(), iter::once(start..start + 1).collect());
        let origins = [
            file("src/engine/loss.rs", 2),
            file("src/engine/queue.rs", 1),
            file("js_sys", 3),
            file("pkg/src/border.rs", 4),
        ];
        let rooms = by_room(origins.into());
        let names: Vec<&str> = rooms.keys().map(String::as_str).collect();
        assert_eq!(names, ["(exported functions)", "js_sys", "src/engine/"]);
        let starts: Vec<usize> = rooms["src/engine/"].iter().map(|range| range.start).collect();
        assert_eq!(starts, [1, 2]);
    }
}
