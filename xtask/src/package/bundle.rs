//! Face and wasm into the files that are published.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::json;

use super::Paths;
use crate::workspace::Workspace;
use crate::{folder, process};

/// Each entry by its name in the face and in the package. The first has the wasm inside; the next two
/// take `sockline.wasm`, which lies beside them; the last imports whichever of these `sockline` is.
const ENTRIES: [(&str, &str); 4] = [
    ("index.js", "sockline.js"),
    ("slim.js", "slim.js"),
    ("workerd.js", "workerd.js"),
    ("compat.js", "compat.js"),
];

/// Writes the entries, the wasm and the types.
pub(super) fn run(workspace: &Workspace, paths: &Paths) -> Result<()> {
    let built = paths.built();
    folder::make_empty(&built)?;
    for (entry, output) in ENTRIES {
        bundle(workspace, paths, entry, output, &[])?;
    }
    fs::copy(paths.wasm(), built.join("sockline.wasm"))?;
    copy_types(&paths.face, &built)
}

/// The default entry in the face.
pub(super) fn entry(paths: &Paths) -> PathBuf {
    let [(entry, _), ..] = ENTRIES;
    paths.face.join(entry)
}

/// Writes the default entry alone. Each of the modules that are left out is replaced by one that
/// exports the same names and does nothing.
pub(super) fn default_entry(
    workspace: &Workspace,
    paths: &Paths,
    left_out: &[&str],
) -> Result<PathBuf> {
    fs::create_dir_all(paths.built())?;
    let [(entry, output), ..] = ENTRIES;
    bundle(workspace, paths, entry, output, left_out)?;
    Ok(paths.built().join(output))
}

fn bundle(
    workspace: &Workspace,
    paths: &Paths,
    entry: &str,
    output: &str,
    left_out: &[&str],
) -> Result<()> {
    let left_out: Vec<PathBuf> = left_out.iter().map(|module| paths.face.join(module)).collect();
    let job = json!({
        "entry": paths.face.join(entry),
        "outfile": paths.built().join(output),
        "wasm": paths.inlined(),
        "leftOut": left_out,
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
