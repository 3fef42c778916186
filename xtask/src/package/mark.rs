//! Remembers what was built last, so that the demo does not build the package anew each time.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use super::{Flavour, Paths};
use crate::workspace::Workspace;

/// What the published package is made of.
const SOURCES: &[&str] = &["Cargo.toml", "Cargo.lock", "src", "pkg/Cargo.toml", "pkg/src"];

/// Notes that the package was built from sources as they were at `started`: one that changed
/// during the build may not be in it.
pub(super) fn write(paths: &Paths, flavour: Flavour, started: SystemTime) -> Result<()> {
    let mut mark = File::create(file(paths))?;
    mark.write_all(text(paths, flavour).as_bytes())?;
    mark.set_modified(started)?;
    Ok(())
}

/// Whether the last build was for publication, to this place, and after the last change of what
/// the package is made of.
pub(crate) fn is_current(workspace: &Workspace, paths: &Paths) -> bool {
    let mark = file(paths);
    let Ok(built) = fs::metadata(&mark).and_then(|metadata| metadata.modified()) else {
        return false;
    };
    let is_the_one =
        fs::read_to_string(mark).is_ok_and(|mark| mark == text(paths, Flavour::Published));
    let mut sources: Vec<_> = SOURCES.iter().map(|source| workspace.path(source)).collect();
    sources.push(paths.face.clone());
    let is_newer = |source: &PathBuf| newest(source).is_some_and(|time| time <= built);
    is_the_one && paths.dist.join("sockline.js").is_file() && sources.iter().all(is_newer)
}

fn file(paths: &Paths) -> PathBuf {
    paths.work.join("last-build")
}

fn text(paths: &Paths, flavour: Flavour) -> String {
    format!("{flavour:?} {}", paths.dist.display())
}

fn newest(path: &Path) -> Option<SystemTime> {
    let own = fs::metadata(path).ok()?.modified().ok()?;
    let Ok(entries) = path.read_dir() else {
        return Some(own);
    };
    entries.flatten().filter_map(|entry| newest(&entry.path())).max().max(Some(own))
}
