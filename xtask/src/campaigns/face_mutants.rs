//! Whether the tests notice when the JavaScript of the npm package is changed.
//!
//! Stryker's instrumenter puts every small change into one package, and a page switches one of them on by
//! its address. First the tests run without any, and what they come past is noted: the standard's clauses
//! as a whole, mocha's tests by their outermost description. Then each change is switched on in Chromium
//! for those that come past it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{thread, vec};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::{Engine, Session};
use crate::companion::Companion;
use crate::package::{self, Flavour, Paths};
use crate::workspace::Workspace;
use crate::{process, report};

/// The instrumenter's folder.
const TOOL: &str = "tests/mutants";

const CLAUSES: &str = "/tests/conformance/index.html?subject=sockline&place=window";
/// All but those that count bytes of the heap, of which each change takes some.
const MOCHA: &str = "/tests/npm/index.html?fgrep=lifetime&invert=1";
const SOME_OF_MOCHA: &str = "/tests/npm/index.html?grep=";

/// How long the tests may take without a change, and with one. A change that keeps them from their end
/// longer is noticed.
const PATIENCE: Duration = Duration::from_secs(180);

/// What has come of the tests, as soon as it is known: a number of passes, or the first failure.
const RESULT: &str = "((tests) => tests?.failures?.[0]?.title ?? (tests?.done ? tests.passes : null))\
                      (window.__tests)";

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only changes of these files, as link.js.
    #[arg(long, value_name = "FILE")]
    file: Vec<String>,
    /// Browsers at the same time.
    #[arg(long, value_name = "N", default_value_t = 4)]
    jobs: u32,
}

/// One small change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Mutant {
    id: String,
    file: String,
    line: u32,
    change: String,
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "pkg/face/{}:{}: {}", self.file, self.line, self.change)
    }
}

/// Which tests come past which changes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Coverage {
    /// What runs while the package is loaded, and so matters to all.
    loading: BTreeSet<String>,
    clauses: BTreeSet<String>,
    /// Mocha's groups of tests.
    groups: BTreeMap<String, BTreeSet<String>>,
}

/// What is to be opened for a mutant.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    clauses: bool,
    /// All if there is none.
    groups: Option<Vec<String>>,
}

impl Coverage {
    fn plan(&self, mutant: &str) -> Option<Plan> {
        if self.loading.contains(mutant) {
            return Some(Plan { clauses: true, groups: None });
        }
        let clauses = self.clauses.contains(mutant);
        let groups: Vec<String> = self
            .groups
            .iter()
            .filter(|(_, mutants)| mutants.contains(mutant))
            .map(|(group, _)| group.clone())
            .collect();
        (clauses || !groups.is_empty()).then_some(Plan { clauses, groups: Some(groups) })
    }
}

impl Plan {
    /// The pages, those first that are quick.
    fn pages(&self, mutant: &str) -> Vec<String> {
        let mut pages = Vec::new();
        if self.clauses {
            pages.push(format!("{CLAUSES}&mutant={mutant}"));
        }
        match &self.groups {
            None => pages.push(format!("{MOCHA}&mutant={mutant}")),
            Some(groups) if groups.is_empty() => {}
            Some(groups) => {
                pages.push(format!("{SOME_OF_MOCHA}{}&mutant={mutant}", pattern(groups)));
            }
        }
        pages
    }
}

/// A pattern for mocha, in letters that an address may have.
fn pattern(groups: &[String]) -> String {
    let names: Vec<String> = groups
        .iter()
        .map(|group| {
            group
                .chars()
                .map(|letter| if letter.is_alphanumeric() { letter } else { '.' })
                .collect()
        })
        .collect();
    format!("^({})", names.join("|"))
}

/// Switches on one change after the other, and prints those that no test notices.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let start = Instant::now();
    package::run(workspace, &Paths::new(workspace, None, None), Flavour::Published)?;
    let output = workspace.target("face-mutants");
    let mutants = instrument(workspace, &output)?;
    let companion = Companion::for_mutants(workspace, &output.join("dist"))?;
    let coverage = Session::with(workspace, Engine::Chromium, async |session| {
        cover(&session, &companion).await.context("without any change")
    })?;
    let chosen: Vec<&Mutant> = mutants
        .iter()
        .filter(|mutant| options.file.is_empty() || options.file.contains(&mutant.file))
        .collect();
    ensure!(!chosen.is_empty(), "there is nothing to change in these files");
    let all = chosen.len();
    let survivors = AtomicUsize::new(0);
    let rest = Mutex::new(chosen.into_iter());
    // A waiting page costs nothing, and a changed package has most tests wait for what never comes.
    thread::scope(|scope| {
        let lane = || run_lane(workspace, &companion, &coverage, &rest, &survivors);
        let lanes: Vec<_> = (0..options.jobs).map(|_| scope.spawn(lane)).collect();
        lanes
            .into_iter()
            .try_for_each(|lane| lane.join().unwrap_or_else(|_| bail!("a lane has panicked")))
    })?;
    let noticed = all - survivors.into_inner();
    report::stage_end("face-mutants", start.elapsed(), &score(noticed, all));
    Ok(())
}

