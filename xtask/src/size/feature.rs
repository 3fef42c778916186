//! A part of the package that can be left out.

use super::edit::Edit;

/// What has to change so that a feature's code falls away. What is left need not work: it only has
/// to compile, and to be the rest.
#[derive(Debug)]
pub(super) struct Feature {
    /// In one word, or a few with hyphens.
    pub(super) name: &'static str,
    /// What it is for the user.
    pub(super) what: &'static str,
    /// Changes of the sources.
    pub(super) edits: &'static [Edit],
    /// Modules of the JavaScript half that go altogether.
    pub(super) modules: &'static [&'static str],
}

impl Feature {
    /// Whether the WebAssembly is another without it.
    pub(super) fn is_in_wasm(&self) -> bool {
        self.edits.iter().any(|edit| !edit.file.starts_with(FACE))
    }
}

/// Where the JavaScript half is.
pub(super) const FACE: &str = "pkg/face/";
