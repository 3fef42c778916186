//! The Rust face: a handle that is `Send`. In a window. Feature `send-wrapper`.
#![cfg(all(target_arch = "wasm32", feature = "send-wrapper"))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::SendClient;
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
    drop(handle);
    assert!(clone.is_here());
    clone.send("through").await.unwrap();
    assert_eq!(told.text().await, "through");
    drop(clone);
    scope.until_open(0).await;
}
