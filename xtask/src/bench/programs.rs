//! The Rust contestants: each a program of `bench/rust`, with wasm-bindgen's glue.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The profile for all that takes part: sizes are not compared here but by `start-up`, and each
/// library is as fast as its users can have it.
pub(super) const PROFILE: &str = "measured";

/// Builds all of them and puts each, with its glue, into the directory.
pub(super) fn build(workspace: &Workspace, toolchain: &Toolchain, output: &Path) -> Result<()> {
    let built = compile(workspace, toolchain, &["--bins"])?;
    for source in fs::read_dir(workspace.path("bench/rust/src/bin"))? {
        let source = source?.path();
        let wasm = source.with_extension("wasm");
        let name = wasm.file_name().context("a program without a name")?;
        // As published programs are.
        glue(&built.join(name), output, &["--remove-name-section", "--remove-producers-section"])?;
    }
    Ok(())
}

/// Sockline's program, whose functions have kept their names.
pub(crate) fn sockline_with_names(
    workspace: &Workspace,
    toolchain: &Toolchain,
    output: &Path,
) -> Result<PathBuf> {
    let built = compile(workspace, toolchain, &["--bin", "sockline"])?;
    glue(&built.join("sockline.wasm"), output, &["--no-demangle"])?;
    Ok(output.join("sockline_bg.wasm"))
}

fn compile(workspace: &Workspace, toolchain: &Toolchain, programs: &[&str]) -> Result<PathBuf> {
    process::run(
        toolchain
            .cargo(workspace)
            .current_dir(workspace.root())
            .args(["build", "--quiet", "--package", "sockline-bench"])
            .args(programs)
            .args(["--profile", PROFILE, "--target", TARGET]),
    )?;
    Ok(toolchain.target_directory(workspace).join(TARGET).join(PROFILE))
}

fn glue(wasm: &Path, output: &Path, more: &[&str]) -> Result<()> {
    let arguments = ["wasm-bindgen", "--target", "web", "--no-typescript"];
    let arguments = arguments.iter().chain(more).chain(&["--out-dir"]).map(OsString::from);
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(
        arguments.chain([output.as_os_str().to_owned(), wasm.as_os_str().to_owned()]),
    )
    .with_context(|| format!("the glue of {}", wasm.display()))
}
