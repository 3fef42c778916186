//! A page with an app in it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::browser::Session;

const PATIENCE: Duration = Duration::from_secs(60);

/// Driven by what the apps have in common; the elements are named by their `data-testid`.
#[derive(Debug)]
pub(super) struct Page {
    session: Session,
}

impl Page {
    pub(super) fn new(session: Session) -> Self {
        Self { session }
    }

    /// Loads an app, and waits until it is connected.
    pub(super) async fn open(&self, address: &str) -> Result<()> {
        self.session.open(address).await?;
        self.until_open().await
    }

    /// Waits until the socket is open.
    pub(super) async fn until_open(&self) -> Result<()> {
        self.until(&format!("{STATE} === 'open'")).await.context("it is not connected")
    }

    /// Waits until the socket is there and not open.
    pub(super) async fn until_lost(&self) -> Result<()> {
        self.until(&format!("![undefined, 'open'].includes({STATE})")).await
    }

    /// Clicks an element.
    pub(super) async fn click(&self, id: &str) -> Result<()> {
        self.session.click(&selector(id)).await
    }

    /// Replaces the text of an input.
    pub(super) async fn fill(&self, id: &str, text: &str) -> Result<()> {
        self.session.fill(&selector(id), text).await
    }

    /// Waits until an expression is true.
    pub(super) async fn until(&self, expression: &str) -> Result<()> {
        self.session.until(expression, PATIENCE).await
    }

    /// The value of an expression.
    pub(super) async fn evaluate(&self, expression: &str) -> Result<Value> {
        self.session.evaluate(expression).await
    }

    /// Waits until the server has this many connections open in a scope.
    pub(super) async fn until_server_has(&self, scope: &str, open: u64) -> Result<()> {
        self.until(&format!("{}.then((stats) => stats.open === {open})", stats(scope)))
            .await
            .with_context(|| format!("the server's connections are not {open}"))
    }

    /// How many connections the server has accepted in a scope.
    pub(super) async fn accepted(&self, scope: &str) -> Result<Value> {
        self.evaluate(&format!("{}.then((stats) => stats.accepted)", stats(scope))).await
    }

    /// Keeps a picture of the page.
    pub(super) async fn photograph(&self, file: &Path) {
        self.session.screenshot(file).await;
    }
}

/// All elements of a name, as a JavaScript array.
pub(super) fn all(id: &str) -> String {
    format!("[...document.querySelectorAll({})]", json!(selector(id)))
}

fn selector(id: &str) -> String {
    format!("[data-testid={id}]")
}

const STATE: &str = "document.querySelector('[data-testid=state]')?.textContent.trim()";

fn stats(scope: &str) -> String {
    format!("fetch('/control/stats?scope={scope}').then((answer) => answer.json())")
}
