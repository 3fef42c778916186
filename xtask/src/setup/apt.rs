//! Debian's package manager.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::{process, report};

/// Whether we may install system packages here: root, on Debian or a relative of it.
pub(super) fn is_usable() -> bool {
    rustix::process::geteuid().is_root() && Path::new("/usr/bin/apt-get").is_file()
}

/// Installs packages; none is nothing to do.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    report::step(&format!("install {}", packages.join(", ")));
    process::run(apt_get().args(["update", "--quiet"]))?;
    process::run(
        apt_get().args(["install", "--quiet", "-y", "--no-install-recommends"]).args(packages),
    )
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Nobody is there to answer a question.
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