/// Tests changes until none is left, in one browser after the other.
fn run_lane(
    workspace: &Workspace,
    companion: &Companion,
    coverage: &Coverage,
    rest: &Mutex<vec::IntoIter<&Mutant>>,
    survivors: &AtomicUsize,
) -> Result<()> {
    let next = || rest.lock().unwrap_or_else(PoisonError::into_inner).next();
    let mut mutant = next();
    while mutant.is_some() {
        Session::with(workspace, Engine::Chromium, async |session| {
            while let Some(tested) = mutant {
                let outcome = test(&session, companion, coverage, tested).await?;
                mutant = next();
                match outcome {
                    Outcome::Passed => {
                        report::line(&format!("survives: {tested}"));
                        survivors.fetch_add(1, Ordering::Relaxed);
                    }
                    Outcome::Failed => {}
                    // A page that hangs may take its browser with it.
                    Outcome::Stuck => break,
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn score(noticed: usize, all: usize) -> String {
    format!("{noticed} of {all} noticed, {:.1} %", 100.0 * noticed as f64 / all as f64)
}

fn instrument(workspace: &Workspace, output: &Path) -> Result<Vec<Mutant>> {
    let tool = workspace.path(TOOL);
    process::run(
        Command::new("npm")
            .args(["ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&tool),
    )?;
    let job = json!({
        "face": workspace.path("pkg/face"),
        "wasm": workspace.target("npm").join("wasm-inlined.js"),
        "work": output.join("face"),
        "dist": output.join("dist"),
    });
    let list = process::output(
        Command::new("node").arg(tool.join("instrument.mjs")).arg(job.to_string()),
    )?;
    serde_json::from_str(&list).context("the list of changes")
}

/// Runs all tests without a change.
async fn cover(session: &Session, companion: &Companion) -> Result<Coverage> {
    let mut coverage = Coverage::default();
    for page in [CLAUSES, MOCHA] {
        let result = result_of(session, &companion.url(page)).await?;
        ensure!(result.as_u64().is_some_and(|passes| passes > 0), "a test fails: {result}");
        let noted = session.evaluate("window.__stryker__.mutantCoverage").await?;
        if page == CLAUSES {
            coverage.clauses = ids(&noted["static"]);
        } else {
            coverage.loading = ids(&noted["static"]);
            let groups = noted["perTest"].as_object().context("no test was noted")?;
            coverage.groups =
                groups.iter().map(|(group, seen)| (group.clone(), ids(seen))).collect();
        }
    }
    Ok(coverage)
}

fn ids(seen: &Value) -> BTreeSet<String> {
    seen.as_object().map(|seen| seen.keys().cloned().collect()).unwrap_or_default()
}

/// What has become of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    Stuck,
}

async fn test(
    session: &Session,
    companion: &Companion,
    coverage: &Coverage,
    mutant: &Mutant,
) -> Result<Outcome> {
    let plan = coverage.plan(&mutant.id);
    for page in plan.iter().flat_map(|plan| plan.pages(&mutant.id)) {
        match result_of(session, &companion.url(&page)).await {
            Ok(result) if result == json!(0) => bail!("no test runs on {page}"),
            Ok(result) if result.is_u64() => {}
            Ok(_) => return Ok(Outcome::Failed),
            Err(_) => return Ok(Outcome::Stuck),
        }
    }
    Ok(Outcome::Passed)
}

/// How many tests of a page passed, or which failed first.
async fn result_of(session: &Session, url: &str) -> Result<Value> {
    session.open(url).await?;
    session.until(&format!("{RESULT} !== null"), PATIENCE).await?;
    session.evaluate(RESULT).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn coverage() -> Coverage {
        Coverage {
            loading: set(&["1"]),
            clauses: set(&["2", "3"]),
            groups: BTreeMap::from([
                ("close".to_owned(), set(&["3", "4"])),
                ("the user's own".to_owned(), set(&["4"])),
            ]),
        }
    }

    #[test]
    fn a_change_is_tested_by_what_comes_past_it() {
        let pages = |mutant| coverage().plan(mutant).map(|plan| plan.pages(mutant));
        let clauses = |mutant| format!("{CLAUSES}&mutant={mutant}");
        assert_eq!(pages("1"), Some(vec![clauses("1"), format!("{MOCHA}&mutant=1")]));
        assert_eq!(pages("2"), Some(vec![clauses("2")]));
        assert_eq!(
            pages("3"),
            Some(vec![clauses("3"), format!("{SOME_OF_MOCHA}^(close)&mutant=3")])
        );
        assert_eq!(
            pages("4"),
            Some(vec![format!("{SOME_OF_MOCHA}^(close|the.user.s.own)&mutant=4")])
        );
        assert_eq!(pages("5"), None);
    }

    #[test]
    fn the_score_is_a_part_of_all() {
        assert_eq!(score(3, 4), "3 of 4 noticed, 75.0 %");
    }
}
