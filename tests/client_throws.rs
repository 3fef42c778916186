//! The Rust face: user code that throws a JavaScript exception. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use gloo_timers::future::TimeoutFuture;
use sockline::{
    Client, ConnectError, ConnectionError, EndCause, QueueConfig, RetryConfig, State, Subscription,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::stub::{Counted, arrives, leftovers, now, soon};
use support::tasks::{in_time, task};
use support::{Listener, Told, Uncaught};
use wasm_bindgen::throw_str;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn at_once() -> RetryConfig {
    RetryConfig { base: 1.0, floor: 1.0, cap: 10.0, ..RetryConfig::default() }
}

/// Waits for an attempt, the first being 1.
async fn until_connecting(client: &Client, attempt: u32) {
    for _ in 0..500 {
        if (client.state(), client.stats().attempts) == (State::Connecting, attempt) {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("{:?} in attempt {}", client.state(), client.stats().attempts);
}

#[wasm_bindgen_test]
async fn a_provider_that_throws_is_a_failed_attempt() {
    let _counted = Counted::new();
    let calls = Cell::new(0);
    let client = Client::builder("")
        .retry(at_once())
        .url_provider(move || {
            let call = calls.replace(calls.get() + 1);
            if call == 0 {
                throw_str("thrown by a function");
            }
            async move {
                if call == 1 {
                    throw_str("thrown by a future");
                }
                Ok::<_, ConnectError>("ws://stub/".to_owned())
            }
        })
        .connect()
        .unwrap();
    let errors = Rc::new(RefCell::new(Vec::new()));
    let log = errors.clone();
    let _errors = client.on_error(move |error| log.borrow_mut().push(error));
    let mut told = Listener::new(&client);
    until_connecting(&client, 3).await;
    now("open");
    told.open().await;
    let thrown = |by: &str| ConnectionError::Provider(format!("thrown by a {by}"));
    assert_eq!(*errors.borrow(), [thrown("function"), thrown("future")]);
}

#[wasm_bindgen_test]
async fn a_decision_that_throws_is_what_would_happen_without_it() {
    let _counted = Counted::new();
    let uncaught = Uncaught::watch();
    let client = Client::builder("ws://stub/")
        .retry(RetryConfig { max_retries: 1, ..at_once() })
        .should_reconnect(|_, _| throw_str("thrown by a test"))
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    now("close");
    until_connecting(&client, 2).await;
    now("close");
    let ended = in_time(task(client.closed())).await;
    assert_eq!(ended.cause, EndCause::Declined);
    told.end().await;
    assert_eq!(uncaught.count(), 2);
}

/// Subscribes a callback that throws to one event.
type Throw = fn(&Client) -> Subscription;

const THROW: [(&str, Throw); 7] = [
    ("open", |client| client.on_open(|_| throw_str("thrown by a test"))),
    ("message", |client| client.on_message(|_| throw_str("thrown by a test"))),
    ("error", |client| client.on_error(|_| throw_str("thrown by a test"))),
    ("close", |client| client.on_close(|_| throw_str("thrown by a test"))),
    ("reconnecting", |client| client.on_reconnecting(|_| throw_str("thrown by a test"))),
    ("drop", |client| client.on_drop(|_| throw_str("thrown by a test"))),
    ("end", |client| client.on_end(|_| throw_str("thrown by a test"))),
];

#[wasm_bindgen_test]
async fn a_callback_that_throws_swallows_nothing_and_stops_no_retry() {
    for (name, throw) in THROW {
        let _counted = Counted::new();
        let uncaught = Uncaught::watch();
        let client = Client::builder("ws://stub/")
            .retry(RetryConfig { max_retries: 1, ..at_once() })
            .queue(QueueConfig { max_messages: 1, ..QueueConfig::default() })
            .connect()
            .unwrap();
        // One before the others and one after them.
        let throwing = (throw(&client), Listener::new(&client), throw(&client));
        let (first, mut told, last) = throwing;
        let mut messages = client.messages();
        let events = client.events();
        now("open");
        arrives("one");
        arrives("two");
        for expected in ["one", "two"] {
            assert_eq!(messages.next().await.unwrap().as_text(), Some(expected), "{name}");
        }
        now("error");
        now("close");
        until_connecting(&client, 2).await;
        client.try_send("queued").unwrap();
        let ended = task(client.closed());
        now("error");
        now("close");
        assert_eq!(in_time(ended).await.cause, EndCause::RetriesExhausted, "{name}");
        let close = |will_reconnect| Told::Close {
            code: 1006,
            reason: String::new(),
            was_clean: false,
            will_reconnect,
        };
        let expected = [
            Told::Open(String::new()),
            Told::Error,
            close(true),
            Told::Reconnecting(1),
            Told::Error,
            close(false),
            Told::Drop("queued".into()),
            Told::End,
        ];
        let mut heard = told.rest();
        let texts = heard.drain(1..3).collect::<Vec<_>>();
        assert_eq!(texts, ["one", "two"].map(|text| Told::Text(text.into())), "{name}");
        assert_eq!(heard, expected, "{name}");
        drop(client);
        let streamed = events.map(Told::from).collect::<Vec<_>>().await;
        assert_eq!(streamed, expected, "{name}");
        // Each of the two that throw is reported, as often as it is told.
        let times = if matches!(name, "message" | "error" | "close") { 2 } else { 1 };
        assert_eq!(uncaught.count(), 2 * times, "{name}");
        drop((first, last));
    }
}

fn throw_by(owner: &Client) -> ! {
    throw_str(&format!("thrown in {:?} by a test", owner.state()))
}

#[wasm_bindgen_test]
async fn a_client_that_its_throwing_callback_owns_ends_with_the_subscription() {
    let own: [(&str, Throw); 3] = [
        ("open", |client| {
            let owned = client.clone();
            client.on_open(move |_| throw_by(&owned))
        }),
        ("error", |client| {
            let owned = client.clone();
            client.on_error(move |_| throw_by(&owned))
        }),
        ("state", |client| {
            let owned = client.clone();
            client.on_state(move |_| throw_by(&owned))
        }),
    ];
    for (name, throw) in own {
        let uncaught = Uncaught::watch();
        let _counted = Counted::new();
        let client = Client::builder("ws://stub/").connect().unwrap();
        let subscription = throw(&client);
        let events = client.events();
        now("open");
        now("error");
        TimeoutFuture::new(0).await;
        assert!(uncaught.count() > 0, "{name}");
        drop((subscription, events, client));
        assert_eq!(leftovers(), "0,0,0,0", "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_client_whose_message_callback_has_thrown_is_ended_by_its_close() {
    let _uncaught = Uncaught::watch();
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let owned = client.clone();
    let subscription = client.on_message(move |_| throw_by(&owned));
    now("open");
    arrives("message");
    client.close();
    now("close");
    drop((subscription, client));
    assert_eq!(leftovers(), "0,0,0,0");
}

#[wasm_bindgen_test]
async fn a_callback_of_the_state_that_throws_swallows_nothing() {
    let _counted = Counted::new();
    let uncaught = Uncaught::watch();
    let client = Client::builder("ws://stub/").retry(at_once()).connect().unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = heard.clone();
    let _states = [
        client.on_state(|_| throw_str("thrown by a test")),
        client.on_state(move |state| log.borrow_mut().push(state)),
        client.on_state(|_| throw_str("thrown by a test")),
    ];
    soon().await;
    now("open");
    TimeoutFuture::new(0).await;
    client.close();
    TimeoutFuture::new(0).await;
    assert_eq!(*heard.borrow(), [State::Open, State::Closing]);
    assert_eq!(uncaught.count(), 4);
}
