//! Remembers what was built last, so that the demo does not build the package anew each time.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Result;

use super::{Flavour, Paths};
use crate::workspace::Workspace;

/// What the published package is made of, and with: the scripts and what calls them.
const SOURCES: &[&str] = &[
    ".cargo",
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "pkg/Cargo.toml",
    "pkg/src",
    "xtask/src/package",
    "xtask/src/toolchain.rs",
];

/// Where the scripts are, beside the packages that `package-lock.json` names.
const SCRIPTS: &str = "xtask/npm";

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
    sources.extend(files(&workspace.path(SCRIPTS)));
    let is_older = |source: &PathBuf| newest(source).is_some_and(|time| time <= built);
    is_the_one && paths.dist.join("sockline.js").is_file() && sources.iter().all(is_older)
}

/// The files of a folder without those of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect()
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A checkout in which nothing is younger than the package.
    fn checkout(root: &Path) -> (Workspace, Paths) {
        let workspace = Workspace::locate().unwrap().copied_to(root.to_path_buf());
        let paths = Paths {
            face: root.join("pkg/face"),
            dist: root.join("pkg/dist"),
            work: root.join("work"),
        };
        for folder in [".cargo", "src", "pkg/src", "xtask/src/package", "xtask/npm/node_modules"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for folder in [&paths.face, &paths.dist, &paths.work] {
            fs::create_dir_all(folder).unwrap();
        }
        for file in READ {
            fs::write(root.join(file), "").unwrap();
        }
        fs::write(paths.dist.join("sockline.js"), "").unwrap();
        (workspace, paths)
    }

    /// Of each place one file.
    const READ: &[&str] = &[
        ".cargo/config.toml",
        "Cargo.toml",
        "Cargo.lock",
        "src/lib.rs",
        "pkg/Cargo.toml",
        "pkg/src/lib.rs",
        "pkg/face/index.js",
        "xtask/src/package/optimize.rs",
        "xtask/src/toolchain.rs",
        "xtask/npm/entry.mjs",
        "xtask/npm/names.mjs",
        "xtask/npm/package-lock.json",
    ];

    #[test]
    fn a_package_is_current_until_something_changes_that_it_is_made_of() {
        let directory = tempfile::tempdir().unwrap();
        let (workspace, paths) = checkout(directory.path());
        let built = SystemTime::now() + Duration::from_secs(10);
        write(&paths, Flavour::Published, built).unwrap();
        fs::write(directory.path().join("xtask/npm/node_modules/x.js"), "").unwrap();
        assert!(is_current(&workspace, &paths));
        for file in READ {
            let file = File::options().write(true).open(directory.path().join(file)).unwrap();
            let before = file.metadata().unwrap().modified().unwrap();
            file.set_modified(built + Duration::from_secs(1)).unwrap();
            assert!(!is_current(&workspace, &paths), "{file:?}");
            file.set_modified(before).unwrap();
        }
        write(&paths, Flavour::Dev, built).unwrap();
        assert!(!is_current(&workspace, &paths));
    }
}
