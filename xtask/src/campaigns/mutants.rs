//! Whether the tests notice when the engine is changed.
//!
//! cargo-mutants changes the engine in small ways, one at a time, and runs the tests on each: first
//! those that are quick to build, then all of them on what the first have not noticed. What no test
//! notices must be listed in `tests/mutants.md`, with the reason why none can.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{ensure_subcommand, exit_code, simulate};
use crate::workspace::Workspace;
use crate::{process, report};

/// The survivors that are known, with reasons.
const LIST: &str = "tests/mutants.md";

/// The tests whose business the engine is, and that are quick to build.
const QUICK: &[&str] = &["--lib", "--test=engine"];

/// All tests whose business the engine is. No others are built.
const ALL: &[&str] =
    &["--lib", "--test=engine", "--test=properties", "--test=simulation", "--test=driver"];

/// cargo-mutants' exit codes when it has tested all mutants: no survivor, some, or some that hang.
const TESTED: [i32; 3] = [0, 2, 3];

/// All of the engine.
const ENGINE: &str = "src/engine/**/*.rs";

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Sessions of the simulation for each mutant.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    seeds: u64,
    /// Seconds after which the quick tests of a mutant are taken to hang. They take one; what hangs
    /// may also eat memory. All tests have six times as long.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
    /// Mutants that are tested at the same time.
    #[arg(long, value_name = "N", default_value_t = 2)]
    jobs: u32,
    /// Only this part of the mutants, as 0/4 for the first quarter.
    #[arg(long, value_name = "K/N")]
    shard: Option<String>,
    /// Go on from the last run over the same engine: test only what it has not noticed.
    #[arg(long)]
    resume: bool,
    /// Only mutants of files that match this glob.
    #[arg(long, value_name = "GLOB", default_value = ENGINE)]
    file: String,
}

impl Options {
    /// Whether every mutant of the engine is tested.
    fn is_whole(&self) -> bool {
        self.shard.is_none() && self.file == ENGINE
    }
}

/// Tests all mutants, prints the score, and fails if one survives that is not listed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure_subcommand("cargo-mutants")?;
    let list = fs::read_to_string(workspace.path(LIST)).with_context(|| LIST.to_owned())?;
    let listed = listed(&list)?;
    let output = workspace.target("mutants");
    fs::create_dir_all(&output)?;
    let start = Instant::now();
    let mut noticed = Noticed::new(&output.join("noticed.txt"), options.resume)?;
    test(workspace, options, &output, QUICK, options.timeout, options.resume)?;
    noticed.note(&output.join("mutants.out"))?;
    test(workspace, options, &output, ALL, 6 * options.timeout, true)?;
    let missed = noticed.note(&output.join("mutants.out"))?;
    report::stage_end("mutants", start.elapsed(), &score(noticed.lines.len(), missed.len()));
    let Comparison { unlisted, unneeded } = compare(&missed, listed);
    if options.is_whole() {
        for mutant in unneeded {
            report::notice(&format!("{LIST} lists what does not survive: {mutant}"));
        }
    }
    for mutant in &unlisted {
        report::line(&format!("survives: {mutant}"));
    }
    if !unlisted.is_empty() {
        bail!("{} mutants survive that are not in {LIST}", unlisted.len());
    }
    Ok(())
}

fn test(
    workspace: &Workspace,
    options: &Options,
    output: &Path,
    tests: &[&str],
    timeout: u64,
    skips_noticed: bool,
) -> Result<()> {
    let mut mutants = process::cargo();
    mutants
        .current_dir(workspace.root())
        .args(["mutants", "--package", "sockline", "--file", &options.file])
        .args(["--timeout", &timeout.to_string(), "--jobs", &options.jobs.to_string()])
        .arg("--output")
        .arg(output)
        .args(options.shard.iter().flat_map(|shard| ["--shard", shard]))
        .args(tests.iter().map(|test| format!("--cargo-arg={test}")))
        .args(skips_noticed.then_some("--iterate"))
        .env(simulate::SEEDS, options.seeds.to_string())
        // Most of the time is the compiler's.
        .env("CARGO_PROFILE_TEST_DEBUG", "0")
        // Each mutant is built in a copy of its own.
        .env_remove("CARGO_TARGET_DIR");
    match exit_code(&mut mutants)? {
        Some(code) if TESTED.contains(&code) => Ok(()),
        code => bail!("cargo mutants did not come to its end ({code:?})"),
    }
}

/// The mutants that some test noticed, or with which some test hangs.
#[derive(Debug)]
struct Noticed {
    file: PathBuf,
    lines: BTreeSet<String>,
}

impl Noticed {
    /// None, or those of the runs before.
    fn new(file: &Path, resumes: bool) -> Result<Self> {
        let lines = if resumes { read_lines(file)? } else { Vec::new() };
        Ok(Self { file: file.to_path_buf(), lines: lines.into_iter().collect() })
    }

