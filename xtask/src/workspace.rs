//! Where things are in the checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The directories of this checkout.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that the caller is in, or else the one this program was built from. That
    /// order, because checkouts that share a target directory share this program too.
    pub(crate) fn locate() -> Result<Self> {
        let here = env::current_dir().context("the current directory is gone")?;
        let built_from = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .ancestors()
            .chain(built_from.parent())
            .find(|directory| directory.join("xtask/Cargo.toml").is_file())
            .context("no checkout of sockline here")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            // Cargo reads a relative one from where it was called, and passes it on as it is.
            Some(dir) => here.join(dir),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// A copy of this checkout's sources, whose builds share the directory of results.
    pub(crate) fn copied_to(&self, root: PathBuf) -> Self {
        Self { root, target: self.target.clone() }
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the repository's root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path below the directory of build results, which git ignores.
    pub(crate) fn target(&self, below: &str) -> PathBuf {
        self.target.join(below)
    }

    /// Where the tools from npm are installed.
    pub(crate) fn npm(&self) -> PathBuf {
        self.path("xtask/npm")
    }

    /// Where the environments of `xtask packaging` are installed, from npm too.
    pub(crate) fn npm_packaging(&self) -> PathBuf {
        self.path("xtask/npm-packaging")
    }

    /// A program that an npm package brought.
    pub(crate) fn npm_bin(&self, name: &str) -> PathBuf {
        self.npm().join("node_modules/.bin").join(name)
    }
}
