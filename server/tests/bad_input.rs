//! Bad input is answered with a clear 400 or an end, and harms nobody else.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Answer, closed, connect, control, next_text, refusal, server, tcp, within};
use futures_util::SinkExt;
use sockline_server::Running;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

/// Sends bytes over a connection of their own.
async fn send_raw(server: &Running, bytes: &[u8]) -> Answer {
    let mut stream = tcp(server).await;
    // The server may answer before it has read everything.
    let _ = stream.write_all(bytes).await;
    Answer::read(stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_is_a_bad_request() {
    let server = server().await;
    let tls_client_hello = b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03".as_slice();
    for junk in [
        tls_client_hello,
        b"\0\0\0\0\0\0\0\0",
        b"hello\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
    ] {
        let answer = send_raw(&server, junk).await;
        assert_eq!(answer.status, 400, "{}", String::from_utf8_lossy(junk));
        assert!(!answer.body.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversized_head_is_a_bad_request() {
    let server = server().await;
    let mut endless = b"GET / HTTP/1.1\r\nX: ".to_vec();
    endless.resize(1 << 20, b'x');
    assert_eq!(send_raw(&server, &endless).await.status, 400);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(1000));
    assert_eq!(send_raw(&server, many.as_bytes()).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_its_head_is_let_go() {
    let server = server().await;
    assert_eq!(send_raw(&server, b"GET / HTTP/1.1\r\nHo").await.status, 408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_early_costs_nothing() {
    let server = server().await;
    drop(tcp(&server).await);
    let mut stream = tcp(&server).await;
    stream.write_all(b"GET /ec").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    // A reset or a plain end, as the system likes.
    let _ = within(stream.read_to_end(&mut rest)).await;
    assert!(rest.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_in_small_pieces_is_understood() {
    let server = server().await;
    let mut stream = tcp(&server).await;
    stream.set_nodelay(true).unwrap();
    for byte in b"GET /control/stats HTTP/1.1\r\nHost: x\r\n\r\n" {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(Answer::read(stream).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlong_scope_is_refused() {
    let server = server().await;
    let path = format!("/echo?scope={}", "x".repeat(201));
    assert_eq!(refusal(&server, &path).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_frames_are_answered_with_the_codes_of_the_standard() {
    let server = server().await;
    for (frame, code) in [
        // An unmasked text frame.
        (b"\x81\x01x".as_slice(), 1002),
        // A reserved opcode.
        (b"\x83\x80\0\0\0\0", 1002),
        // Text that is not UTF-8, under a mask of zeros.
        (b"\x81\x81\0\0\0\0\xff", 1007),
        // The head of a frame of 2^40 bytes.
        (b"\x82\xff\0\0\x01\0\0\0\0\0\0\0\0\0", 1009),
    ] {
        let mut client = connect(&server, "/echo?scope=s").await;
        client.get_mut().write_all(frame).await.unwrap();
        let frame = closed(&mut client).await.unwrap();
        assert_eq!(u16::from(frame.code), code);
    }
    assert_eq!(control(&server, "stats?scope=s").await["open"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_may_have_64_mib_and_no_more() {
    let server = server().await;
    let mut client = connect(&server, "/sink").await;
    let size = 64 << 20;
    within(client.send(Message::binary(vec![0; size]))).await.unwrap();
    client.send("count?".into()).await.unwrap();
    assert_eq!(next_text(&mut client).await, format!(r#"{{"bytes":{size},"messages":1}}"#));
    // The server stops reading at the head of the frame, so the rest may not find its way.
    let _ = within(client.send(Message::binary(vec![0; size + 1]))).await;
    assert_eq!(u16::from(closed(&mut client).await.unwrap().code), 1009);
}
