//! The board of live cursors, end to end.

use anyhow::{Context, Result};

use super::Scene;
use super::page::{Page, all};

const APP: &str = "cursors";

/// Two pages see each other's cursors move, and one leave.
pub(super) async fn walk_through(scene: &Scene<'_>, one: &Page, other: &Page) -> Result<()> {
    let _server = scene.serve()?;
    for page in [one, other] {
        page.open(&scene.address(APP)).await?;
    }
    for (mover, watcher) in [(one, other), (other, one)] {
        // The pointer itself, which WebDriver moves to the middle.
        mover.click("board").await?;
        watcher.until(&shows_one_cursor_at(50, 50)).await.context("no cursor in the middle")?;
        // A sweep, faster than any link needs to carry: its end is what counts.
        mover.evaluate(SWEEP).await?;
        watcher.until(&shows_one_cursor_at(80, 30)).await.context("no cursor at the end")?;
    }
    scene.photograph(one, APP).await;
    one.click("unmount").await?;
    one.until_server_has(APP, 1).await.context("unmounting did not close")?;
    other
        .until(&format!("{}.length === 0", all("cursor")))
        .await
        .context("the cursor of who has left is still there")?;
    other.click("unmount").await?;
    other.until_server_has(APP, 0).await
}

/// Whether there is a single cursor, with an id, within a hundredth of this place.
fn shows_one_cursor_at(left: u32, top: u32) -> String {
    format!(
        "(([cursor, ...more]) => cursor !== undefined && more.length === 0 \
         && cursor.dataset.id !== '' && Math.abs(parseFloat(cursor.style.left) - {left}) < 1 \
         && Math.abs(parseFloat(cursor.style.top) - {top}) < 1)({})",
        all("cursor"),
    )
}

/// From the left to the right, in 200 steps of one task.
const SWEEP: &str = "(() => {
    const board = document.querySelector('[data-testid=board]');
    const { left, top, width, height } = board.getBoundingClientRect();
    for (let step = 1; step <= 200; step += 1) {
        const clientX = left + width * 0.8 * step / 200;
        const clientY = top + height * 0.3;
        board.dispatchEvent(new PointerEvent('pointermove', { clientX, clientY, bubbles: true }));
    }
})()";
