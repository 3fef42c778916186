//! The npm package behind nginx, with the configuration that users copy.

use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::pages::{self, Page, Suite};
use crate::browser::{Engine, Session, trusting_capabilities};
use crate::companion::Companion;
use crate::nginx::Nginx;
use crate::report;
use crate::workspace::Workspace;

const PATIENCE: Duration = Duration::from_secs(60);

/// The page knows by its address which tests are wanted.
const PAGES: &[Page] = &[Page { name: "", path: "/tests/npm/index.html?behind=nginx" }];

const SUITE: Suite = Suite {
    name: "proxy",
    pages: PAGES,
    companion: Companion::for_tests_behind_nginx,
    capabilities: trusting_capabilities,
};

/// Opens the page in every engine, and then one that goes on sending while nginx starts anew.
pub(super) fn run(workspace: &Workspace, engines: &[Engine]) -> Result<()> {
    pages::run(workspace, engines, SUITE)?;
    let companion = Companion::for_tests(workspace)?;
    for &engine in engines {
        let mut nginx = Nginx::before(workspace, companion.port())?;
        let capabilities = trusting_capabilities(engine);
        Session::with_capabilities(workspace, engine, capabilities, async |session| {
            send_through_restarts(&session, &mut nginx).await
        })
        .with_context(|| format!("{engine}, while nginx starts anew"))?;
        keeps_tokens_to_itself(&nginx)?;
        report::line(&format!("{engine}: what is sent while nginx starts anew is accounted for"));
    }
    Ok(())
}

async fn send_through_restarts(session: &Session, nginx: &mut Nginx) -> Result<()> {
    session.open(&nginx.url("/tests/nginx/numbers.html?token=secret")).await?;
    session.until("window.__numbers?.opens === 1", PATIENCE).await?;
    // As after each renewal of the certificate.
    nginx.reload()?;
    session.until("window.__numbers.opens === 2", PATIENCE).await.context("after a reload")?;
    nginx.restart()?;
    session.until("window.__numbers.opens === 3", PATIENCE).await.context("after a new start")?;
    session.evaluate("void window.__numbers.end()").await?;
    session.until("window.__numbers.verdict !== ''", PATIENCE).await?;
    let verdict = session.evaluate("window.__numbers.verdict").await?;
    if verdict != "every number is accounted for" {
        bail!("{verdict}");
    }
    Ok(())
}

/// What is in a URL's query, tokens among it, is in no line of the access log.
fn keeps_tokens_to_itself(nginx: &Nginx) -> Result<()> {
    let log = nginx.access_log()?;
    if !log.contains("/tests/nginx/numbers.html") || log.contains("secret") {
        bail!("the access log has a query, or nothing:\n{log}");
    }
    Ok(())
}
