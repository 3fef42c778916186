//! The stages that need nothing but Rust. They work on the workspace's default members: the
//! frameworks have a stage of their own.

use std::fs;
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
        "--all-features",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    // A workspace of its own, which nothing else in the test command compiles.
    process::run(
        cargo(workspace)
            .args(["clippy", "--quiet", "--manifest-path", "fuzz/Cargo.toml"])
            .args(["--no-default-features", "--target-dir"])
            .arg(workspace.target("fuzz"))
            .args(["--", "-D", "warnings"]),
    )?;
    if !toolchain.has_clippy() {
        report::notice("Debian's compiler for WebAssembly has no clippy: not linted for it");
        return Ok(());
    }
    process::run(
        cargo(workspace).args(["clippy", "--target", TARGET, "--package", "sockline"]).args([
            "--package",
            "sockline-npm",
            "--all-features",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    )?;
    features(workspace, toolchain)?;
    shared_memory(workspace, toolchain)
}

/// The crate with none of its features, and with each alone, for WebAssembly: what one needs, no
/// other may have to bring. All of them together were linted above.
fn features(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    for feature in feature_names(&fs::read_to_string(workspace.path("Cargo.toml"))?) {
        process::run(
            toolchain
                .cargo(workspace)
                .current_dir(workspace.root())
                .args(["clippy", "--quiet", "--package", "sockline", "--target", TARGET])
                .args(["--no-default-features", "--features", &feature])
                .args(["--", "-D", "warnings"]),
        )?;
    }
    Ok(())
}

/// The crate as it is where threads share the memory, which nothing else compiles. Stable compilers
/// show no code that the memory is shared, so this says it to the crate alone.
fn shared_memory(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    process::run(
        toolchain
            .cargo(workspace)
            .current_dir(workspace.root())
            .args(["clippy", "--quiet", "--package", "sockline", "--target", TARGET])
            .args(["--all-features", "--", "--cfg", "target_feature=\"atomics\""])
            .args(["--allow", "explicit_builtin_cfgs_in_flags", "-D", "warnings"]),
    )
}

/// The names in the table of features, and before them the empty one.
fn feature_names(manifest: &str) -> Vec<String> {
    let table = manifest.split_once("[features]\n").map_or("", |(_, rest)| rest);
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| {
        let (name, _) = line.split_once(" = ")?;
        (!name.starts_with('#')).then(|| name.to_owned())
    });
    [String::new()].into_iter().chain(names).collect()
}

/// rustdoc.
pub(super) fn docs(workspace: &Workspace) -> Result<()> {
    process::run(
        cargo(workspace)
            .args(["doc", "--no-deps", "--all-features"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// Tests on the host. xtask's go apart: tested together, its dependencies would be compiled again
/// with the features that the server asks of them.
pub(super) fn native(workspace: &Workspace) -> Result<()> {
    let product = process::run(
        cargo(workspace)
            .args(["test", "--no-fail-fast", "--all-features"])
            .args(["--package", "sockline", "--package", "sockline-npm"])
            .args(["--package", "sockline-server"]),
    );
    let tools = process::run(cargo(workspace).args(["test", "--package", "xtask"]));
    product.and(tools)
}

fn cargo(workspace: &Workspace) -> Command {
    let mut cargo = process::cargo();
    cargo.current_dir(workspace.root());
    cargo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_read_from_their_table_only() {
        let manifest = "[package]\nname = \"x\"\n\n[features]\ndefault = [\"a\"]\n## Of = two.\n\
                        a = [\n    \"dep:b\",\n]\n\n[dependencies]\nb = \"1\"\n";
        assert_eq!(feature_names(manifest), ["", "default", "a"]);
    }
}
