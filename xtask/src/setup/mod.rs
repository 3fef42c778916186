//! Makes sure that every tool exists.

mod apt;
mod tool;
mod tools;
mod wasm_std;

use anyhow::{Result, bail};

use crate::browser::Engine;
use crate::report;
use crate::toolchain::Toolchain;
use crate::version;
use crate::workspace::Workspace;
use tool::Tool;

/// What a task is going to use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needs {
    /// The target wasm32-unknown-unknown.
    pub(crate) wasm: bool,
    /// std's source, with which the published package is smaller.
    pub(crate) std_source: bool,
    /// The tools from npm.
    pub(crate) npm: bool,
    /// The environments that `xtask packaging` tries, from npm.
    pub(crate) npm_packaging: bool,
    /// The reverse proxy.
    pub(crate) nginx: bool,
    /// Engines, each with its WebDriver.
    pub(crate) browsers: Vec<Engine>,
}

impl Needs {
    /// All that developing takes, with these engines.
    pub(crate) fn everything(browsers: &[Engine]) -> Self {
        Self { browsers: browsers.to_vec(), nginx: true, ..Self::package() }
    }

    /// What building the npm package uses.
    pub(crate) fn package() -> Self {
        Self { wasm: true, std_source: true, npm: true, ..Self::default() }
    }

    /// What trying it in every environment uses.
    pub(crate) fn packaging() -> Self {
        Self { npm_packaging: true, browsers: vec![Engine::Chromium], ..Self::package() }
    }
}

/// Installs what is missing of the needs, and returns the compiler for WebAssembly.
pub(crate) fn ensure(workspace: &Workspace, needs: &Needs) -> Result<Toolchain> {
    version::check(workspace)?;
    install(workspace, needs)?;
    match Toolchain::find() {
        Some(toolchain) => Ok(toolchain),
        // A task that makes no wasm names a compiler all the same, and does not call it.
        None if !needs.wasm => Ok(Toolchain::Own),
        None => bail!("no compiler has a std for wasm32-unknown-unknown"),
    }
}

/// Installs what is missing of the needs, or says how to.
pub(crate) fn install(workspace: &Workspace, needs: &Needs) -> Result<()> {
    let missing: Vec<Tool> =
        tools::needed(needs).into_iter().filter(|tool| !tool.is_present(workspace)).collect();
    let (private, shared): (Vec<_>, Vec<_>) = missing.iter().partition(|tool| tool.is_private());
    if apt::is_usable() {
        apt::install(&tool::packages(&shared))?;
        for tool in shared {
            tool.install(workspace)?;
        }
    } else {
        ask(workspace, &shared)?;
    }
    private.iter().try_for_each(|tool| tool.install(workspace))
}

/// Not root on Debian: what lies outside of the checkout is for its owner to change.
fn ask(workspace: &Workspace, missing: &[&Tool]) -> Result<()> {
    let (optional, required): (Vec<&Tool>, Vec<&Tool>) =
        missing.iter().partition(|tool| tool.is_optional());
    for tool in optional {
        report::notice(&format!("{} is missing; without it the package is larger:", tool.name()));
        report::line(&format!("    {}", tool.remedy(workspace)));
    }
    if required.is_empty() {
        return Ok(());
    }
    report::line("Some tools are missing. These commands install them:\n");
    for tool in &required {
        report::line(&format!("    {}", tool.remedy(workspace)));
    }
    let names: Vec<_> = required.iter().map(|tool| tool.name()).collect();
    bail!("missing: {}", names.join(", "))
}
