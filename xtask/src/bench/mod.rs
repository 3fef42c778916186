//! The benchmark: what sockline costs beside the browser's own `WebSocket` and beside peers, in one
//! page and one run.

mod docs;
mod figures;
mod listener;
mod machine;
mod minimal;
mod page;
mod peers;
mod plot;
mod programs;
mod record;
mod scale;
mod statistics;
mod table;
mod targets;
mod visit;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::browser::Engine;
use crate::companion::Companion;
use crate::package::{self, Flavour};
use crate::report;
use crate::setup::{self, Needs};
use crate::workspace::Workspace;
use figures::Answer;
pub(crate) use programs::sockline_with_names;
use record::{Record, Seen};

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often every contestant runs every scenario.
    #[arg(long, value_name = "N", default_value_t = 9)]
    rounds: u32,
    /// The engine to use.
    #[arg(long, value_enum, default_value_t = Engine::Chromium)]
    browser: Engine,
    /// Run only these suites.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SUITE")]
    only: Vec<Suite>,
    /// Write the figures to docs/performance.json, and from that file the page, the picture and the
    /// README's section. Suites that did not run keep their older figures.
    #[arg(long)]
    write: bool,
}

/// Scenarios that share a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    /// The library alone, over a socket that does nothing.
    Alone,
    /// How many calls of the browser a program in Rust makes.
    Border,
    /// Sending while much waits, and the memory that takes.
    Queue,
    /// From the import to the first open connection.
    StartUp,
    /// Many connections on one page.
    Connections,
    /// Messages of several sizes to a server and from it.
    Traffic,
    /// One message at a time there and back.
    Latency,
    /// A sustained upload on a fast link.
    Upload,
    /// A backlog on a link of 1 MB/s, and urgent messages.
    SlowLink,
}

impl Suite {
    /// Its name on the command line and in the page's address.
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What its server is started with. Before loopback's buffers a slow link would be one of
    /// 1 MB/s behind 4 MB of the sender's operating system.
    fn server_options(self) -> &'static [&'static str] {
        if self == Self::SlowLink { &["--network-buffers"] } else { &[] }
    }

    /// How many rounds are worth their time: one of the slow link takes two minutes, and what is
    /// counted is the same in each.
    fn rounds(self, options: &Options) -> u32 {
        match self {
            Self::Border => 1,
            Self::SlowLink => options.rounds.min(4),
            _ => options.rounds,
        }
    }
}

/// Runs the scenarios and prints their tables.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolchain = setup::ensure(workspace, &Needs::everything(&[options.browser]))?;
    let paths = package::Paths::new(workspace, None, None);
    if !package::is_current(workspace, &paths) {
        package::run(workspace, &paths, Flavour::Published)?;
    }
    let page = page::build(workspace, &toolchain)?;
    let file = workspace.path("docs/performance.json");
    let mut record = if options.write { Record::read(&file)? } else { Record::default() };
    let mut measures = Vec::new();
    for suite in Suite::value_variants() {
        if !options.only.is_empty() && !options.only.contains(suite) {
            continue;
        }
        report::step(&suite.name());
        let companion =
            Companion::for_bench(workspace, programs::PROFILE, &page, suite.server_options())?;
        let answer = measure(workspace, options, &companion, *suite)?;
        for measure in &answer.measures {
            report::line(&table::measure(measure));
        }
        measures.extend(answer.measures.clone());
        let (when, machine) = (machine::today()?, machine::describe());
        record.put(suite.name(), Seen { when, machine, rounds: suite.rounds(options), answer });
        // After each, so that none is lost with a later one.
        write(workspace, &record, options.write.then_some(&file))?;
    }
    report::step("targets");
    report::line(&targets::table(&measures));
    report::step("beside the Rust peers");
    report::line(&peers::table(&measures));
    Ok(())
}

/// Keeps what was measured, and with `docs` writes what is made of it.
fn write(workspace: &Workspace, record: &Record, docs: Option<&PathBuf>) -> Result<()> {
    record.write(&workspace.target("bench/figures.json"))?;
    let Some(file) = docs else { return Ok(()) };
    record.write(file)?;
    let suites: Vec<_> = Suite::value_variants().iter().map(|suite| suite.name()).collect();
    docs::write(workspace, record, &suites)
}

/// Where a browser puts a program in its memory is up to chance and stays so, which moves what is
/// short, however many rounds it runs. So the rounds are shared among several.
const BROWSERS: u32 = 3;

/// Has several browsers run a suite, one after the other.
fn measure(
    workspace: &Workspace,
    options: &Options,
    companion: &Companion,
    suite: Suite,
) -> Result<Answer> {
    let shares = shares(suite.rounds(options));
    let mut answers = shares.into_iter().map(|rounds| {
        let page = format!("/bench/index.html?suite={}&rounds={rounds}", suite.name());
        visit::visit(workspace, options.browser, &companion.url(&page))
    });
    let mut together = answers.next().context("a bench takes one round at least")??;
    answers.try_for_each(|answer| together.append(answer?))?;
    Ok(together)
}

/// How many rounds each browser runs.
fn shares(rounds: u32) -> Vec<u32> {
    let shares = (0..BROWSERS).map(|browser| (rounds + browser) / BROWSERS);
    shares.filter(|share| *share > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn browsers_share_the_rounds() {
        assert_eq!(shares(9), [3, 3, 3]);
        assert_eq!(shares(4), [1, 1, 2]);
        assert_eq!(shares(1), [1]);
        assert!(shares(0).is_empty());
    }
}
