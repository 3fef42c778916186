//! Debian's package manager.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

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
    let _quiet = NothingStarts::declare(Path::new("/usr/sbin/policy-rc.d"))?;
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

/// While it is there, no service starts because its package is installed: nginx would serve a page to
/// the network.
#[derive(Debug)]
struct NothingStarts<'a> {
    /// Debian asks this program; none means that all may start.
    policy: Option<&'a Path>,
}

impl<'a> NothingStarts<'a> {
    fn declare(policy: &'a Path) -> Result<Self> {
        let created = fs::File::options().write(true).create_new(true).mode(0o755).open(policy);
        match created {
            Ok(mut file) => {
                file.write_all(b"#!/bin/sh\nexit 101\n")?;
                Ok(Self { policy: Some(policy) })
            }
            // The machine has a policy of its own, which is not ours to change.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Self { policy: None }),
            Err(error) => Err(error).with_context(|| format!("cannot write {}", policy.display())),
        }
    }
}

impl Drop for NothingStarts<'_> {
    fn drop(&mut self) {
        if let Some(policy) = self.policy {
            // Nothing is left to do about an error here.
            let _ = fs::remove_file(policy);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_of_ours_is_there_only_meanwhile() {
        let directory = tempfile::tempdir().unwrap();
        let policy = directory.path().join("policy-rc.d");
        let quiet = NothingStarts::declare(&policy).unwrap();
        assert_eq!(Command::new(&policy).status().unwrap().code(), Some(101));
        drop(quiet);
        assert!(!policy.exists());
    }

    #[test]
    fn a_policy_of_the_machine_stays() {
        let directory = tempfile::tempdir().unwrap();
        let policy = directory.path().join("policy-rc.d");
        fs::write(&policy, "theirs").unwrap();
        drop(NothingStarts::declare(&policy).unwrap());
        assert_eq!(fs::read_to_string(&policy).unwrap(), "theirs");
    }
}
