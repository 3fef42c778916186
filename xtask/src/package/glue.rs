//! wasm-bindgen: the JavaScript that calls the wasm, and the wasm that it calls.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};

use super::Paths;

/// Writes `glue.js` and `glue_bg.wasm`.
pub(super) fn generate(wasm: &Path, paths: &Paths) -> Result<()> {
    let mut arguments: Vec<OsString> = vec!["wasm-bindgen".into(), wasm.into()];
    arguments.extend(["--out-dir".into(), paths.work.clone().into_os_string()]);
    arguments.extend(
        [
            "--target=web",
            "--out-name=glue",
            "--no-typescript",
            // The face brings the wasm; a URL next to the module would make bundlers copy it too.
            "--omit-default-module-path",
        ]
        .map(OsString::from),
    );
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments).context("wasm-bindgen")
}
