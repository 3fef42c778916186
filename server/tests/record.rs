//! `/record` keeps a log for each scope.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{connect, control, next_json, server};
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
