//! The Rust face: calls and events that overlap, with a socket that does what it is
//! told. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use gloo_timers::future::TimeoutFuture;
use sockline::{Client, RetryConfig, State};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::stub::{Counted, act, arrives, last, leftovers, now};
use support::{Listener, Told};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn connect() -> Client {
    let retry = RetryConfig { base: 1.0, floor: 1.0, cap: 10.0, ..RetryConfig::default() };
    Client::builder("ws://stub/").retry(retry).connect().unwrap()
}

#[wasm_bindgen_test]
async fn events_of_a_superseded_socket_change_nothing() {
    let _counted = Counted::new();
    for is_open in [false, true] {
        let client = connect();
        if is_open {
            now("open");
        }
        let superseded = last();
        client.reconnect();
        now("open");
        TimeoutFuture::new(0).await;
        let mut told = Listener::new(&client);
        for what in ["open", "message", "error", "close"] {
            act(&superseded, what, &JsValue::NULL);
        }
        TimeoutFuture::new(50).await;
        assert_eq!((client.state(), told.rest()), (State::Open, vec![]));
        arrives("of the new one");
        assert_eq!(told.rest(), [Told::Text("of the new one".into())]);
    }
}

#[wasm_bindgen_test]
async fn what_happens_inside_a_callback_is_told_after_it() {
    // As from a nested event loop: a dialog, or a synchronous request.
    let _counted = Counted::new();
    let client = connect();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = |what: &'static str| {
        let heard = heard.clone();
        move || heard.borrow_mut().push(what)
    };
    let (begins, ends, second) = (log("open begins"), log("open ends"), log("open again"));
    let (message, error, close) = (log("message"), log("error"), log("close"));
    let _subscriptions = [
        client.on_open(move |_| {
            begins();
            arrives("inside");
            now("error");
            now("close");
            ends();
        }),
        client.on_open(move |_| second()),
        client.on_message(move |_| message()),
        client.on_error(move |_| error()),
        client.on_close(move |_| close()),
    ];
    now("open");
    assert_eq!(
        *heard.borrow(),
        ["open begins", "message", "open ends", "open again", "error", "close"]
    );
}

#[wasm_bindgen_test]
async fn whatever_is_called_inside_callbacks_each_connection_closes_once() {
    type Call = fn(&Client);
    let calls: [(&str, Call); 5] = [
        ("close", |client| client.close()),
        ("close twice", |client| {
            client.close();
            client.close();
        }),
        ("reconnect", |client| client.reconnect()),
        ("reconnect twice", |client| {
            client.reconnect();
            client.reconnect();
        }),
        ("close and reconnect", |client| {
            client.close();
            client.reconnect();
        }),
    ];
    for (name, call) in calls {
        for when in ["open", "message", "error", "close"] {
            let _counted = Counted::new();
            let client = connect();
            let mut told = Listener::new(&client);
            let (weak, done) = (client.clone(), Rc::new(Cell::new(false)));
            let once = move || {
                if !done.replace(true) {
                    call(&weak);
                }
            };
            let callback = match when {
                "open" => client.on_open(move |_| once()),
                "message" => client.on_message(move |_| once()),
                "error" => client.on_error(move |_| once()),
                _ => client.on_close(move |_| once()),
            };
            for what in ["open", "message", "error", "close"] {
                now(what);
                TimeoutFuture::new(0).await;
            }
            // The life of a second connection, if there is one.
            TimeoutFuture::new(100).await;
            if client.state() == State::Connecting {
                for what in ["open", "message", "close"] {
                    now(what);
                }
            }
            client.close();
            TimeoutFuture::new(50).await;
            if client.state() == State::Closing {
                now("close");
            }
            TimeoutFuture::new(0).await;
            let (told, opened) = (told.rest(), client.stats().attempts);
            let closes = told.iter().filter(|told| matches!(told, Told::Close { .. })).count();
            let ends = told.iter().filter(|told| **told == Told::End).count();
            assert_eq!(client.state(), State::Closed, "{name} inside {when}");
            assert_eq!((closes, ends), (opened as usize, 1), "{name} inside {when}: {told:?}");
            assert_eq!(told.last(), Some(&Told::End), "{name} inside {when}: {told:?}");
            assert_eq!(leftovers(), "0,0,0,0", "{name} inside {when}");
            drop(callback);
        }
    }
}
