//! The Rust face: losses, restarts, servers that fail. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use gloo_timers::future::TimeoutFuture;
use sockline::{BinaryType, Client, ClientEvent, HeartbeatConfig, Outcome, RetryConfig, State};
use support::{Listener, Scope, Told, Uncaught, connect, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn is_close(told: Told) -> Option<Told> {
    matches!(told, Told::Close { .. }).then_some(told)
}

const LOST: Told =
    Told::Close { code: 1006, reason: String::new(), was_clean: false, will_reconnect: true };
const GIVEN_UP: Told =
    Told::Close { code: 1006, reason: String::new(), was_clean: false, will_reconnect: false };

#[wasm_bindgen_test]
async fn ten_messages_sent_during_a_restart_arrive_once_in_order_after_it() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    scope.control("restart?ms=1000").await;
    assert_eq!(told.find(is_close).await, LOST);
    for index in 0..10 {
        assert_eq!(client.try_send(format!("m{index}")).unwrap(), Outcome::Queued);
    }
    told.open().await;
    told.find(|told| (told == Told::Drain).then_some(())).await;
    client.try_send("record?").unwrap();
    let expected: Vec<String> = (0..10).map(|index| format!("\"m{index}\"")).collect();
    assert_eq!(told.text().await, format!("[{}]", expected.join(",")));
}

#[wasm_bindgen_test]
async fn a_port_with_nobody_behind_it_is_retried_until_the_retries_are_exhausted() {
    let client = Client::builder("ws://127.0.0.1:59999/")
        .retry(RetryConfig { max_retries: 2, ..soon() })
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    for retry in 1..=2 {
        assert_eq!(told.next().await, Told::Error);
        assert_eq!(told.next().await, LOST);
        assert_eq!(told.next().await, Told::Reconnecting(retry));
    }
    assert_eq!(told.next().await, Told::Error);
    assert_eq!(told.next().await, GIVEN_UP);
    assert_eq!(told.next().await, Told::End);
    assert_eq!(client.state(), State::Closed);
}

#[wasm_bindgen_test]
async fn the_first_delays_of_a_pages_clients_differ() {
    let mut delays = Vec::new();
    for _ in 0..10 {
        let client = Client::builder("ws://127.0.0.1:59999/").connect().unwrap();
        let mut events = client.events();
        while let Some(event) = events.next().await {
            if let ClientEvent::Reconnecting(reconnecting) = event {
                delays.push(reconnecting.delay);
                break;
            }
        }
    }
    delays.sort_by(f64::total_cmp);
    delays.dedup();
    assert_eq!(delays.len(), 10, "{delays:?}");
}

#[wasm_bindgen_test]
async fn a_wall_clock_that_stands_still_holds_up_nothing() {
    js_sys::eval("globalThis.wallClock = Date.now; Date.now = () => 1_000_000").unwrap();
    let retry = RetryConfig { max_retries: 2, ..soon() };
    let client = Client::builder("ws://127.0.0.1:59999/").retry(retry).connect().unwrap();
    let mut told = Listener::new(&client);
    told.find(|told| (told == Told::End).then_some(())).await;
    js_sys::eval("Date.now = wallClock").unwrap();
}

#[wasm_bindgen_test]
async fn a_refused_handshake_is_error_close_retry() {
    let (_client, mut told) = connect(Scope::new().url("refuse?status=403"));
    assert_eq!(told.next().await, Told::Error);
    assert_eq!(told.next().await, LOST);
    assert_eq!(told.next().await, Told::Reconnecting(1));
}

#[wasm_bindgen_test]
async fn a_server_that_never_answers_meets_the_deadline() {
    let client = Client::builder(Scope::new().url("silent"))
        .retry(RetryConfig { connect_deadline: 1_000.0, ..soon() })
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    assert_eq!(told.next().await, Told::Error);
    assert_eq!(told.next().await, LOST);
    assert_eq!(told.next().await, Told::Reconnecting(1));
}

#[wasm_bindgen_test]
async fn a_server_that_drops_at_once_is_retried_with_backoff() {
    // A reset so early may come before the browser has told of the opening.
    let (_client, mut told) = connect(Scope::new().url("drop"));
    for expected in 1..=3 {
        let retry = |told| match told {
            Told::Reconnecting(retry) => Some(retry),
            _ => None,
        };
        assert_eq!(told.find(is_close).await, LOST);
        assert_eq!(told.find(retry).await, expected);
    }
}

#[wasm_bindgen_test]
async fn a_heartbeat_that_is_not_answered_abandons_the_connection() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("mute"))
        .retry(soon())
        .heartbeat(HeartbeatConfig { interval: 50.0, deadline: 1_000.0 }, "ping", "pong")
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    assert_eq!(told.next().await, Told::Error);
    assert_eq!(told.next().await, LOST);
}

#[wasm_bindgen_test]
async fn a_pong_of_bytes_is_known_by_its_content_and_a_blob_counts_as_life() {
    // The server sends any other ping back.
    let beat = [1_u8, 2, 3];
    let client = Client::builder(Scope::new().url("ping"))
        // A busy machine may hold up a page for a second.
        .heartbeat(HeartbeatConfig { interval: 20.0, deadline: 5_000.0 }, &beat[..], &beat[..])
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    client.try_send(vec![1, 2, 4]).unwrap();
    assert_eq!(told.next().await, Told::Binary(vec![1, 2, 4]));
    while client.stats().round_trip.is_none() {
        TimeoutFuture::new(10).await;
    }
    assert_eq!(told.rest(), []);
    client.set_binary_type(BinaryType::Blob);
    for _ in 0..3 {
        assert_eq!(told.next().await, Told::Blob(3.0));
    }
}

#[wasm_bindgen_test]
async fn reconnect_works_after_the_end() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    client.close();
    told.end().await;
    assert!(client.try_send("late").is_err());
    client.reconnect();
    client.try_send("again").unwrap();
    assert_eq!(told.text().await, "again");
}

#[wasm_bindgen_test]
async fn a_callback_that_throws_at_a_loss_stops_no_retry() {
    let uncaught = Uncaught::watch();
    let scope = Scope::new();
    let client = Client::builder(scope.url("echo")).retry(soon()).connect().unwrap();
    let mut told = Listener::new(&client);
    let _throws = client.on_close(|_| wasm_bindgen::throw_str("thrown by a test"));
    told.open().await;
    client.try_send("before").unwrap();
    assert_eq!(told.text().await, "before");
    scope.control("drop").await;
    told.open().await;
    client.try_send("after").unwrap();
    assert_eq!(told.text().await, "after");
    assert_eq!(uncaught.count(), 1);
}
