//! Rust to WebAssembly.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Flavour;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;
use crate::{process, report};

/// std, rebuilt with these, carries neither panic messages nor their formatting, and keeps no
/// source locations. With stable compilers that takes `RUSTC_BOOTSTRAP`.
const SMALL_STD: &[&str] = &[
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    // What is computed on one path only would be computed on the others too, to be there at once.
    "-Cllvm-args=--enable-pre=false",
    // Twice what is usual where the size counts. What is usual and what is more both made a larger entry.
    "-Cllvm-args=--inline-threshold=10",
    // 64 KiB of stack in place of a megabyte, which every page would have to find memory for. Frames
    // are some hundred bytes, and events never nest.
    "-Clink-arg=-zstack-size=65536",
];

/// Compiles the binding crate and returns the wasm.
pub(super) fn run(
    workspace: &Workspace,
    toolchain: &Toolchain,
    flavour: Flavour,
) -> Result<PathBuf> {
    let mut cargo = toolchain.cargo(workspace);
    cargo.current_dir(workspace.root()).args([
        "build",
        "--package",
        "sockline-npm",
        "--release",
        "--target",
        TARGET,
    ]);
    let directory = if flavour == Flavour::Dev {
        toolchain.target_directory(workspace)
    } else if toolchain.has_std_source() {
        rebuild_std(&mut cargo, workspace)
    } else {
        report::notice("rust-src is missing: the package is built with the ready-made std, larger");
        toolchain.target_directory(workspace)
    };
    process::run(&mut cargo)?;
    Ok(directory.join(TARGET).join("release/sockline_npm.wasm"))
}

/// Other flags would rebuild the normal cache, hence a directory of its own.
fn rebuild_std(cargo: &mut Command, workspace: &Workspace) -> PathBuf {
    let directory = workspace.target("published");
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", SMALL_STD.join(" "))
        .env("CARGO_TARGET_DIR", &directory)
        // Off for Debian's compiler, whose ready-made std has no bitcode. This one has.
        .env_remove("CARGO_PROFILE_RELEASE_LTO")
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    directory
}
