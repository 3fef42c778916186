//! The package's types, and programs that use them.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

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
    "--lib",
    "es2022,dom,dom.iterable,dom.asynciterable",
    "--types",
    "",
];

/// Compiles `pkg/face/*.d.ts` and `tests/types/*.ts`.
pub(super) fn run(workspace: &Workspace) -> Result<()> {
    let mut files = ending(&workspace.path("pkg/face"), ".d.ts");
    files.extend(ending(&workspace.path("tests/types"), ".ts"));
    if files.is_empty() {
        bail!("there are no types in pkg/face");
    }
    process::run(Command::new(workspace.npm_bin("tsc")).args(OPTIONS).args(files))
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
