//! The Rust face: what the page and the clocks tell, with a socket that does what
//! it is told. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use gloo_timers::future::TimeoutFuture;
use sockline::{Client, HeartbeatConfig, Outgoing, RetryConfig, State};
use std::time::Duration;
use support::stub::{Counted, last, now, sent};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
    const { now } = Date;
    export function dispatch(target, name) { globalThis[target].dispatchEvent(new Event(name)); }
    export function hide(isHidden) {
        if (isHidden) Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        else delete document.hidden;
    }
    export function jump(millis) { Date.now = () => now.call(Date) + millis; }
    export function jump_back() { Date.now = now; }
")]
extern "C" {
    fn dispatch(target: &str, name: &str);
    fn hide(is_hidden: bool);
    fn jump(millis: f64);
    fn jump_back();
}

/// Everything that may tell that a page is awake.
const SIGNALS: [(&str, &str); 6] = [
    ("window", "online"),
    ("window", "offline"),
    ("window", "pageshow"),
    ("window", "focus"),
    ("document", "visibilitychange"),
    ("document", "resume"),
];

/// A client whose timers are far away, in the state after these steps.
fn client(steps: &[&str]) -> Client {
    let heartbeat = HeartbeatConfig { interval: 600_000.0, ..HeartbeatConfig::default() };
    let far = 600_000.0;
    let client = Client::builder("ws://stub/")
        .retry(RetryConfig { base: far, cap: far, floor: far, ..RetryConfig::default() })
        .heartbeat(heartbeat, "ping", "pong")
        .connect()
        .unwrap();
    for step in steps {
        now(step);
    }
    client
}

/// Whether an attempt begins within two seconds.
async fn attempts(client: &Client) -> bool {
    for _ in 0..100 {
        if client.state() == State::Connecting {
            return true;
        }
        TimeoutFuture::new(20).await;
    }
    false
}

#[wasm_bindgen_test]
async fn each_signal_of_a_page_that_is_awake_has_the_connection_probed() {
    let _counted = Counted::new();
    for (target, name) in SIGNALS {
        let client = client(&["open"]);
        TimeoutFuture::new(0).await;
        hide(true);
        dispatch(target, name);
        let sent_while_hidden = sent(&last());
        hide(false);
        dispatch(target, name);
        assert_eq!((&*sent_while_hidden, &*sent(&last())), ("", "ping"), "{name}");
        drop(client);
    }
}

#[wasm_bindgen_test]
async fn each_signal_of_a_page_that_is_awake_starts_the_waiting_attempt() {
    let _counted = Counted::new();
    for (target, name) in SIGNALS {
        // As a page from the back/forward cache, whose sockets are gone.
        let client = client(&["open", "error", "close"]);
        TimeoutFuture::new(0).await;
        assert_eq!(client.state(), State::Waiting, "{name}");
        dispatch(target, name);
        assert!(attempts(&client).await, "{name}");
    }
}

#[wasm_bindgen_test]
async fn no_signal_connects_a_client_that_was_closed() {
    let _counted = Counted::new();
    let client = client(&["open"]);
    client.close();
    now("close");
    for (target, name) in SIGNALS {
        dispatch(target, name);
    }
    assert!(!attempts(&client).await);
    assert_eq!((client.state(), client.stats().attempts), (State::Closed, 1));
}

#[wasm_bindgen_test]
async fn a_wall_clock_that_is_ahead_at_a_timer_starts_the_waiting_attempt() {
    let _counted = Counted::new();
    for has_slept in [false, true] {
        let client = client(&["open", "close"]);
        // Its timer is the next to fire.
        let short = Outgoing::new("expires").ttl(Duration::from_millis(100));
        client.try_send(short).unwrap();
        if has_slept {
            jump(3_600_000.0);
        }
        let attempts = attempts(&client).await;
        jump_back();
        assert_eq!(attempts, has_slept);
        assert_eq!(client.queued_messages(), 0);
    }
}
