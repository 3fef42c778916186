//! The chat, end to end.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Scene;
use super::page::{Page, all};
use crate::report;

const APP: &str = "chat";
const BURST: usize = 1_000;

/// Two pages talk; the server is killed and started again while one goes on talking; one sends a
/// thousand messages; both leave.
pub(super) async fn walk_through(scene: &Scene<'_>, one: &Page, other: &Page) -> Result<()> {
    let server = scene.serve()?;
    for page in [one, other] {
        page.open(&scene.address(APP)).await?;
    }
    say(one, "Ada", "hello").await?;
    heard(&[one, other], "hello").await?;
    say(other, "Grace", "hello, Ada").await?;
    heard(&[one, other], "hello, Ada").await?;
    let accepted = one.accepted(APP).await?;
    ensure!(accepted == 2, "typing has connected anew: {accepted} connections");

    // The end of the process resets every connection.
    drop(server);
    for page in [one, other] {
        page.until_lost().await.context("the loss is not shown")?;
    }
    say(one, "Ada", "sent while the server was down").await?;
    let _server = scene.serve()?;
    heard(&[one], "sent while the server was down").await?;
    // The other page may not have been back in time for that one.
    other.until_open().await?;
    say(one, "Ada", "back again").await?;
    heard(&[one, other], "back again").await?;

    scene.photograph(one, APP).await;
    let duration = one.evaluate(SEND_BURST).await?;
    report::line(&format!("a burst of {BURST} was there and back and shown in {duration} ms"));
    for page in [one, other] {
        page.until(&format!("{TEXTS}.at(-1) === 'burst {BURST}'"))
            .await
            .context("the burst did not end")?;
        let burst =
            page.evaluate(&format!("{TEXTS}.filter((text) => text.startsWith('burst '))")).await?;
        let expected: Vec<_> = (1..=BURST).map(|index| format!("burst {index}")).collect();
        ensure!(burst == json!(expected), "of the burst are shown {burst}");
    }

    for page in [one, other] {
        page.click("unmount").await?;
    }
    one.until_server_has(APP, 0).await.context("unmounting did not close")?;
    ensure!(one.evaluate(&all("message")).await? == json!([]), "unmounting left messages");
    one.click("unmount").await?;
    one.until_open().await.context("mounting anew did not connect")?;
    one.until_server_has(APP, 1).await
}

async fn say(page: &Page, name: &str, text: &str) -> Result<()> {
    page.fill("name", name).await?;
    page.fill("text", text).await?;
    page.click("send").await
}

/// Waits until a text is shown once by each page.
async fn heard(pages: &[&Page], text: &str) -> Result<()> {
    for page in pages {
        page.until(&format!("{TEXTS}.filter((text) => text === {}).length === 1", json!(text)))
            .await
            .with_context(|| format!("'{text}' is not shown once"))?;
    }
    Ok(())
}

/// The texts shown, the oldest first.
const TEXTS: &str = "[...document.querySelectorAll('[data-testid=message] .text')]\
                     .map((element) => element.textContent)";

/// Clicks, and resolves with the milliseconds until the page counts a thousand messages more.
const SEND_BURST: &str = "new Promise((resolve) => {
    const find = (id) => document.querySelector(`[data-testid=${id}]`);
    const count = () => Number(find('count').textContent);
    const [start, before] = [performance.now(), count()];
    const look = () => count() >= before + 1000
        ? resolve(Math.round(performance.now() - start))
        : setTimeout(look, 10);
    find('burst').click();
    look();
})";
