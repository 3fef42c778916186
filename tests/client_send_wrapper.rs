//! The Rust face: a handle and a message that are `Send`. In a window. Feature `send-wrapper`.
#![cfg(all(target_arch = "wasm32", feature = "send-wrapper"))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::{History, Message, SendClient, SendMessage};
use support::{Scope, connect};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn is_send<T: Send + Sync>(value: T) -> T {
    value
}

#[wasm_bindgen_test]
async fn a_handle_that_is_send_is_the_client() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let handle: SendClient = is_send(client.into_send());
    let clone = handle.clone();
    assert_eq!(handle, clone);
    drop(handle);
    assert!(clone.is_here());
    clone.send("through").await.unwrap();
    assert_eq!(told.text().await, "through");
    drop(clone);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
fn messages_that_are_send_share_what_they_hold() {
    let message: SendMessage = is_send(Message::from("hello").into_send());
    let history = History::new(10);
    history.push(message.clone());
    let snapshot = is_send(history.snapshot());
    assert_eq!(snapshot.last(), Some(&message));
    let text = |message: &SendMessage| message.as_text().unwrap().as_ptr();
    assert_eq!(snapshot.last().map(text), Some(text(&message)));
    let message = message.into_message();
    assert_eq!(message.as_text(), Some("hello"));
    assert_eq!(snapshot.last().unwrap().as_text(), Some("hello"));
}
