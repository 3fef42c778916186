//! Pages that test: each runs in every engine and leaves its result in `window.__tests`.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::browser::{self, Crash, Engine, Session};
use crate::companion::Companion;
use crate::report;
use crate::workspace::Workspace;

const LOADING: Duration = Duration::from_secs(30);
const TESTING: Duration = Duration::from_secs(300);

/// A page of the companion server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// What it tests, if there is more than one.
    pub(super) name: &'static str,
    /// Its address.
    pub(super) path: &'static str,
}

/// What a stage opens in every engine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suite {
    /// The stage, as part of a file's name.
    pub(super) name: &'static str,
    /// Opened one after the other.
    pub(super) pages: &'static [Page],
    /// The server that has the pages.
    pub(super) companion: fn(&Workspace) -> Result<Companion>,
    /// How the browser is started.
    pub(super) capabilities: fn(Engine) -> Map<String, Value>,
}

/// Runs a suite in every engine.
pub(super) fn run(workspace: &Workspace, engines: &[Engine], suite: Suite) -> Result<()> {
    let companion = (suite.companion)(workspace)?;
    in_each(engines, |engine| test(workspace, engine, &companion, suite))
}

/// Runs a test in every engine, because one that fails says nothing about the others; again if the
/// browser crashes under it.
pub(super) fn in_each(engines: &[Engine], test: impl Fn(Engine) -> Result<()>) -> Result<()> {
    let mut failed = Vec::new();
    for &engine in engines {
        if let Err(error) = browser::once_more(engine, || test(engine)) {
            report::line(&format!("{engine}: {error:#}"));
            failed.push(engine.name());
        }
    }
    if !failed.is_empty() {
        bail!("in {}", failed.join(", "));
    }
    Ok(())
}

/// Opens every page, for the same reason.
fn test(
    workspace: &Workspace,
    engine: Engine,
    companion: &Companion,
    Suite { name, pages, capabilities, .. }: Suite,
) -> Result<()> {
    Session::with_capabilities(workspace, engine, capabilities(engine), async |session| {
        let mut failures = Vec::new();
        for page in pages {
            let label = match page.name {
                "" => engine.to_string(),
                what => format!("{engine}, {what}"),
            };
            if let Err(error) = watch(&session, &label, &companion.url(page.path)).await {
                if error.is::<Crash>() {
                    return Err(error);
                }
                session.screenshot(&workspace.target(&format!("{name}-{engine}.png"))).await;
                failures.push(format!("{error:#}"));
            }
        }
        if !failures.is_empty() {
            bail!("{}", failures.join("; "));
        }
        Ok(())
    })
}

/// Opens a page, and reports what its tests have come to.
pub(super) async fn watch(session: &Session, label: &str, page: &str) -> Result<()> {
    session.open(page).await?;
    if let Err(error) = session.until("typeof window.__tests === 'object'", LOADING).await {
        let text = session.evaluate("document.documentElement.innerText").await?;
        return Err(error.context(format!("the page began no tests; it reads {text}")));
    }
    let done = session.until("window.__tests.done === true", TESTING).await;
    let result = session.evaluate("window.__tests").await?;
    let failures = result["failures"].as_array().map_or(&[][..], Vec::as_slice);
    for failure in failures {
        report::line(&format!("{label}: FAILED {}", text(&failure["title"])));
        report::line(&format!("    {}", text(&failure["message"]).replace('\n', "\n    ")));
    }
    done.with_context(|| format!("the tests did not end; so far {result}"))?;
    let findings = session.evaluate("window.__findings ?? null").await?;
    if !findings.is_null() {
        report::line(&format!("{label}: found {findings}"));
    }
    let passes = count(&result["passes"]);
    report::line(&format!("{label}: {passes} passed, {} failed", failures.len()));
    if !failures.is_empty() {
        bail!("{} tests failed", failures.len());
    }
    if passes == 0 {
        bail!("no test ran");
    }
    Ok(())
}

/// The count itself, or a list of what passed.
fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| value.as_array().map_or(0, |list| list.len() as u64))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
