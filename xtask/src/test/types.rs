//! The package's types, and programs that use them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::examples;
use crate::process;
use crate::workspace::Workspace;

const OPTIONS: &[&str] = &[
    "--strict",
    "--noEmit",
    "--exactOptionalPropertyTypes",
    "--noUncheckedIndexedAccess",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--types",
    "",
    "--lib",
];

/// The libraries of the oldest target, and of the newest.
const OLDEST: &str = "es2022,dom,dom.iterable,dom.asynciterable";
const NEWEST: &str = "esnext,dom,dom.iterable,dom.asynciterable";

/// Compiles `pkg/face/*.d.ts` with the oldest and the newest libraries, and `tests/types/*.ts` and
/// the README's examples with the newest.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    let mut files = ending(&workspace.path("pkg/face"), ".d.ts");
    if files.is_empty() {
        bail!("there are no types in pkg/face");
    }
    let tsc = || Command::new(workspace.npm_bin("tsc"));
    process::run(tsc().args(OPTIONS).arg(OLDEST).args(&files))?;
    files.extend(ending(&workspace.path("tests/types"), ".ts"));
    process::run(tsc().args(OPTIONS).arg(NEWEST).args(files))?;
    examples::run(workspace, OPTIONS, NEWEST)
}

fn ending(directory: &Path, suffix: &str) -> Vec<PathBuf> {
    let Ok(entries) = directory.read_dir() else {
        return Vec::new();
    };
    let files = entries.flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|file| file.to_string_lossy().ends_with(suffix)).collect();
    files.sort();
    files
}
