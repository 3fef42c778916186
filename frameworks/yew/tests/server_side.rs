//! Where servers render.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used)]

use sockline_yew::sockline::TrySendError;
use sockline_yew::{SocketOptions, use_socket};
use yew::{Html, ServerRenderer, component, html};

#[component]
fn Page() -> Html {
    let socket = use_socket("wss://example.com/chat", SocketOptions::new());
    assert!(matches!(socket.try_send("hello"), Err(TrySendError::Closed(_))));
    html! { <p>{ format!("{:?}, {} messages", socket.state(), socket.history().len()) }</p> }
}

#[test]
fn a_server_renders_and_connects_to_nothing() {
    let page = futures::executor::block_on(ServerRenderer::<Page>::new().render());
    assert!(page.contains("Idle, 0 messages"), "{page}");
}
