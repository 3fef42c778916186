//! Folders of results, which begin empty.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Makes a folder, and removes what it had in it if it was there.
pub(crate) fn make_empty(folder: &Path) -> Result<()> {
    let context = || format!("cannot empty {}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(context)?;
    }
    fs::create_dir_all(folder).with_context(context)
}
