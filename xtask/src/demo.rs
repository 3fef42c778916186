//! The demo: served for people, or driven once as a check.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::browser::{Engine, Session, free_port};
use crate::companion::Companion;
use crate::package::{self, Flavour};
use crate::report;
use crate::setup::{self, Needs};
use crate::workspace::Workspace;

const PATIENCE: Duration = Duration::from_secs(60);

/// Builds the package if it is older than its sources, then serves or checks the demo.
pub(crate) fn run(workspace: &Workspace, port: u16, check_only: bool) -> Result<()> {
    let paths = package::Paths::new(workspace, None, None);
    if !package::is_current(workspace, &paths) {
        package::run(workspace, &paths, Flavour::Published)?;
    }
    if check_only { check(workspace) } else { serve(workspace, port) }
}

fn serve(workspace: &Workspace, port: u16) -> Result<()> {
    let mut companion = Companion::for_demo(workspace, port)?;
    report::line(&format!("\nThe demo is at {} (Ctrl-C ends it)", companion.url("/")));
    loop {
        companion.check()?;
        thread::sleep(Duration::from_secs(1));
    }
}

/// Drives the demo through lost connections, in headless Chromium.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let needs = Needs { browsers: vec![Engine::Chromium], ..Needs::default() };
    setup::install(workspace, &needs)?;
    let companion = Companion::for_demo(workspace, free_port()?)?;
    let picture = workspace.target("demo.png");
    Session::with(workspace, Engine::Chromium, async |session| {
        let result = walk_through(&session, &companion.url("/")).await;
        // What the page looks like matters most when something went wrong.
        session.show_from_top(1280, 1500).await?;
        session.screenshot(&picture).await;
        let log = session.evaluate(LOG).await?;
        result.with_context(|| format!("the log read: {log}"))
    })?;
    report::line("the demo works");
    Ok(())
}

async fn walk_through(session: &Session, url: &str) -> Result<()> {
    session.open(url).await?;
    session.until(IS_OPEN, PATIENCE).await.context("it did not connect")?;
    session.fill("#message", "before any loss").await?;
    session.click("#send").await?;
    session.until(&received("before any loss"), PATIENCE).await.context("no echo")?;
    session.evaluate(SEND_LONG).await?;
    session
        .until(&received("x… (text, 97.7 KB)"), PATIENCE)
        .await
        .context("a long text is not cut in the log")?;
    // Through the control API: `#kill` ends this connection, `#restart` takes the server away.
    lose_and_recover(session, "#kill", "killed").await?;
    lose_and_recover(session, "#restart", "restarted").await?;
    let log = session.evaluate(LOG).await?;
    if !log.as_str().is_some_and(|log| log.contains("reconnecting: retry 1 in")) {
        bail!("the log tells of no retry");
    }
    // The line before has told of it.
    if log.as_str().is_some_and(|log| log.contains(", after close")) {
        bail!("the log names the close as a cause again");
    }
    session.evaluate(REFUSE).await?;
    session.until(REFUSAL_IS_TOLD, PATIENCE).await.context("the log does not say why it failed")
}

async fn lose_and_recover(session: &Session, button: &str, word: &str) -> Result<()> {
    let messages = [1, 2, 3].map(|number| format!("{word} {number}"));
    // The page itself sends at the moment of the loss: through WebDriver we might be too late.
    session.evaluate(&send_when_lost(&messages)).await?;
    session.click(button).await?;
    session
        .until(&received(&messages[2]), PATIENCE)
        .await
        .with_context(|| format!("after {button}: what was sent while down did not come back"))?;
    session.until(IS_OPEN, PATIENCE).await.context("it did not reconnect")?;
    let lines: Vec<String> = serde_json::from_value(session.evaluate(INCOMING).await?)?;
    let lines: Vec<_> = lines.iter().filter(|line| line.contains(word)).collect();
    let each_once_in_order = lines.len() == messages.len()
        && lines.iter().zip(&messages).all(|(line, message)| line.contains(message));
    if !each_once_in_order {
        bail!("after {button}: not in order, or not once each: {lines:?}");
    }
    Ok(())
}

/// 100,000 letters, of which the log is to show the first.
const SEND_LONG: &str = r"void (
    document.querySelector('#message').value = 'x'.repeat(100_000),
    document.querySelector('#send').click()
)";

const LOG: &str = "document.querySelector('#log')?.innerText ?? ''";

/// As browsers do with `ws:` on a page of `https:`.
const REFUSE: &str = r"void (
    WebSocket = class { constructor() { throw new Error('insecure'); } },
    document.querySelector('#reconnect').click()
)";

const REFUSAL_IS_TOLD: &str =
    "document.querySelector('#log')?.innerText.includes('error: insecure')";

const IS_OPEN: &str = "document.querySelector('#state')?.textContent.trim() === 'open'";

/// The texts received, oldest first; a list marked as reversed shows the newest first.
const INCOMING: &str = r#"(() => {
    const texts = [...document.querySelectorAll('#log li[data-kind="in"] .text')]
        .map(element => element.textContent);
    return document.querySelector('#log').reversed ? texts.reverse() : texts;
})()"#;

fn received(text: &str) -> String {
    format!("{INCOMING}.some(line => line.includes({}))", json!(text))
}

fn send_when_lost(messages: &[String]) -> String {
    format!(
        r"(() => {{
            const state = document.querySelector('#state');
            new MutationObserver((_, observer) => {{
                if (state.textContent.trim() === 'open') return;
                observer.disconnect();
                for (const text of {}) {{
                    document.querySelector('#message').value = text;
                    document.querySelector('#send').click();
                }}
            }}).observe(state, {{ childList: true, characterData: true, subtree: true }});
        }})()",
        json!(messages)
    )
}
