//! Tests of the npm package: a page runs mocha in every engine and leaves its result in
//! `window.__mocha`.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::browser::{Engine, Session};
use crate::companion::Companion;
use crate::report;
use crate::workspace::Workspace;

const PAGE: &str = "/tests/npm/index.html";
const LOADING: Duration = Duration::from_secs(30);
const TESTING: Duration = Duration::from_secs(300);

/// Opens the page in every engine.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    let companion = Companion::for_tests(workspace)?;
    let mut failed = Vec::new();
    for &engine in engines {
        if let Err(error) = test(workspace, engine, &companion.url(PAGE)) {
            report::line(&format!("{engine}: {error:#}"));
            failed.push(engine.name());
        }
    }
    if !failed.is_empty() {
        bail!("in {}", failed.join(", "));
    }
    Ok(())
}

fn test(workspace: &Workspace, engine: Engine, page: &str) -> Result<()> {
    Session::with(workspace, engine, async |session| {
        let result = watch(&session, engine, page).await;
        if result.is_err() {
            session.screenshot(&workspace.target(&format!("npm-{engine}.png"))).await;
        }
        result
    })
}

async fn watch(session: &Session, engine: Engine, page: &str) -> Result<()> {
    session.open(page).await?;
    if let Err(error) = session.until("typeof window.__mocha === 'object'", LOADING).await {
        let text = session.evaluate("document.documentElement.innerText").await?;
        return Err(error.context(format!("the page did not start mocha; it reads {text}")));
    }
    let done = session.until("window.__mocha.done === true", TESTING).await;
    let result = session.evaluate("window.__mocha").await?;
    let failures = result["failures"].as_array().map_or(&[][..], Vec::as_slice);
    for failure in failures {
        report::line(&format!("{engine}: FAILED {}", text(&failure["title"])));
        report::line(&format!("    {}", text(&failure["message"]).replace('\n', "\n    ")));
    }
    done.with_context(|| format!("mocha did not end; so far {result}"))?;
    let findings = session.evaluate("window.__findings ?? null").await?;
    if !findings.is_null() {
        report::line(&format!("{engine}: found {findings}"));
    }
    let passes = count(&result["passes"]);
    report::line(&format!("{engine}: {passes} passed, {} failed", failures.len()));
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
