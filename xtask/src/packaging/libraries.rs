//! Libraries that open sockets of a class that they are given, and the servers that they are made for.

use anyhow::Result;

use super::pages::{self, MOUNT};
use super::projects::Projects;
use crate::browser::Session;
use crate::companion::Companion;

/// The page's verdict: each library works with the page's own class, and with ours.
pub(super) async fn check(
    projects: &Projects,
    companion: &Companion,
    session: &Session,
) -> Result<()> {
    let project = projects.add("libraries")?;
    let (_servers, port) = project.serve("the libraries' servers")?;
    let page = companion.url(&format!("{MOUNT}/{}", project.page()));
    pages::verdict(session, &format!("{page}?libraries=http://127.0.0.1:{port}")).await
}
