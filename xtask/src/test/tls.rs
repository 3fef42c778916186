//! The npm package on a page of `https:`, over `wss:`: what TLS and the browser's rules for such pages
//! may change.

use anyhow::Result;

use super::pages::{self, Page, Suite};
use crate::browser::{Engine, trusting_capabilities};
use crate::companion::Companion;
use crate::workspace::Workspace;

/// The page knows by its address which tests are wanted.
const PAGES: &[Page] = &[Page { name: "", path: "/tests/npm/index.html" }];

const SUITE: Suite = Suite {
    name: "tls",
    pages: PAGES,
    companion: Companion::for_tests_over_tls,
    capabilities: trusting_capabilities,
};

/// Opens the page in every engine.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    pages::run(workspace, engines, SUITE)
}
