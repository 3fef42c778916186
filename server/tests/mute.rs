//! `/mute` opens and is never heard of again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::Duration;

use common::{assert_reset, connect, control, server, stats_until};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn it_reads_and_answers_nothing_not_even_a_close() {
    let server = server().await;
    let mut client = connect(&server, "/mute?scope=s").await;
    client.send("hello".into()).await.unwrap();
    client.send(Message::Ping("x".into())).await.unwrap();
    stats_until(&server, "s", |stats| stats["messages"] == 1).await;
    control(&server, "send?scope=s&text=hello").await;
    control(&server, "close?scope=s&code=1000").await;
    client.close(None).await.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(2), client.next()).await;
    assert!(heard.is_err(), "got {heard:?}");
    assert_eq!(control(&server, "stats?scope=s").await["open"], 1);
    control(&server, "drop?scope=s").await;
    assert_reset(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_when_the_client_goes() {
    let server = server().await;
    let client = connect(&server, "/mute?scope=s").await;
    drop(client);
    stats_until(&server, "s", |stats| stats["open"] == 0).await;
}
