//! What the files weigh. Node measures, since it compresses as web servers do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Paths;
use crate::process;
use crate::workspace::Workspace;

/// The name of the file that most users take.
pub(super) const DEFAULT_ENTRY: &str = "sockline.js (default entry)";

/// One file in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// What the file is.
    pub(crate) name: String,
    /// As it is.
    pub(crate) raw: u64,
    /// After `gzip -9`.
    pub(crate) gzip: u64,
    /// After brotli at quality 11.
    pub(crate) brotli: u64,
}

/// Measures what is published and what it is made of.
pub(super) fn measure(workspace: &Workspace, paths: &Paths) -> Result<Vec<Sizes>> {
    let files = [
        (DEFAULT_ENTRY, paths.dist.join("sockline.js")),
        ("slim.js", paths.dist.join("slim.js")),
        ("compat.js", paths.dist.join("compat.js")),
        ("wasm", paths.wasm()),
        ("wasm, inlined", paths.inlined()),
    ];
    of(workspace, files.into_iter().filter(|(_, file)| file.is_file()))
}

/// Measures files, each with what it is.
pub(super) fn of(
    workspace: &Workspace,
    files: impl IntoIterator<Item = (&'static str, PathBuf)>,
) -> Result<Vec<Sizes>> {
    let (names, files): (Vec<_>, Vec<PathBuf>) = files.into_iter().unzip();
    let answer = ask_node(&workspace.npm().join("sizes.mjs"), &files)?;
    let rows = names.into_iter().zip(answer);
    Ok(rows
        .map(|(name, [raw, gzip, brotli])| Sizes { name: name.into(), raw, gzip, brotli })
        .collect())
}

fn ask_node(script: &Path, files: &[PathBuf]) -> Result<Vec<[u64; 3]>> {
    let answer = process::output(Command::new("node").arg(script).args(files))?;
    serde_json::from_str(&answer).context("sizes.mjs printed something else than sizes")
}
