//! Wasm as an expression of JavaScript.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};
use serde_json::json;

use super::Flavour;
use crate::process;
use crate::workspace::Workspace;

/// Writes a module whose default export gives the bytes. What is published is made small, for which
/// the text is judged inside its entry. Says whether the module is ASCII, as what is published has to
/// be: names of functions use every byte, and leave no character over.
pub(super) fn run(
    workspace: &Workspace,
    flavour: Flavour,
    entry: &Path,
    wasm: &Path,
    module: &Path,
) -> Result<bool> {
    let is_small = flavour == Flavour::Published;
    let job = json!({ "entry": entry, "wasm": wasm, "outfile": module, "isSmall": is_small });
    let script = workspace.npm().join("inline.mjs");
    process::run(Command::new("node").arg(script).arg(job.to_string()))?;
    check(workspace, wasm, module)
}

/// Has Node evaluate the module and compare what it gives with the wasm, which has to be valid too.
fn check(workspace: &Workspace, wasm: &Path, module: &Path) -> Result<bool> {
    let script = workspace.npm().join("check-inlined.mjs");
    let answer = process::output(Command::new("node").arg(script).arg(module).arg(wasm))?;
    match answer.as_str() {
        "same, in ASCII" => Ok(true),
        "same" => Ok(false),
        _ => bail!("the inlined wasm is not the wasm: {answer}"),
    }
}
