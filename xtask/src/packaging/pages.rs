//! Environments of a browser: a page leaves its verdict in `window.__verdict`.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::projects::Projects;
use crate::browser::Session;
use crate::companion::Companion;
use crate::workspace::Workspace;

/// How long a page may take. It ends by events, so that this is long.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Where the companion server has the projects.
pub(super) const MOUNT: &str = "/projects";

/// A companion server that serves the projects, too.
pub(super) fn serve(workspace: &Workspace, projects: &Projects) -> Result<Companion> {
    Companion::with_mounts(workspace, &[(MOUNT, projects.folder())])
}

/// Makes the project and reads the verdict of its page.
pub(super) async fn check(
    projects: &Projects,
    companion: &Companion,
    session: &Session,
    environment: &str,
) -> Result<()> {
    let page = projects.add(environment)?.page();
    verdict(session, &companion.url(&format!("{MOUNT}/{page}"))).await
}

/// The same with a page that the project's own server has.
pub(super) async fn check_served(
    projects: &Projects,
    companion: &Companion,
    session: &Session,
    environment: &str,
) -> Result<()> {
    let (_server, port) = projects.add(environment)?.serve(environment)?;
    verdict(session, &served(port, companion)).await
}

/// The page of a project's own server, which is told where ours is.
pub(super) fn served(port: u16, companion: &Companion) -> String {
    format!("http://127.0.0.1:{port}/?server={}", companion.url(""))
}

/// Opens the page and reads its verdict.
pub(super) async fn verdict(session: &Session, url: &str) -> Result<()> {
    session.open(url).await?;
    session.until("typeof window.__verdict === 'string'", PATIENCE).await.context("no verdict")?;
    let verdict = session.evaluate("window.__verdict").await?;
    if verdict != super::WORKS {
        bail!("{verdict}");
    }
    Ok(())
}
