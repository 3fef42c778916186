//! Face and wasm into the files that are published.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use super::Paths;
use crate::process;
use crate::workspace::Workspace;

/// Writes `sockline.js`, and `slim.js` with `sockline.wasm` when the face has one, and the types.
pub(super) fn run(workspace: &Workspace, paths: &Paths) -> Result<()> {
    let built = paths.built();
    if built.exists() {
        fs::remove_dir_all(&built).context("cannot remove an earlier build")?;
    }
    fs::create_dir_all(&built)?;
    bundle(workspace, paths, "index.js", "sockline.js")?;
    if paths.face.join("slim.js").is_file() {
        bundle(workspace, paths, "slim.js", "slim.js")?;
        fs::copy(paths.wasm(), built.join("sockline.wasm"))?;
    }
    copy_types(&paths.face, &built)
}

fn bundle(workspace: &Workspace, paths: &Paths, entry: &str, output: &str) -> Result<()> {
    let job = json!({
        "entry": paths.face.join(entry),
        "outfile": paths.built().join(output),
        "wasm": paths.inlined(),
    });
    process::run(Command::new("node").arg(workspace.npm().join("bundle.mjs")).arg(job.to_string()))
}

fn copy_types(face: &Path, built: &Path) -> Result<()> {
    for entry in face.read_dir().with_context(|| format!("cannot read {}", face.display()))? {
        let file = entry?.path();
        let Some(name) = file.file_name() else {
            continue;
        };
        if name.to_string_lossy().ends_with(".d.ts") {
            fs::copy(&file, built.join(name))?;
        }
    }
    Ok(())
}
