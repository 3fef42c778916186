//! The default entry made in another way than it is published, to see what that changes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{Flavour, Names, Paths, bundle, compile, inline_wasm, lock, optimize, sizes};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// A build that nobody publishes.
#[derive(Debug)]
pub(crate) struct Variant<'a> {
    /// The checkout, with its tools.
    pub(crate) workspace: &'a Workspace,
    /// What it is made of: the checkout itself, or a copy.
    pub(crate) sources: Workspace,
    /// Where the steps in between go, and the result.
    pub(crate) work: PathBuf,
}

/// What a variant weighs, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weight {
    /// The default entry after `gzip -9`.
    pub(crate) gzip: u64,
    /// The WebAssembly inside it.
    pub(crate) wasm: u64,
    /// Everything else inside it.
    pub(crate) javascript: u64,
}

impl Variant<'_> {
    /// Compiles and optimizes; gives the wasm.
    pub(crate) fn make_wasm(&self, toolchain: &Toolchain, names: Names) -> Result<PathBuf> {
        let paths = self.paths();
        let turns = self.workspace.target("npm");
        for directory in [&paths.work, &turns] {
            fs::create_dir_all(directory)
                .with_context(|| format!("cannot create {}", directory.display()))?;
        }
        // All builds of the package leave what the compiler made in one place.
        let turn = lock::wait(&turns)?;
        let compiled = compile::run(&self.sources, toolchain, Flavour::Published)?;
        optimize::run(self.workspace, &compiled, &paths.wasm(), names)?;
        drop(turn);
        inline_wasm(self.workspace, &paths, Flavour::Published)?;
        Ok(paths.wasm())
    }

    /// Takes the wasm that another variant has made.
    pub(crate) fn take_wasm(&self, other: &Variant<'_>) -> Result<()> {
        let (paths, others) = (self.paths(), other.paths());
        fs::create_dir_all(&paths.work)?;
        fs::copy(others.wasm(), paths.wasm()).context("cannot copy the wasm")?;
        fs::copy(others.inlined(), paths.inlined()).context("cannot copy the inlined wasm")?;
        Ok(())
    }

    /// Bundles around the wasm, without these modules of the face, and gives the entry.
    pub(crate) fn make_entry(&self, left_out: &[&str]) -> Result<PathBuf> {
        bundle::default_entry(self.workspace, &self.paths(), left_out)
    }

    /// Weighs what was made.
    pub(crate) fn weigh(&self, entry: PathBuf) -> Result<Weight> {
        let paths = self.paths();
        let files = [("entry", entry), ("wasm", paths.wasm()), ("wasm, inlined", paths.inlined())];
        match &sizes::of(self.workspace, files)?[..] {
            [entry, wasm, inlined] => Ok(Weight {
                gzip: entry.gzip,
                wasm: wasm.raw,
                // What stands around the string in its module is a few bytes, always the same.
                javascript: entry.raw.saturating_sub(inlined.raw),
            }),
            _ => bail!("not all files were measured"),
        }
    }

    /// Where the string is that the entry has inside.
    pub(crate) fn inlined(&self) -> PathBuf {
        self.paths().inlined()
    }

    fn paths(&self) -> Paths {
        Paths {
            face: self.sources.path("pkg/face"),
            dist: self.work.join("dist"),
            work: self.work.clone(),
        }
    }
}
