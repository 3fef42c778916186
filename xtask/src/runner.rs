//! Runs a wasm test binary, as cargo's runner for the target: in the browser that SOCKLINE_BROWSER
//! names, and otherwise as wasm-bindgen's own runner decides from its environment.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::browser::{self, Crash, Driver, Engine};
use crate::own_program;
use crate::process;
use crate::version;
use crate::workspace::Workspace;

/// Names the engine for wasm tests.
pub(crate) const BROWSER: &str = "SOCKLINE_BROWSER";

/// Runs the test binary that is first among the arguments.
pub(crate) fn run(workspace: &Workspace, arguments: Vec<OsString>) -> Result<()> {
    version::check(workspace)?;
    match env::var(BROWSER) {
        Ok(name) => {
            let engine = Engine::from_name(&name).with_context(|| {
                format!("{BROWSER}={name}: not one of chromium, firefox, webkit")
            })?;
            browser::once_more(engine, || in_browser(workspace, engine, &arguments))
        }
        Err(_) => {
            let program = OsString::from("wasm-bindgen-test-runner");
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
                std::iter::once(program).chain(arguments),
            )
            .map_err(Crash::recognised)
        }
    }
}

/// wasm-bindgen's runner learns of our driver through its environment, so this calls itself again.
/// Each binary gets a fresh driver: one that hangs cannot spoil the next.
fn in_browser(workspace: &Workspace, engine: Engine, arguments: &[OsString]) -> Result<()> {
    let driver = Driver::start(workspace, engine)?;
    let capabilities = workspace.target("webdriver").join(format!("{engine}.json"));
    fs::write(&capabilities, serde_json::to_string(&browser::capabilities(engine))?)?;
    // WebKit's driver speaks as Safari's does.
    let remote = match engine {
        Engine::Chromium => "CHROMEDRIVER_REMOTE",
        Engine::Firefox => "GECKODRIVER_REMOTE",
        Engine::Webkit => "SAFARIDRIVER_REMOTE",
    };
    let mut runner = Command::new(own_program::path()?);
    runner
        .arg("wasm-bindgen-test-runner")
        .args(arguments)
        .env_remove(BROWSER)
        .env(remote, driver.url())
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    let status = process::status(&mut runner)?;
    if status.code() == Some(i32::from(Crash::EXIT_CODE)) {
        bail!(Crash);
    }
    if !status.success() {
        bail!("wasm tests failed in {engine}");
    }
    Ok(())
}
