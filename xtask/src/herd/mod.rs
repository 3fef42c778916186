//! The herd: what a server meets when it restarts and all its clients come back.
//!
//! A discrete-event simulation in virtual time. Our clients are the real engine; the peers are
//! their published formulas. The same seed gives the same figures on every machine.

use std::fs;

use anyhow::{Context, Result};
use clap::Args;

use crate::workspace::Workspace;
use crate::{generated, report};
use comparison::Comparison;
use world::Herd;

mod comparison;
mod dice;
mod ours;
mod outcome;
mod peers;
mod plot;
mod policy;
mod server;
mod tuning;
mod world;

/// What the server takes.
const HANDSHAKES_PER_SECOND: u32 = 2_000;

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many clients are connected when the server restarts.
    #[arg(long, default_value_t = 100_000)]
    clients: u32,
    /// The only source of chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Compare other values of our own options instead of the peers.
    #[arg(long)]
    tune: bool,
    /// Writes the tables and the plot into `docs/`.
    #[arg(long)]
    write: bool,
}

/// Simulates and prints the tables.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let Options { clients, seed, tune, write } = *options;
    let herd = Herd { clients, seed, rate: HANDSHAKES_PER_SECOND };
    let page = workspace.path("docs/herd.md");
    let command = format!("cargo xtask herd --clients {clients} --seed {seed}");
    if tune {
        let text = format!("`{command} --tune`\n\n{}", tuning::table(herd).markdown());
        report::line(&text);
        return if write { generated::update(&page, "tuning", &text) } else { Ok(()) };
    }
    let comparisons = comparison::compare(herd);
    let mut text = format!("`{command}`\n");
    for comparison in &comparisons {
        let (title, table) = (comparison.title(), comparison.table().markdown());
        text.push_str(&format!("\n### {title}\n\n{table}"));
    }
    report::line(&text);
    if !write {
        return Ok(());
    }
    generated::update(&page, "comparison", &text)?;
    let silent: Vec<Comparison> =
        comparisons.into_iter().filter(|comparison| comparison.scenario.code != 1012).collect();
    let plot = workspace.path("docs/herd.svg");
    fs::write(&plot, plot::svg(&silent, herd.rate)?).with_context(|| plot.display().to_string())
}
