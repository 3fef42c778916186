//! The npm package behind nginx, with the configuration that users copy.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::pages;
use crate::browser::{Engine, Session, trusting_capabilities};
use crate::companion::Companion;
use crate::nginx::Nginx;
use crate::report;
use crate::workspace::Workspace;

const PATIENCE: Duration = Duration::from_secs(60);

/// It knows by its address which tests are wanted.
const TESTS: &str = "/tests/npm/index.html?behind=nginx";

/// It sends one number after the other. nginx's access log must not have the token.
const NUMBERS: &str = "/tests/nginx/numbers.html?token=secret";

/// Opens the page of tests in every engine, and then one that goes on sending while nginx starts anew.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    let companion = Companion::for_tests_behind_a_proxy(workspace)?;
    pages::in_each(engines, |engine| {
        let nginx = Nginx::before(workspace, companion.port())?;
        let capabilities = trusting_capabilities(engine);
        Session::with_capabilities(workspace, engine, capabilities, async |session| {
            let tested = pages::watch(&session, engine.name(), &nginx.url(TESTS)).await;
            if tested.is_err() {
                session.screenshot(&workspace.target(&format!("proxy-{engine}.png"))).await;
            }
            // One says nothing about the other.
            let accounted = send_through_restarts(&session, nginx).await;
            tested.and(accounted.context("while nginx starts anew"))
        })?;
        report::line(&format!("{engine}: what is sent while nginx starts anew is accounted for"));
        Ok(())
    })
}

async fn send_through_restarts(session: &Session, nginx: Nginx) -> Result<()> {
    session.open(&nginx.url(NUMBERS)).await?;
    send_for_a_while(session, 1).await?;
    // As after each renewal of the certificate.
    nginx.reload()?;
    send_for_a_while(session, 2).await.context("after a reload")?;
    let nginx = nginx.restarted()?;
    send_for_a_while(session, 3).await.context("after a new start")?;
    session.evaluate("void window.__numbers.end()").await?;
    session.until("window.__numbers.verdict !== ''", PATIENCE).await?;
    let verdict = session.evaluate("window.__numbers.verdict").await?;
    if verdict != "every number is accounted for" {
        bail!("{verdict}");
    }
    check_log(&nginx)
}

/// On the connection of that number.
async fn send_for_a_while(session: &Session, connection: u32) -> Result<()> {
    session.until(&format!("window.__numbers?.opens === {connection}"), PATIENCE).await?;
    let sent = session.evaluate("window.__numbers.sent").await?;
    session.until(&format!("window.__numbers.sent > {sent} + 50"), PATIENCE).await
}

/// The tests have seen nginx's own answers, and no line has a URL's query with its tokens.
fn check_log(nginx: &Nginx) -> Result<()> {
    let log = nginx.access_log()?;
    let has = |what: &str| log.contains(what);
    // The status follows the request, which stands in quotes.
    if !has("\" 101 ") || !has("\" 502 ") || !has("/tests/nginx/numbers.html") || has("secret") {
        bail!("the access log lacks an answer, or has a query:\n{log}");
    }
    Ok(())
}
