//! wasm-opt, from npm: Debian's is older and leaves more.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// Never `--all-features` here: it makes version 132 write an encoding that engines reject. The
/// module's own `target_features` section names the right set, which is why it goes last.
const OPTIONS: &[&str] =
    &["-Oz", "--converge", "--strip-debug", "--strip-producers", "--strip-target-features"];

/// Makes the file smaller, in place. What it was before stays beside it, with the names of its
/// functions.
pub(super) fn run(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let named = wasm.with_extension("named.wasm");
    fs::rename(wasm, &named).context("there is no wasm to optimize")?;
    process::run(
        Command::new(workspace.npm_bin("wasm-opt")).args(OPTIONS).arg(&named).arg("-o").arg(wasm),
    )
}
