//! Tests of the npm package with mocha.

use anyhow::Result;

use super::pages::{self, Page, Suite};
use crate::browser::{Engine, eager_capabilities};
use crate::companion::Companion;
use crate::workspace::Workspace;

const PAGES: &[Page] = &[Page { name: "", path: "/tests/npm/index.html" }];

const SUITE: Suite = Suite {
    name: "npm",
    pages: PAGES,
    companion: Companion::for_tests,
    capabilities: eager_capabilities,
};

/// Opens the page in every engine.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    pages::run(workspace, engines, SUITE)
}
