//! Environments without a browser: the `start` script prints the verdict and ends by itself.

use std::process::Command;

use anyhow::{Result, bail};

use super::pages::PATIENCE;
use super::projects::Projects;
use crate::companion::Companion;
use crate::process;

/// Where the programs find the companion server.
const SERVER: &str = "SOCKLINE_SERVER";

/// Makes the project and runs its program.
pub(super) fn check(projects: &Projects, companion: &Companion, environment: &str) -> Result<()> {
    let project = projects.add(environment)?;
    // A program that does not end is a fault, too.
    let mut command = Command::new("timeout");
    command.arg(PATIENCE.as_secs().to_string()).arg("npm").args(project.npm_arguments());
    let verdict = process::output(command.arg("start").env(SERVER, companion.url("")))?;
    if verdict != super::WORKS {
        bail!("{verdict}");
    }
    Ok(())
}
