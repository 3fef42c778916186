//! The Rust face: the ends of a client, and its new lives after them. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use gloo_timers::future::TimeoutFuture;
use sockline::{Client, EndCause};
use std::cell::RefCell;
use std::rc::Rc;
use support::stub::{Counted, now};
use support::tasks::{in_time, task};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn connect() -> Client {
    Client::builder("ws://stub/").without_reconnect().connect().unwrap()
}

#[wasm_bindgen_test]
async fn an_end_that_was_told_is_not_unsaid_by_dropping_the_client_then() {
    let _counted = Counted::new();
    let client = connect();
    let ended = task(client.closed());
    TimeoutFuture::new(0).await;
    let shared = Rc::new(RefCell::new(Some(client.clone())));
    let inner = shared.clone();
    client.on_end(move |_| drop(inner.take())).forget();
    drop(client);
    now("open");
    now("close");
    assert!(shared.borrow().is_none());
    let ended = in_time(ended).await;
    assert_eq!((ended.cause, ended.close.unwrap().code), (EndCause::RetriesExhausted, 1006));
}
