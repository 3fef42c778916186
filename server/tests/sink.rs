//! `/sink` counts, and holds the sender back when it is slow.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::{Duration, Instant};

use common::{connect, control, next_json, refusal, server, tcp, within};
use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

const MIB: usize = 1 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn it_counts_messages_and_bytes_but_not_the_question() {
    let server = server().await;
    let mut client = connect(&server, "/sink?scope=s").await;
    client.send("count?".into()).await.unwrap();
    client.send("grüße".into()).await.unwrap();
    client.send(Message::binary(vec![0; 1000])).await.unwrap();
    client.send("count?".into()).await.unwrap();
    assert_eq!(next_json(&mut client).await, json!({ "messages": 0, "bytes": 0 }));
    assert_eq!(next_json(&mut client).await, json!({ "messages": 2, "bytes": 1007 }));
    let stats = control(&server, "stats?scope=s").await;
    assert_eq!((&stats["messages"], &stats["bytes"]), (&json!(2), &json!(1007)));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rate_it_takes_everything() {
    let server = server().await;
    let mut client = connect(&server, "/sink?rate=0").await;
    for _ in 0..64 {
        within(client.send(Message::binary(vec![0; MIB]))).await.unwrap();
    }
    client.send("count?".into()).await.unwrap();
    assert_eq!(next_json(&mut client).await, json!({ "messages": 64, "bytes": 64 * MIB }));
}

/// Nothing but backpressure can hold up a sender on a loopback connection, so the test waits for
/// the moment when the socket takes no more, and then for two seconds to see that it stays so.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_sink_holds_the_sender_back() {
    let server = server().await;
    let stream = tcp(&server).await;
    // The rest is what the kernel holds on the client's side.
    socket2::SockRef::from(&stream).set_send_buffer_size(64 * 1024).unwrap();
    let url = server.websocket_url("/sink?rate=1000");
    let (mut client, _) = within(client_async(url, stream)).await.unwrap();
    let message = vec![0; 16 * 1024];
    let mut sent = 0;
    loop {
        let sending = client.send(Message::binary(message.clone()));
        if tokio::time::timeout(Duration::from_secs(2), sending).await.is_err() {
            break;
        }
        sent += message.len();
        assert!(sent < 2 * MIB, "the sink swallowed {sent} bytes at 1,000 bytes per second");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_large_message_is_paced_too() {
    let server = server().await;
    let mut client = connect(&server, "/sink?rate=1000000").await;
    let start = Instant::now();
    client.send(Message::binary(vec![0; MIB])).await.unwrap();
    client.send("count?".into()).await.unwrap();
    assert_eq!(next_json(&mut client).await, json!({ "messages": 1, "bytes": MIB }));
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(950), "took {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_is_refused() {
    let server = server().await;
    for rate in ["-1", "fast", "1.5"] {
        assert_eq!(refusal(&server, &format!("/sink?rate={rate}")).await, 400, "{rate}");
    }
}
