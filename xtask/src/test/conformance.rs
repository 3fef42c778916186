//! The WebSockets Standard, clause by clause: `WebSocket` itself first, so that the tests are known
//! to be right, and then Sockline, which must not be told from it.

use anyhow::Result;

use super::pages::{self, Page, Suite};
use crate::browser::{Engine, eager_capabilities};
use crate::companion::Companion;
use crate::workspace::Workspace;

const PAGES: &[Page] = &[
    Page {
        name: "WebSocket in a window",
        path: "/tests/conformance/index.html?subject=native&place=window",
    },
    Page {
        name: "WebSocket in a worker",
        path: "/tests/conformance/index.html?subject=native&place=worker",
    },
    Page {
        name: "Sockline in a window",
        path: "/tests/conformance/index.html?subject=sockline&place=window",
    },
    Page {
        name: "Sockline in a worker",
        path: "/tests/conformance/index.html?subject=sockline&place=worker",
    },
];

const SUITE: Suite = Suite {
    name: "conformance",
    pages: PAGES,
    companion: Companion::for_tests,
    capabilities: eager_capabilities,
};

/// Opens the pages in every engine.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    pages::run(workspace, engines, SUITE)
}
