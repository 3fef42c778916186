//! The list of tools.

use super::Needs;
use super::tool::{NpmFolder, Source, Tool};
use crate::browser::{self, Engine};
use crate::nginx;
use crate::process::find_program;
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

const NPM: NpmFolder = NpmFolder { path: Workspace::npm, scripts: &[] };

/// bun's script puts the program in its place; all others find theirs without.
const NPM_PACKAGING: NpmFolder = NpmFolder { path: Workspace::npm_packaging, scripts: &["bun"] };

/// The tools that these needs come down to, in the order of their installation.
pub(super) fn needed(needs: &Needs) -> Vec<Tool> {
    let mut tools = Vec::new();
    for engine in &needs.browsers {
        tools.extend(browser_tools(*engine));
    }
    if needs.nginx {
        tools.push(Tool {
            name: "nginx",
            present: |_| nginx::program().is_some(),
            source: Source::Debian(&["nginx"]),
        });
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
            present: |workspace| NPM.is_current(workspace),
            source: Source::Npm(NPM),
        });
    }
    if needs.npm_packaging {
        tools.push(Tool {
            name: "bundlers and runtimes from npm",
            present: |workspace| NPM_PACKAGING.is_current(workspace),
            source: Source::Npm(NPM_PACKAGING),
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
