//! Everything over TLS: the same paths, commands and endings, with a certificate that is checked.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::{Duration, Instant};

use common::{
    Answer, assert_reset, closed, connect, control, directory, fetch, next, next_json, next_text,
    refusal, secure, secure_server, server, stats_until, tcp, within,
};
use futures_util::{SinkExt, StreamExt};
use sockline_server::{Config, Mount, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{Bytes, Message};

#[tokio::test(flavor = "multi_thread")]
async fn the_urls_say_so() {
    let server = secure_server().await;
    assert_eq!(server.url("/x?y"), format!("https://{}/x?y", server.address()));
    assert_eq!(server.websocket_url("/x?y"), format!("wss://{}/x?y", server.address()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_is_for_the_loopback_host_alone() {
    let server = secure_server().await;
    for name in ["localhost", "127.0.0.1"] {
        secure(&server, name).await.unwrap();
    }
    for name in ["example.com", "127.0.0.2"] {
        let error = secure(&server, name).await.unwrap_err();
        assert!(error.to_string().contains("not valid for name"), "{name}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_has_a_certificate_of_its_own() {
    let (one, other) = (secure_server().await, secure_server().await);
    assert_ne!(one.certificate(), other.certificate());
    assert_eq!(server().await.certificate(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_commands_are_answered_in_full() {
    let directory = directory("tls");
    let large = vec![b'x'; 5_000_000];
    std::fs::write(directory.join("large.txt"), &large).unwrap();
    let mounts = vec![Mount::new("/mounted", &directory).unwrap()];
    let server = serve(Config { tls: true, mounts, ..Config::default() }).await.unwrap();
    // Whether the end is TLS's or one that cuts off is seen by reading up to it.
    assert_eq!(fetch(&server, "/mounted/large.txt").await.body, large);
    assert_eq!(control(&server, "drop").await["connections"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_binary_are_echoed() {
    let server = secure_server().await;
    let mut client = connect(&server, "/echo").await;
    client.send("text".into()).await.unwrap();
    assert_eq!(next_text(&mut client).await, "text");
    let large = Bytes::from(vec![7; 3_000_000]);
    client.send(Message::Binary(large.clone())).await.unwrap();
    assert_eq!(next(&mut client).await, Message::Binary(large));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_is_a_goodbye_of_tls_too() {
    let server = secure_server().await;
    let mut client = connect(&server, "/close?code=4001&reason=why").await;
    // A connection that ends without one is an error here.
    let frame = closed(&mut client).await.unwrap();
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4001, "why"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drop_is_a_reset() {
    let server = secure_server().await;
    assert_reset(&mut connect(&server, "/drop").await).await;
    let mut client = connect(&server, "/echo?scope=s").await;
    assert_eq!(control(&server, "drop?scope=s").await["connections"], 1);
    assert_reset(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_resets_connections() {
    let server = secure_server().await;
    let mut client = connect(&server, "/echo").await;
    server.stop().await;
    assert_reset(&mut client).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_an_answer() {
    let server = secure_server().await;
    assert_eq!(refusal(&server, "/refuse?status=418").await, 418);
    assert_eq!(refusal(&server, "/nowhere").await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_reads_no_faster_than_its_rate() {
    let server = secure_server().await;
    let start = Instant::now();
    let mut client = connect(&server, "/sink?rate=100000").await;
    for _ in 0..5 {
        client.send(Message::Binary(vec![0; 10_000].into())).await.unwrap();
    }
    client.send("count?".into()).await.unwrap();
    assert_eq!(next_json(&mut client).await["bytes"], 50_000);
    assert!(start.elapsed() >= Duration::from_millis(400), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_connection_does_not_end_with_the_clients_goodbye() {
    let server = secure_server().await;
    let mut client = connect(&server, "/mute?scope=s").await;
    client.close(None).await.unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(1), client.next()).await;
    assert!(answer.is_err(), "{answer:?}");
    drop(client);
    stats_until(&server, "s", |stats| stats["open"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_no_tls_gets_no_answer_and_harms_nobody() {
    let server = secure_server().await;
    let mut stream = tcp(&server).await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // An alert of TLS may come before the end, which is a reset.
    let _ = within(stream.read_to_end(&mut answer)).await;
    assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(control(&server, "stats").await["open"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_shake_hands_is_let_go() {
    let server = secure_server().await;
    let mut stream = tcp(&server).await;
    let error = within(stream.read_u8()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_below_tls_is_a_bad_request() {
    let server = secure_server().await;
    let mut stream = secure(&server, "localhost").await.unwrap();
    stream.write_all(b"hello\r\n\r\n").await.unwrap();
    assert_eq!(Answer::read(stream).await.status, 400);
}
