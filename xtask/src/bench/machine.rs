//! Where and when figures were seen.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::Result;

use crate::process;

/// The machine in a few words: processor, cores, system.
pub(super) fn describe() -> String {
    let cores = available_parallelism().map_or(0, usize::from);
    let processor = field("/proc/cpuinfo", "model name", ':');
    let system = field("/etc/os-release", "PRETTY_NAME", '=');
    let words = [
        processor.unwrap_or_else(|| "an unknown processor".to_owned()),
        format!("{cores} cores"),
        system.unwrap_or_else(|| std::env::consts::OS.to_owned()),
    ];
    words.join(", ")
}

/// Today, as the machine has it in UTC.
pub(super) fn today() -> Result<String> {
    process::output(Command::new("date").args(["-u", "+%-d %B %Y"]))
}

/// The first value of that name in a file of names and values.
fn field(file: &str, name: &str, separator: char) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let (_, value) = line.split_once(separator)?;
    Some(value.trim().trim_matches('"').to_owned())
}
