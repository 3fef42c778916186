//! Inputs to the engine that a fuzzer makes up, guided by coverage.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use super::ensure_subcommand;
use crate::workspace::Workspace;
use crate::{process, report};

/// The toolchain whose compiler can instrument for libFuzzer.
const TOOLCHAIN: &str = "nightly";

/// Sessions of some hundred steps; the fuzzer would go on to longer and slower ones.
const MAX_INPUT: &str = "-max_len=4096";

/// Seconds; an input usually takes less than a millisecond.
const MAX_TIME_OF_ONE: &str = "-timeout=10";

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long to look.
    #[arg(long, value_name = "N", default_value_t = 300)]
    seconds: u64,
}

/// Runs the fuzzer on what it found to be interesting before. What fails is left in
/// `fuzz/artifacts`, and printed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure_subcommand("cargo-fuzz")?;
    let start = Instant::now();
    let result = process::run(
        nightly_cargo()
            .current_dir(workspace.root())
            .args(["fuzz", "run", "engine", "--", MAX_INPUT, MAX_TIME_OF_ONE])
            .arg(format!("-max_total_time={}", options.seconds)),
    )
    .with_context(|| format!("`rustup toolchain install {TOOLCHAIN}` if there is none"));
    let verdict = if result.is_ok() { "nothing found" } else { "FAILED" };
    report::stage_end("fuzz", start.elapsed(), verdict);
    result
}

fn nightly_cargo() -> Command {
    let mut rustup = Command::new("rustup");
    rustup
        .args(["run", TOOLCHAIN, "cargo"])
        // Inherited from the cargo that called us; they name another compiler.
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .env_remove("RUSTDOC")
        .env_remove("RUSTUP_TOOLCHAIN");
    rustup
}
