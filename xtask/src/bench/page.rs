//! The page, with everything that it imports.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde_json::json;

use super::programs;
use crate::process;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// Builds the page with its contestants, and says where it is.
pub(super) fn build(workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
    let output = workspace.target("bench");
    std::fs::create_dir_all(&output)?;
    bundle(workspace, &output)?;
    programs::build(workspace, toolchain, &output.join("rust"))?;
    Ok(output)
}

/// The page's own modules with the contestants from npm; and each of these alone, as its users
/// would serve it, for the start-up.
fn bundle(workspace: &Workspace, output: &Path) -> Result<()> {
    let source = workspace.path("bench");
    process::run(
        Command::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(&source),
    )?;
    std::fs::copy(source.join("page/index.html"), output.join("index.html"))?;
    for module in ["failures.js", "main.js"] {
        bundle_one(workspace, &source.join("page").join(module), &output.join(module), false)?;
    }
    for entry in source.join("page/start").read_dir()? {
        let entry = entry?;
        let outfile = output.join("start").join(entry.file_name());
        bundle_one(workspace, &entry.path(), &outfile, true)?;
    }
    Ok(())
}

fn bundle_one(workspace: &Workspace, entry: &Path, outfile: &Path, minify: bool) -> Result<()> {
    let job = json!({ "entry": entry, "outfile": outfile, "minify": minify });
    process::run(
        Command::new("node").arg(workspace.npm().join("bundle-page.mjs")).arg(job.to_string()),
    )
}
