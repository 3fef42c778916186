//! Builds the npm package: wasm, one-file module, types.

mod budget;
mod bundle;
mod compile;
mod inline;
mod lock;
mod mark;
mod optimize;
mod sizes;
mod variant;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

pub(crate) use budget::check as check_budget;
pub(crate) use mark::is_current;
pub(crate) use optimize::Names;
pub(crate) use sizes::Sizes;
pub(crate) use variant::{Variant, Weight};

use crate::setup::{self, Needs};
use crate::workspace::Workspace;
use crate::{folder, report};

/// How much effort goes into the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Everything; this is what is published, tested and demonstrated.
    Published,
    /// Quick to build, and panics say where they happened.
    Dev,
}

/// Where the package's parts are.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    /// The hand-written JavaScript and its types.
    pub(crate) face: PathBuf,
    /// What is published.
    pub(crate) dist: PathBuf,
    /// The steps in between.
    pub(crate) work: PathBuf,
}

impl Paths {
    /// The repository's own, unless others are given.
    pub(crate) fn new(workspace: &Workspace, face: Option<PathBuf>, dist: Option<PathBuf>) -> Self {
        Self {
            face: face.unwrap_or_else(|| workspace.path("pkg/face")),
            dist: dist.unwrap_or_else(|| own_dist(workspace)),
            work: workspace.target("npm"),
        }
    }

    fn wasm(&self) -> PathBuf {
        self.work.join("sockline.wasm")
    }

    fn built(&self) -> PathBuf {
        self.work.join("dist")
    }

    fn inlined(&self) -> PathBuf {
        self.work.join("wasm-inlined.js")
    }
}

/// Holds nothing but what an earlier build has put there.
fn own_dist(workspace: &Workspace) -> PathBuf {
    workspace.path("pkg/dist")
}

/// Builds the package and prints its sizes.
pub(crate) fn run(workspace: &Workspace, paths: &Paths, flavour: Flavour) -> Result<Vec<Sizes>> {
    let toolchain = setup::ensure(workspace, &Needs::package())?;
    let started = SystemTime::now();
    fs::create_dir_all(&paths.work)
        .with_context(|| format!("cannot create {}", paths.work.display()))?;
    let _turn = lock::wait(&paths.work)?;
    let compiled = compile::run(workspace, &toolchain, flavour)?;
    match flavour {
        Flavour::Published => optimize::run(workspace, &compiled, &paths.wasm(), Names::Dropped)?,
        Flavour::Dev => drop(fs::copy(&compiled, paths.wasm())?),
    }
    let is_ascii = inline_wasm(workspace, paths, flavour)?;
    if flavour == Flavour::Published && !is_ascii {
        bail!("the wasm uses every byte, so that its text is not ASCII");
    }
    bundle::run(workspace, paths)?;
    if paths.dist != own_dist(workspace) {
        refuse_strange_files(&paths.built(), &paths.dist)?;
    }
    publish(&paths.built(), &paths.dist)?;
    mark::write(paths, flavour, started)?;
    let sizes = sizes::measure(workspace, paths)?;
    report::sizes(&sizes);
    Ok(sizes)
}

fn inline_wasm(workspace: &Workspace, paths: &Paths, flavour: Flavour) -> Result<bool> {
    inline::run(workspace, flavour, &bundle::entry(paths), &paths.wasm(), &paths.inlined())
}

/// A folder that somebody has named by mistake would lose what is in it.
fn refuse_strange_files(built: &Path, dist: &Path) -> Result<()> {
    if !dist.exists() {
        return Ok(());
    }
    for entry in dist.read_dir().with_context(|| format!("cannot read {}", dist.display()))? {
        let name = entry?.file_name();
        if !built.join(&name).is_file() {
            bail!(
                "{} has {} in it, which is no file of the package; name an empty folder, or remove \
                 it",
                dist.display(),
                name.display(),
            );
        }
    }
    Ok(())
}

/// Puts the finished package in the place of the earlier one. Until then that one is whole, for
/// whoever is using it; and no file of it ends up in the new one.
fn publish(built: &Path, dist: &Path) -> Result<()> {
    let context = || format!("cannot replace {}", dist.display());
    folder::make_empty(dist)?;
    for entry in built.read_dir().with_context(context)? {
        let entry = entry?;
        fs::copy(entry.path(), dist.join(entry.file_name())).with_context(context)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_package_is_replaced_and_another_folder_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let (built, dist) = (directory.path().join("built"), directory.path().join("dist"));
        fs::create_dir(&built).unwrap();
        for name in ["sockline.js", "slim.js"] {
            fs::write(built.join(name), "new").unwrap();
        }
        refuse_strange_files(&built, &dist).unwrap();
        publish(&built, &dist).unwrap();
        fs::write(dist.join("sockline.js"), "old").unwrap();
        refuse_strange_files(&built, &dist).unwrap();
        publish(&built, &dist).unwrap();
        assert_eq!(fs::read_to_string(dist.join("sockline.js")).unwrap(), "new");

        fs::write(dist.join("diary.txt"), "mine").unwrap();
        let refusal = refuse_strange_files(&built, &dist).unwrap_err().to_string();
        assert!(refusal.contains("diary.txt"), "{refusal}");
    }
}
