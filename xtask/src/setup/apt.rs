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

/// Where Debian looks for what says which services may start.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Ours, by which a later run knows it again.
const NOTHING: &str = "#!/bin/sh\n# While `cargo xtask setup` of sockline installs.\nexit 101\n";

/// Installs packages; none is nothing to do.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let policy = Path::new(POLICY);
    if packages.is_empty() {
        return remove_ours(policy);
    }
    report::step(&format!("install {}", packages.join(", ")));
    process::run(apt_get().args(["update", "--quiet"]))?;
    let _quiet = NothingStarts::declare(policy)?;
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
        remove_ours(policy)?;
        let created = fs::File::options().write(true).create_new(true).mode(0o755).open(policy);
        match created {
            Ok(mut file) => {
                let declared = Self { policy: Some(policy) };
                file.write_all(NOTHING.as_bytes())?;
                Ok(declared)
            }
            // The machine has a policy of its own, which is not ours to change.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Self { policy: None }),
            Err(error) => Err(error).with_context(|| format!("cannot write {}", policy.display())),
        }
    }
}

/// Removes what a run that was interrupted has left: no service could start on this machine.
fn remove_ours(policy: &Path) -> Result<()> {
    if fs::read_to_string(policy).is_ok_and(|text| text == NOTHING) {
        fs::remove_file(policy).with_context(|| format!("cannot remove {}", policy.display()))?;
    }
    Ok(())
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
    fn a_policy_that_an_interrupted_run_has_left_goes() {
        let directory = tempfile::tempdir().unwrap();
        let policy = directory.path().join("policy-rc.d");
        std::mem::forget(NothingStarts::declare(&policy).unwrap());
        assert!(policy.exists());
        drop(NothingStarts::declare(&policy).unwrap());
        assert!(!policy.exists());
        std::mem::forget(NothingStarts::declare(&policy).unwrap());
        remove_ours(&policy).unwrap();
        assert!(!policy.exists());
    }

    #[test]
    fn a_policy_of_the_machine_stays() {
        let directory = tempfile::tempdir().unwrap();
        let policy = directory.path().join("policy-rc.d");
        // As containers have it.
        for theirs in ["theirs", "#!/bin/sh\nexit 101\n"] {
            fs::write(&policy, theirs).unwrap();
            drop(NothingStarts::declare(&policy).unwrap());
            remove_ours(&policy).unwrap();
            assert_eq!(fs::read_to_string(&policy).unwrap(), theirs);
        }
    }
}
