//! A copy of the sources, changed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::edit::Edit;
use crate::workspace::Workspace;

/// What the published package is made of.
const SOURCES: &[&str] =
    &["Cargo.toml", "Cargo.lock", "src", "pkg/Cargo.toml", "pkg/src", "pkg/face"];

/// What every copy needs: none of the workspace's other members, which are not copied, and no word
/// about what nothing calls any more.
pub(super) const MANIFESTS: &[Edit] = &[
    Edit::cut("Cargo.toml", "\nmembers = [", "\nexclude = ", "\nmembers = [\"pkg\"]"),
    Edit::replace(
        "Cargo.toml",
        "[workspace.lints.rust]\n",
        "[workspace.lints.rust]\nunused = \"allow\"\n",
    ),
    Edit::replace("pkg/Cargo.toml", "[lints.rust]\n", "[lints.rust]\nunused = \"allow\"\n"),
];

/// Copies the sources to `root` and changes them there.
pub(super) fn make(workspace: &Workspace, root: &Path, edits: &[Edit]) -> Result<Workspace> {
    if root.exists() {
        fs::remove_dir_all(root).with_context(|| format!("cannot remove {}", root.display()))?;
    }
    for source in SOURCES {
        copy(&workspace.path(source), &root.join(source))?;
    }
    for edit in MANIFESTS.iter().chain(edits) {
        let file = root.join(edit.file);
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        fs::write(&file, edit.apply(&text)?).with_context(|| file.display().to_string())?;
    }
    Ok(workspace.copied_to(root.to_path_buf()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        for entry in from.read_dir().with_context(|| from.display().to_string())? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}
