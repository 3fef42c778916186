//! Libraries that open sockets of a class that they are given, and the servers that they are made for.

use std::process::Stdio;

use anyhow::Result;

use super::pages::{self, MOUNT};
use super::projects::Projects;
use crate::background::Background;
use crate::browser::{Session, free_port, until_listening};
use crate::companion::Companion;

/// The page's verdict: each library works with the page's own class, and with ours.
pub(super) async fn check(
    projects: &Projects,
    companion: &Companion,
    session: &Session,
) -> Result<()> {
    let project = projects.add("libraries")?;
    let port = free_port()?;
    let mut command = project.npm(&["start", "--", "--port"]);
    command.arg(port.to_string()).stdin(Stdio::null());
    let mut servers = Background::start("the libraries' servers", &mut command)?;
    until_listening(&mut servers, port)?;
    let page = companion.url(&format!("{MOUNT}/{}", project.page()));
    pages::verdict(session, &format!("{page}?libraries=http://127.0.0.1:{port}")).await
}
