//! More sessions of the simulation than a test run has time for.

use std::time::Instant;

use anyhow::{Result, bail};
use clap::{Args, value_parser};

use crate::workspace::Workspace;
use crate::{cargo_test, process, report};

/// Names the number of sessions, for `tests/simulation`.
pub(super) const SEEDS: &str = "SOCKLINE_SEEDS";

/// Names the first session, for `tests/simulation`.
const FIRST_SEED: &str = "SOCKLINE_FIRST_SEED";

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many sessions; one seed is one session.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first seed.
    #[arg(long, value_name = "S", default_value_t = 0)]
    first: u64,
}

/// Runs the sessions; the first that violates an invariant is printed as a short script.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let Options { seeds, first } = *options;
    let start = Instant::now();
    let mut passed = 0;
    // The profile of tests is optimised already, and built for other tests too.
    let result = process::run_watched(
        process::cargo()
            .current_dir(workspace.root())
            .args(["test", "--quiet", "--package", "sockline", "--test", "simulation"])
            .args(["--", "--exact", "sessions_violate_nothing", "--nocapture"])
            .env(SEEDS, seeds.to_string())
            .env(FIRST_SEED, first.to_string()),
        |line| passed += cargo_test::passes(line),
    );
    if result.is_ok() && passed == 0 {
        bail!("no test ran: tests/simulation has lost the one that is asked for");
    }
    let verdict = if result.is_ok() { "no violation" } else { "VIOLATED" };
    report::stage_end(&format!("{seeds} sessions from seed {first}"), start.elapsed(), verdict);
    result
}
