//! Rust tests, compiled to WebAssembly, in every engine.

use anyhow::{Result, bail};
use serde_json::json;

use super::pages;
use crate::browser::Engine;
use crate::companion::Companion;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;
use crate::{cargo_test, own_program, process, report, runner};

/// Runs those of a package against the companion server.
pub(super) fn run(
    workspace: &Workspace,
    toolchain: &Toolchain,
    engines: &[Engine],
    package: &[&str],
) -> Result<()> {
    let _companion = Companion::for_tests(workspace)?;
    pages::in_each(engines, |engine| {
        report::line(&format!("\nin {engine}:"));
        test(workspace, toolchain, engine, package)
    })
}

fn test(
    workspace: &Workspace,
    toolchain: &Toolchain,
    engine: Engine,
    package: &[&str],
) -> Result<()> {
    // The one in .cargo/config.toml would have cargo look at xtask again for each test binary.
    let runner = json!([own_program::path()?, "wasm-bindgen-test-runner"]);
    let mut passed = 0;
    let result = process::run_watched(
        toolchain
            .cargo(workspace)
            .current_dir(workspace.root())
            .args(["test", "--target", TARGET, "--tests"])
            .args(package)
            // All of them, so that one run shows everything that fails in an engine.
            .arg("--no-fail-fast")
            .arg("--config")
            .arg(format!("target.{TARGET}.runner={runner}"))
            // No browser shows anything of it, and wasm-bindgen would read it for each test binary.
            .env("CARGO_PROFILE_TEST_DEBUG", "0")
            .env("CARGO_PROFILE_TEST_STRIP", "debuginfo")
            .env(runner::BROWSER, engine.name()),
        |line| passed += cargo_test::passes(line),
    );
    report::line(&format!("{engine}: {passed} passed"));
    result?;
    if passed == 0 {
        // cargo is content with binaries that hold no test for WebAssembly.
        bail!("no test ran");
    }
    Ok(())
}
