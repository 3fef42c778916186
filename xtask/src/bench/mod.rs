//! The benchmark: what sockline costs beside the browser's own `WebSocket` and beside peers, in one
//! page and one run.

mod figures;

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::json;

use crate::browser::{Engine, Session};
use crate::companion::Companion;
use crate::package::{self, Flavour};
use crate::setup::{self, Needs};
use crate::workspace::Workspace;
use crate::{process, report};
use figures::Figures;

const PATIENCE: Duration = Duration::from_secs(600);

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often every contestant runs every scenario.
    #[arg(long, value_name = "N", default_value_t = 9)]
    rounds: u32,
    /// The engine to use.
    #[arg(long, value_enum, default_value_t = Engine::Chromium)]
    browser: Engine,
}

/// Runs the scenarios and prints their table.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::ensure(workspace, &Needs::everything(&[options.browser]))?;
    package::run(workspace, &package::Paths::new(workspace, None, None), Flavour::Published)?;
    let page = bundle(workspace)?;
    let companion = Companion::with_mounts(workspace, &[("/bench", &page)])?;
    let address = companion.url(&format!("/bench/index.html?rounds={}", options.rounds));
    let answer = Session::with(workspace, options.browser, async |session| {
        session.open(&address).await?;
        session.until("typeof window.__bench === 'object'", PATIENCE).await?;
        session.evaluate("window.__bench").await
    })?;
    if let Some(error) = answer["error"].as_str() {
        bail!("the page failed: {error}");
    }
    let figures = Figures::read(&answer["figures"]).context("the page's figures")?;
    report::line(&figures.table());
    Ok(())
}

/// The page with its contestants from npm.
fn bundle(workspace: &Workspace) -> Result<std::path::PathBuf> {
    let source = workspace.path("bench");
    process::run(
        Command::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund"])
            .current_dir(&source),
    )?;
    let output = workspace.target("bench");
    std::fs::create_dir_all(&output)?;
    std::fs::copy(source.join("page/index.html"), output.join("index.html"))?;
    let job = json!({
        "entry": source.join("page/main.js"),
        "outfile": output.join("main.js"),
    });
    process::run(
        Command::new("node").arg(workspace.npm().join("bundle-page.mjs")).arg(job.to_string()),
    )?;
    Ok(output)
}
