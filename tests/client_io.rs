//! The Rust face as a stream of bytes. In a window. Feature `io`.
#![cfg(all(target_arch = "wasm32", feature = "io"))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::future::join;
use futures::{AsyncReadExt, AsyncWriteExt};
use sockline::{BinaryType, Client, QueueConfig, State};
use std::io::ErrorKind;
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn bytes_come_back_whatever_the_frames() {
    let scope = Scope::new();
    for binary_type in [BinaryType::ArrayBuffer, BinaryType::Blob] {
        let queue = QueueConfig { max_messages: 2, ..QueueConfig::default() };
        let client = Client::builder(scope.url("echo"))
            .binary_type(binary_type)
            .queue(queue)
            .connect()
            .unwrap();
        let (mut reader, mut writer) = client.bytes().split();
        let sent: Vec<u8> = (0..300_000).map(|index| (index % 251) as u8).collect();
        let mut received = vec![0; sent.len()];
        let (written, read) = join(
            async {
                for chunk in sent.chunks(7_777) {
                    writer.write_all(chunk).await?;
                }
                writer.flush().await
            },
            reader.read_exact(&mut received),
        )
        .await;
        written.unwrap();
        read.unwrap();
        assert!(received == sent);
        writer.close().await.unwrap();
        assert_eq!(client.state(), State::Closed);
        assert_eq!(reader.read(&mut received).await.unwrap(), 0);
        let late = writer.write(b"late").await.unwrap_err();
        assert_eq!(late.kind(), ErrorKind::BrokenPipe);
    }
}

#[wasm_bindgen_test]
async fn text_is_read_as_its_bytes_and_a_clean_close_is_the_end() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("push?count=2&bytes=4&kind=text")).connect().unwrap();
    let mut told = Listener::new(&client);
    let mut bytes = client.bytes();
    told.text().await;
    told.text().await;
    scope.control("close?code=1000").await;
    let mut all = String::new();
    bytes.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "0...1...");
}

#[wasm_bindgen_test]
async fn a_loss_is_an_error_and_never_a_hole() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let mut bytes = client.bytes();
    bytes.write_all(b"before").await.unwrap();
    let mut answer = [0; 6];
    bytes.read_exact(&mut answer).await.unwrap();
    scope.control("drop").await;
    let lost = bytes.read(&mut answer).await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::ConnectionReset);
    assert_eq!(bytes.write(b"after").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(bytes.read(&mut answer).await.unwrap(), 0);
    // The client has reconnected; a new stream of bytes lasts for that.
    told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    let mut anew = client.bytes();
    anew.write_all(b"again!").await.unwrap();
    anew.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"again!");
}

#[wasm_bindgen_test]
async fn failures_before_the_first_connection_are_waited_out() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let mut bytes = Client::builder(scope.url("echo")).retry(soon()).connect().unwrap().bytes();
    bytes.write_all(b"patient").await.unwrap();
    let mut answer = [0; 7];
    bytes.read_exact(&mut answer).await.unwrap();
    drop(bytes);
    scope.until_open(0).await;
}
