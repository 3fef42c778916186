//! The development server of Vite: it serves the package in its own way, and replaces a module while
//! the page lives.

use std::fs;

use anyhow::{Context, Result, bail};

use super::pages::{self, PATIENCE};
use super::projects::Projects;
use crate::browser::Session;
use crate::companion::Companion;

const FIRST: &str = "const GENERATION = 1;";
const SECOND: &str = "const GENERATION = 2;";

/// An echo, and then a client in a module that is edited: the first must leave the server.
pub(super) async fn check(
    projects: &Projects,
    companion: &Companion,
    session: &Session,
) -> Result<()> {
    let project = projects.add("hot-reload")?;
    let (_server, port) = project.serve("Vite")?;
    pages::verdict(session, &pages::served(port, companion)).await?;
    until_seen(session, "generations 1: 1 open of 1").await?;

    let module = project.file("client.js");
    let source = fs::read_to_string(&module)?;
    if !source.contains(FIRST) {
        bail!("{} has no line {FIRST}", module.display());
    }
    fs::write(&module, source.replace(FIRST, SECOND))?;
    until_seen(session, "generations 1,2: 1 open of 2").await
}

/// Waits until the server has told the page so.
async fn until_seen(session: &Session, wanted: &str) -> Result<()> {
    let seen = session.until(&format!("window.__hot?.seen === '{wanted}'"), PATIENCE).await;
    let found = session.evaluate("window.__hot?.seen ?? null").await?;
    seen.with_context(|| format!("expected {wanted}, found {found}"))
}
