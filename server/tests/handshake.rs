//! Handshakes that do not become connections, and subprotocols of those that do.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use std::time::Duration;

use common::{
    Answer, connect, control, next_text, refusal, refusal_offering, server, tcp, try_connect,
    within,
};
use futures_util::SinkExt;
use serde_json::json;
use sockline_server::{Config, Running, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::{ProtocolError, SubProtocolError};

#[tokio::test(flavor = "multi_thread")]
async fn refuse_answers_with_the_status() {
    let server = server().await;
    assert_eq!(refusal(&server, "/refuse").await, 503);
    assert_eq!(refusal(&server, "/refuse?status=429&scope=s").await, 429);
    assert_eq!(refusal(&server, "/refuse?status=200").await, 200);
    assert_eq!(refusal(&server, "/refuse?status=101").await, 400);
    assert_eq!(refusal(&server, "/refuse?status=teapot").await, 400);
    assert_eq!(control(&server, "stats?scope=s").await["refused"], 1);
}

/// Sends a handshake with these headers, and reads an answer that ends the connection.
async fn shake_hands(server: &Running, path: &str, headers: &str) -> Answer {
    let mut stream = tcp(server).await;
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}{KEY}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    Answer::read(stream).await
}

const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn statuses_without_content_have_none() {
    let server = server().await;
    for (status, length) in [(204, None), (205, Some("0")), (304, None)] {
        let path = format!("/refuse?status={status}");
        let headers = format!("{UPGRADE}Sec-WebSocket-Version: 13\r\n");
        let answer = shake_hands(&server, &path, &headers).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.text(), "", "{status}");
        assert_eq!(answer.header("content-length"), length, "{status}");
        assert_eq!(answer.header("content-type"), None, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn websocket_may_be_one_of_several_protocols_to_upgrade_to() {
    let server = server().await;
    for upgrade in ["Upgrade: h2c, websocket\r\n", "Upgrade: h2c\r\nUpgrade: WebSocket\r\n"] {
        let headers = format!("Connection: Upgrade\r\n{upgrade}Sec-WebSocket-Version: 13\r\n");
        let mut stream = tcp(&server).await;
        let head = format!("GET /echo HTTP/1.1\r\nHost: x\r\n{headers}{KEY}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        within(stream.read_exact(&mut status)).await.unwrap();
        assert_eq!(status, *b"HTTP/1.1 101", "{upgrade}");
    }
}

/// The first line of the answer to a handshake with these headers alone.
async fn status(server: &Running, headers: &str) -> String {
    let mut stream = tcp(server).await;
    let head = format!("GET /echo HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    within(stream.read_exact(&mut status)).await.unwrap();
    String::from_utf8(status.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn upgrade_may_be_one_of_several_options_of_the_connection() {
    let server = server().await;
    for connection in [
        "Connection: keep-alive, Upgrade\r\n",
        "Connection: keep-alive\r\nConnection: Upgrade\r\n",
        "Connection: keep-alive,\tupgrade\r\n",
    ] {
        let rest = format!("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n{KEY}");
        let status = status(&server, &format!("{connection}{rest}")).await;
        assert_eq!(status, "HTTP/1.1 101", "{connection}");
    }
    for connection in ["", "Connection: keep-alive\r\n", "Connection: no-upgrade\r\n"] {
        let rest = format!("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n{KEY}");
        let status = status(&server, &format!("{connection}{rest}")).await;
        assert_eq!(status, "HTTP/1.1 400", "{connection}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_one_of_16_bytes_in_base64() {
    let server = server().await;
    let other = "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n";
    for (keys, expected) in [
        (KEY, "HTTP/1.1 101"),
        (other, "HTTP/1.1 101"),
        ("Sec-WebSocket-Key: x\r\n", "HTTP/1.1 400"),
        ("Sec-WebSocket-Key: \r\n", "HTTP/1.1 400"),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n", "HTTP/1.1 400"),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXM=\r\n", "HTTP/1.1 400"),
        (&format!("{KEY}{other}"), "HTTP/1.1 400"),
    ] {
        let headers = format!("{UPGRADE}Sec-WebSocket-Version: 13\r\n{keys}");
        assert_eq!(status(&server, &headers).await, expected, "{keys}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_is_answered_with_ours() {
    let server = server().await;
    for version in ["8", "14", "13.0", "x"] {
        let headers = format!("{UPGRADE}Sec-WebSocket-Version: {version}\r\n");
        let answer = shake_hands(&server, "/echo?scope=s", &headers).await;
        assert_eq!(answer.status, 426, "{version}");
        assert_eq!(answer.header("sec-websocket-version"), Some("13"));
        assert_eq!(answer.header("upgrade"), Some("websocket"));
    }
    assert_eq!(control(&server, "stats?scope=s").await["refused"], 4);
    assert_eq!(shake_hands(&server, "/echo", UPGRADE).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_are_not_found() {
    let server = server().await;
    for path in ["/", "/Echo", "/echo/", "/nothing?scope=s"] {
        assert_eq!(refusal(&server, path).await, 404, "{path}");
    }
    assert_eq!(control(&server, "stats?scope=s").await["refused"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_without_a_key_is_a_bad_request() {
    let server = server().await;
    let mut stream = tcp(&server).await;
    stream
        .write_all(
            b"GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        )
        .await
        .unwrap();
    assert_eq!(Answer::read(stream).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_takes_the_request_and_never_answers() {
    let server = server().await;
    let mut stream = tcp(&server).await;
    let head = "GET /silent?scope=s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut byte = [0];
    let answer = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut byte)).await;
    assert!(answer.is_err(), "got {answer:?}");
    assert_eq!(control(&server, "stats?scope=s").await["open"], 0);
    // It is no open connection, and yet the end of the process would end it.
    control(&server, "drop?scope=s").await;
    let error = within(stream.read(&mut byte)).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test(flavor = "multi_thread")]
async fn token_lets_in_whoever_has_one() {
    let config = Config { token: "sesame".into(), ..Config::default() };
    let server = serve(config).await.unwrap();
    assert_eq!(refusal(&server, "/token").await, 401);
    assert_eq!(refusal(&server, "/token?token=demo-token").await, 401);
    for _ in 0..2 {
        let mut client = connect(&server, "/token?token=sesame").await;
        client.send("hello".into()).await.unwrap();
        assert_eq!(next_text(&mut client).await, "hello");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issued_token_is_good_for_one_connection() {
    let server = server().await;
    connect(&server, "/token?token=demo-token").await;
    let issued = control(&server, "token?scope=s").await;
    let path = format!("/token?scope=s&token={}", issued["token"].as_str().unwrap());
    // A request that fails for another reason does not use it up.
    assert_eq!(refusal(&server, &format!("{path}&protocol=x")).await, 400);
    connect(&server, &path).await;
    assert_eq!(refusal(&server, &path).await, 401);
    assert_ne!(control(&server, "token?scope=s").await, issued);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_subprotocol_is_chosen_unless_another_is_named() {
    let server = server().await;
    let offered = ["chat.v2", "chat.v1"];
    for (path, chosen) in [("/echo", "chat.v2"), ("/echo?protocol=chat.v1", "chat.v1")] {
        let (_, protocol) = try_connect(&server, path, &offered).await.unwrap();
        assert_eq!(protocol.as_deref(), Some(chosen));
    }
    // This client, as some browsers do, takes it ill when it has offered some and gets none.
    match try_connect(&server, "/echo?protocol=none", &offered).await {
        Err(Error::Protocol(error)) => assert_eq!(
            error,
            ProtocolError::SecWebSocketSubProtocolError(SubProtocolError::NoSubProtocol)
        ),
        other => panic!("expected no subprotocol, got {other:?}"),
    }
    assert_eq!(try_connect(&server, "/echo", &[]).await.unwrap().1, None);
    assert_eq!(refusal_offering(&server, "/echo?protocol=other", &offered).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_connection_is_not_open() {
    let server = server().await;
    assert_eq!(refusal(&server, "/token?scope=s").await, 401);
    let stats = json!({ "open": 0, "accepted": 0, "refused": 1, "messages": 0, "bytes": 0 });
    assert_eq!(control(&server, "stats?scope=s").await, stats);
}