    /// Takes over what a round has noticed; gives what it has missed.
    fn note(&mut self, directory: &Path) -> Result<Vec<Mutant>> {
        let caught = directory.join("caught.txt");
        let timed_out = read_lines(&directory.join("timeout.txt"))?;
        let mut lines = read_lines(&caught)?;
        lines.extend(timed_out);
        // What hangs need not be seen hanging again: the next round skips what this file names.
        fs::write(&caught, lines.iter().map(|line| format!("{line}\n")).collect::<String>())?;
        self.lines.extend(lines);
        fs::write(
            &self.file,
            self.lines.iter().map(|line| format!("{line}\n")).collect::<String>(),
        )?;
        let missed = read_lines(&directory.join("missed.txt"))?;
        Ok(missed.iter().map(|line| Mutant::from_output(line)).collect())
    }
}

fn read_lines(file: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn score(noticed: usize, missed: usize) -> String {
    let all = noticed + missed;
    let percent = 100.0 * noticed as f64 / all.max(1) as f64;
    format!("{noticed} of {all} noticed, {percent:.1} %")
}

/// A mutant without its line and column, which change with every edit above it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mutant(String);

impl Mutant {
    /// From `src/engine/queue.rs:62:9: replace < with <= in Queue<P>::fits`.
    fn from_output(line: &str) -> Self {
        let mut parts = line.splitn(4, ':');
        match (parts.next(), parts.nth(2)) {
            (Some(file), Some(change)) => Self(format!("{file}:{change}")),
            _ => Self(line.to_owned()),
        }
    }
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The entries of the list: "- `mutant`: reason".
fn listed(text: &str) -> Result<Vec<Mutant>> {
    let entries = text.lines().filter_map(|line| line.strip_prefix("- `"));
    let parsed = entries.map(|entry| match entry.split_once("`: ") {
        Some((mutant, reason)) if !reason.trim().is_empty() => Ok(Mutant(mutant.to_owned())),
        _ => bail!("{LIST}: no reason is given in \"{entry}\""),
    });
    parsed.collect()
}

/// How survivors and list differ.
#[derive(Debug, Default, PartialEq, Eq)]
struct Comparison {
    unlisted: Vec<Mutant>,
    unneeded: Vec<Mutant>,
}

/// Each entry excuses one mutant: a function may have several of the same description.
fn compare(survivors: &[Mutant], listed: Vec<Mutant>) -> Comparison {
    let mut excuses: BTreeMap<Mutant, usize> = BTreeMap::new();
    for mutant in listed {
        *excuses.entry(mutant).or_default() += 1;
    }
    let mut comparison = Comparison::default();
    for mutant in survivors {
        match excuses.get_mut(mutant) {
            Some(count) if *count > 0 => *count -= 1,
            _ => comparison.unlisted.push(mutant.clone()),
        }
    }
    for (mutant, count) in excuses {
        comparison.unneeded.extend(std::iter::repeat_n(mutant, count));
    }
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutants(names: &[&str]) -> Vec<Mutant> {
        names.iter().map(|name| Mutant((*name).to_owned())).collect()
    }

    #[test]
    fn a_mutant_is_known_without_its_line() {
        let line = "src/engine/queue.rs:62:9: replace < with <= in Queue<P>::fits";
        let expected = "src/engine/queue.rs: replace < with <= in Queue<P>::fits";
        assert_eq!(Mutant::from_output(line).to_string(), expected);
    }

    #[test]
    fn what_hangs_is_noticed_and_nothing_counts_twice() {
        let directory = std::env::temp_dir().join(format!("sockline-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let mut noticed = Noticed::new(&directory.join("noticed.txt"), false).unwrap();
        for (caught, timed_out, missed) in [("a\nb\n", "c\n", "d\ne\n"), ("d\n", "", "e\n")] {
            fs::write(directory.join("caught.txt"), caught).unwrap();
            fs::write(directory.join("timeout.txt"), timed_out).unwrap();
            fs::write(directory.join("missed.txt"), missed).unwrap();
            noticed.note(&directory).unwrap();
        }
        assert_eq!(score(noticed.lines.len(), 1), "4 of 5 noticed, 80.0 %");
        let resumed = Noticed::new(&directory.join("noticed.txt"), true).unwrap();
        assert_eq!(resumed.lines, noticed.lines);
        fs::remove_dir_all(&directory).unwrap();
    }

    #[test]
    fn an_entry_excuses_one_mutant() {
        let comparison = compare(&mutants(&["a", "a", "b"]), mutants(&["a", "b", "c"]));
        assert_eq!(comparison.unlisted, mutants(&["a"]));
        assert_eq!(comparison.unneeded, mutants(&["c"]));
    }

    #[test]
    fn an_entry_needs_a_reason() {
        let text = "# Title\n\nText.\n\n- `a: b`: because.\n";
        assert_eq!(listed(text).unwrap(), mutants(&["a: b"]));
        assert!(listed("- `a: b`:\n").is_err());
        assert!(listed("- `a: b`\n").is_err());
    }
}
