//! wasm-opt, from npm: Debian's is older and leaves more.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Never `--all-features` here: it makes version 132 write an encoding that engines reject. The
/// module's own `target_features` section names the right set, which is why it goes last.
/// Nothing lies in the first kilobyte of memory: the stack, which comes first, ends there.
/// Flattening and building the control flow anew makes it smaller still. The order was found by
/// search: each change of it was kept that made the result smaller.
const OPTIONS: &[&str] = &[
    "--low-memory-unused",
    "--ssa",
    "--flatten",
    "--rereloop",
    "--simplify-locals",
    "--precompute",
    "-Oz",
    "-Os",
    "--ssa",
    "-Oz",
    "--optimize-instructions",
    "-Oz",
    "--dealign",
    "--strip-producers",
    "--strip-target-features",
];

/// What puts the result in an order that gzip makes less of.
const SEARCHES: &[&str] =
    &["reorder-functions.mjs", "reorder-instructions.mjs", "renumber-locals.mjs"];

/// What one of them has found lets the others find more, and less in each round.
const ROUNDS: usize = 2;

/// Whether the functions keep their names, which change nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// For whoever looks into it.
    Kept,
    /// As it is published.
    Dropped,
}

/// Writes a smaller `wasm` from what the compiler made.
pub(super) fn run(workspace: &Workspace, compiled: &Path, wasm: &Path, names: Names) -> Result<()> {
    let last = match names {
        Names::Kept => "--debuginfo",
        Names::Dropped => "--strip-debug",
    };
    let run =
        |script| process::run(Command::new("node").arg(workspace.npm().join(script)).arg(wasm));
    fs::copy(compiled, wasm)?;
    // First, so that what only the linker's exports need goes too.
    run("shorten-names.mjs")?;
    process::run(
        Command::new(workspace.npm_bin("wasm-opt"))
            .args(OPTIONS)
            .arg(last)
            .arg(wasm)
            .arg("-o")
            .arg(wasm),
    )?;
    run("shorten-constants.mjs")?;
    SEARCHES.iter().cycle().take(ROUNDS * SEARCHES.len()).try_for_each(|script| run(script))
}
