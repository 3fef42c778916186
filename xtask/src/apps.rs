//! The example apps of the frameworks: built without further tools, and served for people.
//!
//! Each framework's crate in `frameworks/` has an example for each app, named `FRAMEWORK-APP`. Page
//! and style are the same for all, in `frameworks/pages/APP`: the page loads `app.js`, which
//! wasm-bindgen makes of the example.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use crate::companion::Companion;
use crate::setup::{self, Needs};
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;
use crate::{folder, process, report};

/// A framework with a crate of its own in `frameworks/`.
#[derive(Debug)]
pub(crate) struct Framework {
    /// The folder in `frameworks/`.
    pub(crate) name: &'static str,
    /// The crate.
    pub(crate) package: &'static str,
    /// What cargo is told for programs that run in a browser.
    pub(crate) browser: &'static [&'static str],
    /// What cargo is told for programs that run where servers render.
    pub(crate) server: &'static [&'static str],
    /// Every way in which the library is compiled.
    pub(crate) ways: &'static [Way],
}

/// A way in which a library is compiled.
#[derive(Debug)]
pub(crate) struct Way {
    /// For WebAssembly, or for the host, where servers render.
    pub(crate) wasm: bool,
    /// What cargo is told.
    pub(crate) arguments: &'static [&'static str],
}

/// All of them.
pub(crate) const FRAMEWORKS: &[Framework] = &[
    Framework {
        name: "yew",
        package: "sockline-yew",
        browser: &[],
        server: &[],
        ways: &[Way { wasm: true, arguments: &[] }, Way { wasm: false, arguments: &[] }],
    },
    Framework {
        name: "leptos",
        package: "sockline-leptos",
        browser: &["--features", "csr"],
        server: &["--features", "ssr"],
        ways: &[
            Way { wasm: true, arguments: &["--features", "csr"] },
            Way { wasm: true, arguments: &["--features", "hydrate"] },
            Way { wasm: false, arguments: &["--features", "ssr", "--all-targets"] },
        ],
    },
];

/// The apps that each framework has.
pub(crate) const APPS: &[&str] = &["chat", "cursors"];

/// How the apps are served.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Port of the apps' server.
    #[arg(long, default_value_t = 8790)]
    port: u16,
}

/// Builds the apps and serves them until Ctrl-C.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let toolchain = setup::ensure(workspace, &Needs { wasm: true, ..Needs::default() })?;
    for framework in FRAMEWORKS {
        build(workspace, &toolchain, framework)?;
    }
    let mut companion = Companion::for_apps(workspace, options.port)?;
    report::line("");
    for framework in FRAMEWORKS {
        for app in APPS {
            report::line(&companion.url(&path(framework, app)));
        }
    }
    report::line("Open one in several windows (Ctrl-C ends it)");
    loop {
        companion.check()?;
        thread::sleep(Duration::from_secs(1));
    }
}

/// Builds a framework's apps into [`directory`].
pub(crate) fn build(
    workspace: &Workspace,
    toolchain: &Toolchain,
    framework: &Framework,
) -> Result<()> {
    process::run(
        toolchain
            .cargo(workspace)
            .current_dir(workspace.root())
            .args(["build", "--release", "--target", TARGET])
            .args(["--package", framework.package, "--examples"])
            .args(framework.browser),
    )?;
    let built = toolchain.target_directory(workspace).join(TARGET).join("release/examples");
    for app in APPS {
        let wasm = built.join(format!("{}-{app}.wasm", framework.name));
        assemble(workspace, &wasm, app, &directory(workspace).join(framework.name))
            .with_context(|| format!("{} in {}", app, framework.name))?;
    }
    Ok(())
}

/// Where the built apps are: `FRAMEWORK/APP/index.html`.
pub(crate) fn directory(workspace: &Workspace) -> PathBuf {
    workspace.target("apps")
}

/// An app's page on [`Companion::for_apps`].
pub(crate) fn path(framework: &Framework, app: &str) -> String {
    format!("/apps/{}/{app}/index.html", framework.name)
}

fn assemble(workspace: &Workspace, wasm: &Path, app: &str, directory: &Path) -> Result<()> {
    let pages = workspace.path("frameworks/pages");
    let folder = directory.join(app);
    folder::make_empty(&folder)?;
    fs::copy(pages.join("common.css"), directory.join("common.css"))?;
    for entry in pages.join(app).read_dir()? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let arguments: [OsString; 9] = [
        "wasm-bindgen".into(),
        wasm.into(),
        "--target".into(),
        "web".into(),
        "--no-typescript".into(),
        "--out-name".into(),
        "app".into(),
        "--out-dir".into(),
        folder.into(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments)
}
