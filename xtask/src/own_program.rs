//! Where this program is.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::{Context, Result};

static PATH: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Asks while the file is still there. The tests build this program anew, after which Linux calls
/// what runs deleted; but what lies at its path then can do the same.
pub(crate) fn remember() {
    PATH.get_or_init(|| env::current_exe().ok());
}

/// Where it was when it started.
pub(crate) fn path() -> Result<PathBuf> {
    remember();
    PATH.get().cloned().flatten().context("cannot find out where this program is")
}
