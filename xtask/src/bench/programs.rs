//! The Rust contestants: each a program of `bench/rust`, with wasm-bindgen's glue.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The profile for all that takes part: sizes are not compared here but by `start-up`, and each
/// library is as fast as its users can have it.
pub(super) const PROFILE: &str = "measured";

/// Builds all of them and puts each, with its glue, into the directory.
pub(super) fn build(workspace: &Workspace, toolchain: &Toolchain, output: &Path) -> Result<()> {
    process::run(
        toolchain
            .cargo(workspace)
            .current_dir(workspace.root())
            .args(["build", "--quiet", "--package", "sockline-bench", "--bins"])
            .args(["--profile", PROFILE, "--target", TARGET]),
    )?;
    let built = toolchain.target_directory(workspace).join(TARGET).join(PROFILE);
    for source in fs::read_dir(workspace.path("bench/rust/src/bin"))? {
        let source = source?.path();
        let wasm = source.with_extension("wasm");
        let name = wasm.file_name().context("a program without a name")?;
        glue(&built.join(name), output)?;
    }
    Ok(())
}

fn glue(wasm: &Path, output: &Path) -> Result<()> {
    let arguments = ["wasm-bindgen", "--target", "web", "--no-typescript", "--out-dir"];
    let arguments = arguments.map(OsString::from).into_iter();
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(
        arguments.chain([output.as_os_str().to_owned(), wasm.as_os_str().to_owned()]),
    )
    .with_context(|| format!("the glue of {}", wasm.display()))
}
