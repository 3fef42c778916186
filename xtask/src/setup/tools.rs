//! The list of tools.

use std::fs;

use anyhow::{Context, Result};

use super::Needs;
use super::tool::{Source, Tool};
use crate::browser::{self, Engine};
use crate::process::find_program;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// The tools that these needs come down to, in the order of their installation.
pub(super) fn needed(needs: &Needs) -> Vec<Tool> {
    let mut tools = Vec::new();
    for engine in &needs.browsers {
        tools.extend(browser_tools(*engine));
    }
    if needs.wasm {
        tools.push(Tool {
            name: "the target wasm32-unknown-unknown",
            present: |_| Toolchain::find().is_some(),
            source: Source::WasmTarget,
        });
    }
    if needs.std_source {
        tools.push(Tool {
            name: "rust-src",
            present: |_| Toolchain::find().is_some_and(|found| found.has_std_source()),
            source: Source::Component("rust-src"),
        });
    }
    if needs.npm {
        tools.push(Tool {
            name: "the tools from npm",
            present: npm_is_current,
            source: Source::Npm,
        });
    }
    tools
}

fn browser_tools(engine: Engine) -> Vec<Tool> {
    match engine {
        Engine::Chromium => vec![Tool {
            name: "Chromium and chromedriver",
            present: |_| {
                find_program("chromium").is_some() && find_program("chromedriver").is_some()
            },
            source: Source::Debian(&["chromium", "chromium-driver"]),
        }],
        Engine::Firefox => vec![
            Tool {
                name: "Firefox",
                present: |_| find_program("firefox-esr").is_some(),
                source: Source::Debian(&["firefox-esr"]),
            },
            Tool {
                name: "geckodriver",
                present: |_| find_program("geckodriver").is_some(),
                source: Source::Crate("geckodriver"),
            },
        ],
        Engine::Webkit => vec![Tool {
            name: "WebKitGTK with its driver, and Xvfb",
            present: |_| {
                find_program("WebKitWebDriver").is_some()
                    && find_program("Xvfb").is_some()
                    && browser::mini_browser().is_some()
            },
            source: Source::Debian(&["webkit2gtk-driver", "xvfb"]),
        }],
    }
}

/// A copy of the lock file, left where `npm ci` would delete it, says what is installed.
fn npm_is_current(workspace: &Workspace) -> bool {
    let lock = fs::read(workspace.npm().join("package-lock.json"));
    let installed = fs::read(workspace.npm().join(NPM_MARK));
    matches!((lock, installed), (Ok(lock), Ok(installed)) if lock == installed)
}

/// Remembers that the packages of the present lock file are installed.
pub(super) fn mark_npm_installed(workspace: &Workspace) -> Result<()> {
    let npm = workspace.npm();
    fs::copy(npm.join("package-lock.json"), npm.join(NPM_MARK))
        .context("cannot mark the npm tools as installed")?;
    Ok(())
}

const NPM_MARK: &str = "node_modules/.installed-lock.json";
