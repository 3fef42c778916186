//! One build at a time: the steps hand files to each other.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use rustix::fs::{FlockOperation, flock};

/// Waits until no other process builds there; dropping the file gives the turn to the next.
pub(super) fn wait(directory: &Path) -> Result<File> {
    let file = File::create(directory.join("lock")).context("cannot create a lock file")?;
    flock(&file, FlockOperation::LockExclusive).context("cannot lock")?;
    Ok(file)
}
