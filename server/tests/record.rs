//! `/record` keeps a log for each scope.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{closed, connect, control, next_json, server};
use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_goes_on_across_connections() {
    let server = server().await;
    let mut first = connect(&server, "/record?scope=s").await;
    first.send("one".into()).await.unwrap();
    first.send(Message::binary(vec![0; 5])).await.unwrap();
    first.send("record?".into()).await.unwrap();
    assert_eq!(next_json(&mut first).await, json!(["one", 5]));
    drop(first);

    let mut second = connect(&server, "/record?scope=s").await;
    second.send("\"two\"".into()).await.unwrap();
    second.send("record?".into()).await.unwrap();
    assert_eq!(next_json(&mut second).await, json!(["one", 5, "\"two\""]));
    assert_eq!(control(&server, "record?scope=s").await, json!(["one", 5, "\"two\""]));
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_do_not_see_each_other() {
    let server = server().await;
    for path in ["/record?scope=a", "/record?scope=b", "/record"] {
        let mut client = connect(&server, path).await;
        client.send(path.into()).await.unwrap();
        client.send("record?".into()).await.unwrap();
        assert_eq!(next_json(&mut client).await, json!([path]));
    }
    assert_eq!(control(&server, "record?scope=a").await, json!(["/record?scope=a"]));
    assert_eq!(control(&server, "record").await, json!(["/record"]));
    assert_eq!(control(&server, "record?scope=nobody").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_full_log_has_no_room_for_closes_its_connection() {
    let server = server().await;
    let mut client = connect(&server, "/record?scope=s").await;
    let text = "x".repeat(4 << 20);
    // The sixteenth would fill it without what the entries themselves take.
    for _ in 0..16 {
        client.send(text.as_str().into()).await.unwrap();
    }
    let frame = closed(&mut client).await.unwrap();
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1008, "the log is full"));
    let record = control(&server, "record?scope=s").await;
    assert_eq!(record.as_array().unwrap().len(), 15);

    let mut other = connect(&server, "/record?scope=other").await;
    other.send("has room".into()).await.unwrap();
    other.send("record?".into()).await.unwrap();
    assert_eq!(next_json(&mut other).await, json!(["has room"]));
    control(&server, "forget?scope=s").await;
    let mut again = connect(&server, "/record?scope=s").await;
    again.send("record?".into()).await.unwrap();
    assert_eq!(next_json(&mut again).await, json!([]));
}
