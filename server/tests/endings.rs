//! `/close` and `/drop` end the connection, each in its way.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::{Duration, Instant};

use common::{assert_reset, closed, connect, control, next, refusal, server, stats_until, within};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn close_sends_the_code_and_reason_after_the_open() {
    let server = server().await;
    let mut client = connect(&server, "/close?code=4001&reason=so%20long").await;
    let frame = closed(&mut client).await.unwrap();
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4001, "so long"));
}

#[tokio::test(flavor = "multi_thread")]
async fn close_without_a_code_sends_an_empty_frame() {
    let server = server().await;
    let mut client = connect(&server, "/close").await;
    assert_eq!(closed(&mut client).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn close_waits_for_its_time() {
    let server = server().await;
    let start = Instant::now();
    let mut client = connect(&server, "/close?code=1012&after=400").await;
    assert_eq!(u16::from(closed(&mut client).await.unwrap().code), 1012);
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[tokio::test(flavor = "multi_thread")]
async fn close_waits_for_its_messages() {
    let server = server().await;
    let mut client = connect(&server, "/close?code=1000&after_messages=3&scope=s").await;
    client.send("1".into()).await.unwrap();
    client.send("2".into()).await.unwrap();
    let stats = stats_until(&server, "s", |stats| stats["messages"] == 2).await;
    assert_eq!(stats["open"], 1);
    client.send("3".into()).await.unwrap();
    assert_eq!(u16::from(closed(&mut client).await.unwrap().code), 1000);
    assert_eq!(stats_until(&server, "s", |stats| stats["open"] == 0).await["messages"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn close_lingers_until_it_is_dropped() {
    let server = server().await;
    let mut client = connect(&server, "/close?code=1000&linger=60000&scope=s").await;
    assert!(matches!(next(&mut client).await, Message::Close(_)));
    // Polling it is what answers the close frame.
    let end = tokio::time::timeout(Duration::from_secs(1), client.next()).await;
    assert!(end.is_err(), "TCP ended: {end:?}");
    assert_eq!(control(&server, "drop?scope=s").await["connections"], 1);
    assert!(!matches!(within(client.next()).await, Some(Ok(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_is_refused() {
    let server = server().await;
    let long = format!("code=1000&reason={}", "x".repeat(124));
    for query in [
        "code=1005",
        "code=999",
        "code=5000",
        "code=x",
        "reason=why",
        "after=-1",
        "linger=x",
        &long,
    ] {
        assert_eq!(refusal(&server, &format!("/close?{query}")).await, 400, "{query}");
    }
    assert_eq!(refusal(&server, "/drop?after_messages=x").await, 400);
    assert_eq!(refusal(&server, "/drop?after=99999999999").await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_resets_after_the_open() {
    let server = server().await;
    let mut client = connect(&server, "/drop").await;
    assert_reset(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_waits_for_its_time() {
    let server = server().await;
    let start = Instant::now();
    let mut client = connect(&server, "/drop?after=400").await;
    assert_reset(&mut client).await;
    assert!(start.elapsed() >= Duration::from_millis(400));
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_waits_for_its_messages() {
    let server = server().await;
    let mut client = connect(&server, "/drop?after_messages=2&scope=s").await;
    client.send("1".into()).await.unwrap();
    stats_until(&server, "s", |stats| stats["messages"] == 1 && stats["open"] == 1).await;
    client.send("2".into()).await.unwrap();
    assert_reset(&mut client).await;
    stats_until(&server, "s", |stats| stats["messages"] == 2 && stats["open"] == 0).await;
}
