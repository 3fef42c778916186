//! The README's thirty seconds of Rust, run. `tidy.rs` checks that the function
//! is the README's but for the URL.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::{Client, ConnectError, Subscription};
use support::{Listener, Scope};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn chat(url: String) -> Result<(Client, Subscription), ConnectError> {
    let client = Client::builder(url).connect()?;

    let messages = client.on_message(|message| {
        if let Some(text) = message.as_text() {
            web_sys::console::log_2(&"received".into(), &text.into());
        }
    });

    // Waits in the queue until the connection is open; after a loss, until the next one is.
    let _ = client.try_send("hello");

    Ok((client, messages))
}

#[wasm_bindgen_test]
async fn thirty_seconds_of_rust_run_as_they_stand() {
    let (client, _messages) = chat(Scope::new().url("echo")).unwrap();
    let mut told = Listener::new(&client);
    assert_eq!(told.text().await, "hello");
}
