//! `/room/NAME` sends what one says to all.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Client, closed, connect, control, next, next_text, refusal, server, stats_until};
use futures_util::{SinkExt, StreamExt};
use sockline_server::Running;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn everyone_hears_text_and_binary_the_speaker_too() {
    let server = server().await;
    let mut one = connect(&server, "/room/hall").await;
    let mut other = connect(&server, "/room/hall").await;
    one.send("hello".into()).await.unwrap();
    assert_eq!(next_text(&mut one).await, "hello");
    assert_eq!(next_text(&mut other).await, "hello");
    let bytes = Message::from(vec![1, 2, 3]);
    other.send(bytes.clone()).await.unwrap();
    assert_eq!(next(&mut one).await, bytes);
    assert_eq!(next(&mut other).await, bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_connected_hears_what_is_said_then() {
    let server = server().await;
    let mut one = connect(&server, "/room/hall").await;
    for index in 0..200 {
        let mut other = connect(&server, "/room/hall").await;
        one.send(index.to_string().into()).await.unwrap();
        assert_eq!(next_text(&mut other).await, index.to_string());
        assert_eq!(next_text(&mut one).await, index.to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_and_scopes_do_not_hear_each_other() {
    let server = server().await;
    let mut one = connect(&server, "/room/hall?scope=a").await;
    let mut next_door = connect(&server, "/room/kitchen?scope=a").await;
    let mut elsewhere = connect(&server, "/room/hall?scope=b").await;
    one.send("in the hall".into()).await.unwrap();
    assert_eq!(next_text(&mut one).await, "in the hall");
    for other in [&mut next_door, &mut elsewhere] {
        other.send("heard alone".into()).await.unwrap();
        assert_eq!(next_text(other).await, "heard alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_reaches_all_whole_and_in_order() {
    let server = server().await;
    let one = connect(&server, "/room/hall").await;
    let mut other = connect(&server, "/room/hall").await;
    let (mut sending, mut own) = one.split();
    let burst = tokio::spawn(async move {
        for index in 0..2_000 {
            sending.send(index.to_string().into()).await.unwrap();
        }
    });
    for index in 0..2_000 {
        assert_eq!(next_text(&mut other).await, index.to_string());
        let heard = common::within(own.next()).await.unwrap().unwrap();
        assert_eq!(heard.into_text().unwrap().as_str(), index.to_string());
    }
    burst.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_in_which_much_is_said_can_be_closed() {
    let server = server().await;
    let mut one = connect(&server, "/room/hall?scope=close").await;
    let other = connect(&server, "/room/hall?scope=close").await;
    let (mut sending, mut heard) = other.split();
    let talk = tokio::spawn(async move { while sending.send("talk".into()).await.is_ok() {} });
    assert_eq!(next_text(&mut one).await, "talk");
    control(&server, "close?scope=close&code=4000").await;
    let code = loop {
        match next(&mut one).await {
            Message::Close(frame) => break frame.unwrap().code,
            _ => continue,
        }
    };
    assert_eq!(u16::from(code), 4000);
    while common::within(heard.next()).await.is_some_and(|heard| heard.is_ok()) {}
    talk.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_begins_anew_when_all_have_left() {
    let server = server().await;
    for _ in 0..2 {
        let mut only = connect(&server, "/room/hall").await;
        only.send("alone".into()).await.unwrap();
        assert_eq!(next_text(&mut only).await, "alone");
        only.close(None).await.unwrap();
        closed(&mut only).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_has_a_name() {
    let server = server().await;
    assert_eq!(refusal(&server, "/room/").await, 400);
    assert_eq!(refusal(&server, &format!("/room/{}", "x".repeat(201))).await, 400);
    assert_eq!(refusal(&server, "/room").await, 404);
}

/// Has so many messages of this size said in the hall, and heard by the speaker.
async fn say_much(server: &Running, count: usize, bytes: usize) -> Client {
    let mut one = connect(server, "/room/hall?scope=s").await;
    let message = Message::binary(vec![0; bytes]);
    for _ in 0..count {
        one.send(message.clone()).await.unwrap();
        assert_eq!(next(&mut one).await.len(), bytes);
    }
    one
}

/// The code with which the connection is closed, after whatever else it brings.
async fn code_at_the_end(client: &mut Client) -> u16 {
    loop {
        match next(client).await {
            Message::Close(frame) => return frame.unwrap().code.into(),
            _ => continue,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_falls_too_many_messages_behind_is_closed() {
    let server = server().await;
    let mut slow = connect(&server, "/room/hall?scope=s").await;
    let mut one = say_much(&server, 40_000, 1_024).await;
    assert_eq!(code_at_the_end(&mut slow).await, 1008);
    one.send("still here".into()).await.unwrap();
    assert_eq!(next_text(&mut one).await, "still here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_falls_too_many_bytes_behind_is_closed() {
    let server = server().await;
    let mut slow = connect(&server, "/room/hall?scope=s").await;
    let _one = say_much(&server, 150, 1 << 20).await;
    assert_eq!(code_at_the_end(&mut slow).await, 1008);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_never_reads_goes_and_the_others_stay() {
    let server = server().await;
    let deaf = connect(&server, "/room/hall?scope=s").await;
    let mut one = say_much(&server, 40_000, 1_024).await;
    stats_until(&server, "s", |stats| stats["open"] == 1).await;
    drop(deaf);
    one.send("still here".into()).await.unwrap();
    assert_eq!(next_text(&mut one).await, "still here");
}
