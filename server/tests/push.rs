//! `/push` talks first.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{connect, control, next, next_text, refusal, server, stats_until};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(flavor = "multi_thread")]
async fn numbered_texts_of_the_wanted_size_come_after_the_open() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=1000&bytes=10").await;
    for index in 0..1000 {
        assert_eq!(next_text(&mut client).await, format!("{index:.<10}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_messages_have_the_wanted_size() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=3&bytes=100000&kind=binary").await;
    for index in 0..3 {
        let Message::Binary(bytes) = next(&mut client).await else { panic!("expected binary") };
        assert_eq!(bytes.len(), 100_000);
        assert!(bytes.starts_with(format!("{index}.").as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_size_is_kept_where_the_index_does_not_fit() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=11&bytes=1").await;
    for index in 0..11 {
        assert_eq!(next_text(&mut client).await, index.to_string()[..1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_echoes_afterwards() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=1&bytes=1").await;
    client.send("hello".into()).await.unwrap();
    assert_eq!(next_text(&mut client).await, "0");
    assert_eq!(next_text(&mut client).await, "hello");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_meanwhile_is_echoed_afterwards_in_order() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=200000&bytes=8&scope=s").await;
    for index in 0..10 {
        client.send(format!("early {index}").into()).await.unwrap();
    }
    for index in 0..200_000 {
        assert_eq!(next_text(&mut client).await, format!("{index:.<8}"));
    }
    for index in 0..10 {
        assert_eq!(next_text(&mut client).await, format!("early {index}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_closes_meanwhile_is_let_go() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=1000000000&scope=s").await;
    next_text(&mut client).await;
    client.send("and echo this".into()).await.unwrap();
    client.close(None).await.unwrap();
    while matches!(next(&mut client).await, Message::Text(_)) {}
    stats_until(&server, "s", |stats| stats["open"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_followed_meanwhile() {
    let server = server().await;
    let mut client = connect(&server, "/push?count=1000000000&scope=s").await;
    next_text(&mut client).await;
    control(&server, "send?scope=s&text=hello").await;
    while next_text(&mut client).await != "hello" {}
    control(&server, "close?scope=s&code=4000").await;
    let frame = loop {
        if let Message::Close(frame) = next(&mut client).await {
            break frame.unwrap();
        }
    };
    assert_eq!(u16::from(frame.code), 4000);
}

#[tokio::test(flavor = "multi_thread")]
async fn rubbish_is_refused() {
    let server = server().await;
    for query in ["count=-1", "count=many", "bytes=1e3", "bytes=99999999999", "kind=blob"] {
        assert_eq!(refusal(&server, &format!("/push?{query}")).await, 400, "{query}");
    }
}
