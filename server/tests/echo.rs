//! `/echo` and `/ping` send back what they receive.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::{Duration, Instant};

use common::{closed, connect, next, next_text, server, within};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

#[tokio::test(flavor = "multi_thread")]
async fn text_and_binary_come_back_in_order() {
    let server = server().await;
    let mut client = connect(&server, "/echo").await;
    let messages =
        [Message::text("grüße"), Message::binary(vec![0, 255, 1]), Message::text(""), "z".into()];
    for message in &messages {
        client.send(message.clone()).await.unwrap();
    }
    for message in &messages {
        assert_eq!(next(&mut client).await, *message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_single_frame_comes_back_whole() {
    let server = server().await;
    let mut client = connect(&server, "/echo").await;
    let message = Message::binary(vec![7; 15 << 20]);
    client.send(message.clone()).await.unwrap();
    assert_eq!(next(&mut client).await, message);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delay_passes_before_each_echo() {
    let server = server().await;
    let mut client = connect(&server, "/echo?delay=300").await;
    let start = Instant::now();
    client.send("a".into()).await.unwrap();
    client.send("b".into()).await.unwrap();
    assert_eq!(next_text(&mut client).await, "a");
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(next_text(&mut client).await, "b");
    assert!(start.elapsed() >= Duration::from_millis(600));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_close_is_answered_with_its_code() {
    let server = server().await;
    let mut client = connect(&server, "/echo").await;
    let frame = CloseFrame { code: CloseCode::Library(4321), reason: "done".into() };
    within(client.close(Some(frame.clone()))).await.unwrap();
    assert_eq!(closed(&mut client).await, Some(frame));
}

#[tokio::test(flavor = "multi_thread")]
async fn protocol_pings_are_answered() {
    let server = server().await;
    let mut client = connect(&server, "/echo").await;
    client.send(Message::Ping("x".into())).await.unwrap();
    assert_eq!(next(&mut client).await, Message::Pong("x".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn ping_is_answered_with_pong_and_the_rest_echoed() {
    let server = server().await;
    let mut client = connect(&server, "/ping").await;
    client.send("ping".into()).await.unwrap();
    client.send("else".into()).await.unwrap();
    client.send(Message::binary("ping")).await.unwrap();
    assert_eq!(next_text(&mut client).await, "pong");
    assert_eq!(next_text(&mut client).await, "else");
    assert_eq!(next(&mut client).await, Message::binary("ping"));
}
