//! The Rust face in a dedicated worker.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use support::{Scope, Told, connect};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn a_worker_connects_survives_a_restart_and_closes() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    told.open().await;
    client.try_send("hello").unwrap();
    assert_eq!(told.text().await, "hello");
    scope.control("restart?ms=300").await;
    // A worker hears of the loss later than of the server's answer.
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    client.try_send("again").unwrap();
    assert_eq!(told.text().await, "again");
    client.close();
    told.end().await;
    scope.until_open(0).await;
}
