//! The stages that need nothing but Rust.

use std::process::Command;

use anyhow::Result;

use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;
use crate::{process, report};

/// rustfmt.
pub(super) fn format(workspace: &Workspace) -> Result<()> {
    process::run(cargo(workspace).args(["fmt", "--all", "--check"]))
}

/// clippy, for the host and for WebAssembly.
pub(super) fn lint(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    process::run(cargo(workspace).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    if !toolchain.has_clippy() {
        report::notice("Debian's compiler for WebAssembly has no clippy: not linted for it");
        return Ok(());
    }
    process::run(
        cargo(workspace).args(["clippy", "--target", TARGET, "--package", "sockline"]).args([
            "--package",
            "sockline-npm",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    )
}

/// rustdoc.
pub(super) fn docs(workspace: &Workspace) -> Result<()> {
    process::run(
        cargo(workspace)
            .args(["doc", "--no-deps", "--workspace"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Tests on the host. xtask's go apart: tested together, its dependencies would be compiled again
/// with the features that the server asks of them.
pub(super) fn native(workspace: &Workspace) -> Result<()> {
    let product = process::run(cargo(workspace).args([
        "test",
        "--no-fail-fast",
        "--workspace",
        "--exclude",
        "xtask",
    ]));
    let tools = process::run(cargo(workspace).args(["test", "--package", "xtask"]));
    product.and(tools)
}

fn cargo(workspace: &Workspace) -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(workspace.root());
    cargo
}
