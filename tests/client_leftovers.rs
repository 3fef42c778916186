//! The Rust face: what a client leaves behind, and what it bears, with a socket
//! and timers that are counted. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::FutureExt;
use futures::future::join_all;
use gloo_timers::future::TimeoutFuture;
use sockline::{BinaryType, Client, HeartbeatConfig, Message, QueueConfig, RetryConfig, State};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::stub::{Counted, act, arrives, last, leftovers, now, reads, sent, soon};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A client with something to do for every part of it.
fn client() -> Client {
    Client::builder("ws://stub/")
        .queue(QueueConfig { max_messages: 2, ..QueueConfig::default() })
        .heartbeat(HeartbeatConfig::default(), "ping", "pong")
        .connect()
        .unwrap()
}

/// Brings a fresh client into each state.
const MOMENTS: [(&str, State, &[&str]); 7] = [
    ("connecting", State::Connecting, &[]),
    ("waiting for a retry", State::Waiting, &["error", "close"]),
    ("open", State::Open, &["open"]),
    ("open and held up", State::Open, &["open", "hold"]),
    ("lost", State::Waiting, &["open", "close"]),
    ("closing", State::Closing, &["open", "our close"]),
    ("closed", State::Closed, &["open", "our close", "close"]),
];

fn bring(client: &Client, steps: &[&str]) {
    for step in steps {
        if *step == "our close" { client.close() } else { now(step) }
    }
}

#[wasm_bindgen_test]
async fn a_client_that_is_dropped_in_any_state_leaves_nothing() {
    let _counted = Counted::new();
    for (moment, state, steps) in MOMENTS {
        let client = client();
        bring(&client, steps);
        assert_eq!(client.state(), state, "{moment}");
        drop(client);
        assert_eq!(leftovers(), "0,0,0,0", "{moment}");
    }
}

#[wasm_bindgen_test]
async fn whoever_waits_when_the_client_is_dropped_settles_and_leaves_nothing() {
    for (moment, state, steps) in MOMENTS {
        let counted = Counted::new();
        let client = client();
        // Queued before, so that something waits in every state.
        let _ = (client.try_send("one"), client.try_send("two"));
        bring(&client, steps);
        assert_eq!(client.state(), state, "{moment}");
        let (mut messages, mut events) = (client.messages(), client.events());
        let calls = client.calls(|message| Some(message.as_text()?.to_owned()));
        let mut waiting: Vec<futures::future::LocalBoxFuture<'_, ()>> = vec![
            client.send("three").map(drop).boxed_local(),
            client.send_tracked("four").map(drop).boxed_local(),
            client.drained().map(drop).boxed_local(),
            client.closed().map(drop).boxed_local(),
            calls.call("five").map(drop).boxed_local(),
            async { while futures::StreamExt::next(&mut messages).await.is_some() {} }
                .boxed_local(),
            async { while futures::StreamExt::next(&mut events).await.is_some() {} }.boxed_local(),
        ];
        for each in &mut waiting {
            // Some may be settled already, and may not be asked again.
            if each.now_or_never().is_some() {
                *each = std::future::ready(()).boxed_local();
            }
        }
        drop((calls, client));
        join_all(waiting).await;
        drop((messages, events));
        assert_eq!(leftovers(), "0,0,0,0", "{moment}");
        drop(counted);
    }
}

#[wasm_bindgen_test]
async fn a_client_that_is_dropped_inside_any_callback_leaves_nothing() {
    type Shared = Rc<RefCell<Option<Client>>>;
    type Subscribe = fn(&Client, Shared);
    fn forget(shared: &Shared) {
        let client = shared.borrow_mut().take();
        drop(client);
    }
    let subscribe: [(&str, Subscribe); 8] = [
        ("open", |client, shared| client.on_open(move |_| forget(&shared)).forget()),
        ("message", |client, shared| client.on_message(move |_| forget(&shared)).forget()),
        ("error", |client, shared| client.on_error(move |_| forget(&shared)).forget()),
        ("close", |client, shared| client.on_close(move |_| forget(&shared)).forget()),
        ("retry", |client, shared| client.on_reconnecting(move |_| forget(&shared)).forget()),
        ("drain", |client, shared| client.on_drain(move || forget(&shared)).forget()),
        ("drop", |client, shared| client.on_drop(move |_| forget(&shared)).forget()),
        ("end", |client, shared| client.on_end(move |_| forget(&shared)).forget()),
    ];
    for (name, subscribe) in subscribe {
        let _counted = Counted::new();
        let client = client();
        let shared = Shared::default();
        subscribe(&client, shared.clone());
        // Each of these causes at least one event.
        client.try_send(sockline::Outgoing::new("old").key("key")).unwrap();
        client.try_send(sockline::Outgoing::new("new").key("key")).unwrap();
        let weak = shared.clone();
        shared.replace(Some(client));
        let is_alive = || weak.borrow().is_some();
        // What a command caused is told when the stack is empty.
        gloo_timers::future::TimeoutFuture::new(0).await;
        for step in ["open", "message", "hold", "error", "close"] {
            if is_alive() {
                now(step);
            }
        }
        let left = weak.borrow().clone();
        if let Some(client) = left {
            client.close();
            drop(client);
            gloo_timers::future::TimeoutFuture::new(0).await;
        }
        // The drain is told only by the look of a timer, if at all.
        if name != "drain" {
            assert!(!is_alive(), "{name} was not told");
        }
        forget(&weak);
        gloo_timers::future::TimeoutFuture::new(0).await;
        assert_eq!(leftovers(), "0,0,0,0", "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_thousand_clients_come_and_go_in_the_same_memory() {
    let _counted = Counted::new();
    let round = async || {
        for _ in 0..500 {
            let client = client();
            let mut messages = client.messages();
            now("open");
            client.send("message").await.unwrap();
            arrives(&"x".repeat(1_000));
            assert!(futures::StreamExt::next(&mut messages).await.is_some());
            now("close");
            client.close();
            drop(client);
            // The client lives until its last events were told.
            soon().await;
        }
        leftovers()
    };
    let size = || {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
        buffer.byte_length()
    };
    // The first brings the allocator to its size.
    assert_eq!(round().await, "0,0,0,0");
    let before = size();
    assert_eq!(round().await, "0,0,0,0");
    assert_eq!(size(), before);
}

#[wasm_bindgen_test]
async fn a_socket_that_answers_inside_send_is_heard() {
    let _counted = Counted::new();
    let client = client();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let (log, inner) = (heard.clone(), client.clone());
    let _messages = client.on_message(move |message| {
        let text = message.into_text().unwrap();
        // Sending from inside the answer to what is being sent.
        if text.len() < 4 {
            inner.try_send(format!("{text}x")).unwrap();
        }
        log.borrow_mut().push(text);
    });
    now("open");
    now("echo");
    client.send("x").await.unwrap();
    // What had to wait follows with the next look at the socket.
    for _ in 0..3 {
        arrives("look");
    }
    let heard: Vec<String> =
        heard.borrow().iter().filter(|text| *text != "look").cloned().collect();
    assert_eq!(heard, ["x", "xx", "xxx", "xxxx"]);
    assert_eq!(sent(&last()), "x,xx,xxx,xxxx");
}

#[wasm_bindgen_test]
async fn a_burst_asks_the_socket_once_and_its_end_once_more() {
    let _counted = Counted::new();
    let client = client();
    now("open");
    soon().await;
    let before = reads(&last());
    for _ in 0..1_000 {
        client.try_send("message").unwrap();
    }
    let asked = reads(&last()) - before;
    // Twice for each of the first two, and again where a millisecond ends before
    // a second message came.
    assert!(asked <= 20, "asked {asked} times");
    soon().await;
    assert!(reads(&last()) - before > asked);
    assert_eq!(sent(&last()).split(',').count(), 1_000);
}

#[wasm_bindgen_test]
async fn what_is_sent_inside_the_sending_of_a_burst_does_not_overtake_it() {
    let _counted = Counted::new();
    let client = client();
    let inner = client.clone();
    let _messages = client.on_message(move |message| {
        let text = message.into_text().unwrap();
        if text.len() < 4 {
            inner.try_send(format!("{text}x")).unwrap();
        }
    });
    now("open");
    soon().await;
    for text in ["long one", "long two", "long three"] {
        client.try_send(text).unwrap();
    }
    now("echo");
    for text in ["x", "long four"] {
        client.try_send(text).unwrap();
    }
    for _ in 0..3 {
        arrives("look");
    }
    assert_eq!(sent(&last()), "long one,long two,long three,x,xx,xxx,xxxx,long four");
    // A burst holds its client until the task has ended.
    soon().await;
}

#[wasm_bindgen_test]
async fn a_message_that_arrives_inside_a_message_handler_is_told() {
    // As from a nested event loop: a dialog, or a synchronous request.
    let _counted = Counted::new();
    let client = client();
    let mut stream = client.messages();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = heard.clone();
    let _messages = client.on_message(move |message| {
        let text = message.into_text().unwrap();
        log.borrow_mut().push(format!("{text} begins"));
        if text == "outer" {
            arrives("inner");
        }
        log.borrow_mut().push(format!("{text} ends"));
    });
    now("open");
    arrives("outer");
    arrives("after");
    assert_eq!(
        *heard.borrow(),
        ["outer begins", "inner begins", "inner ends", "outer ends", "after begins", "after ends"]
    );
    // The stream was subscribed first, and so heard of the outer one first.
    for expected in ["outer", "inner", "after"] {
        let message = futures::StreamExt::next(&mut stream).await.unwrap();
        assert_eq!(message.as_text(), Some(expected));
    }
}

#[wasm_bindgen_test]
fn a_message_without_data_is_told_to_nobody_and_leaves_nothing() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let messages = client.on_message(move |_| count.set(count.get() + 1));
    now("open");
    now("empty");
    arrives("text");
    assert_eq!(heard.get(), 1);
    drop((messages, client));
    assert_eq!(leftovers(), "0,0,0,0");
}

#[wasm_bindgen_test]
async fn without_a_listener_only_what_may_answer_a_ping_is_copied() {
    js_sys::eval(
        "globalThis.copies = 0;
         globalThis.RealArray = Uint8Array;
         globalThis.Uint8Array = class extends RealArray {
             constructor(...all) {
                 super(...all);
                 if (all[0].byteLength < 10) copies++;
             }
         };",
    )
    .unwrap();
    let copies = || js_sys::eval("copies").unwrap().as_f64().unwrap();
    let _counted = Counted::new();
    let heartbeat = HeartbeatConfig { interval: 1.0, ..HeartbeatConfig::default() };
    let sevens = js_sys::eval("new RealArray([7, 7, 7, 7, 7]).buffer").unwrap();
    let pongs = [(Message::from(vec![7; 5]), sevens, 2.0), (Message::from("π"), "π".into(), 0.0)];
    for (pong, arriving, expected) in pongs {
        js_sys::eval("copies = 0").unwrap();
        let client = Client::builder("ws://stub/")
            .heartbeat(heartbeat.clone(), "ping", pong)
            .connect()
            .unwrap();
        now("open");
        while !sent(&last()).contains("ping") {
            TimeoutFuture::new(2).await;
        }
        for length in [4, 5, 6] {
            act(&last(), "message", &js_sys::ArrayBuffer::new(length));
        }
        assert_eq!(client.stats().round_trip, None);
        act(&last(), "message", &arriving);
        assert!(client.stats().round_trip.is_some());
        assert_eq!(copies(), expected);
    }
    js_sys::eval("globalThis.Uint8Array = RealArray").unwrap();
}

#[wasm_bindgen_test]
async fn everything_may_be_called_inside_every_callback() {
    let _counted = Counted::new();
    // At once, and for so many milliseconds that the next attempt is due in the meantime.
    let pauses = [0.0, 3.0];
    for (deed, pause) in (0..8).flat_map(|deed| pauses.map(|pause| (deed, pause))) {
        let client = Client::builder("ws://stub/")
            .retry(RetryConfig { base: 1.0, floor: 1.0, ..RetryConfig::default() })
            .connect()
            .unwrap();
        let done = Rc::new(Cell::new(0));
        let act_inside = {
            let (client, done) = (client.clone(), done.clone());
            move || {
                done.set(done.get() + 1);
                let begun = js_sys::Date::now();
                while js_sys::Date::now() < begun + pause {}
                match deed {
                    0 => drop(client.try_send("x")),
                    1 => client.close(),
                    // Each abandons a connection, whose close is told.
                    2 if done.get() < 5 => client.reconnect(),
                    2 => {}
                    3 => client.set_binary_type(BinaryType::Blob),
                    4 => drop(client.clear_queue()),
                    5 => client.on_message(|_| {}).forget(),
                    6 => drop((client.messages(), client.events(), client.duplex::<&str>())),
                    _ => {
                        let mut send = client.send("x");
                        assert!((&mut send).now_or_never().is_some());
                    }
                }
            }
        };
        let [open, message, error, close] = std::array::from_fn(|_| act_inside.clone());
        let subscriptions = [
            client.on_open(move |_| open()),
            client.on_message(move |_| message()),
            client.on_error(move |_| error()),
            client.on_close(move |_| close()),
        ];
        for step in ["open", "message", "error", "close"] {
            now(step);
        }
        assert!(done.get() > 0);
        drop(act_inside);
        drop(subscriptions);
        client.close();
        drop(client);
        // After slow callbacks the client has tried again, and closes a connection: it gives back what
        // waits when that has ended.
        now("close");
        gloo_timers::future::TimeoutFuture::new(0).await;
    }
    assert_eq!(leftovers(), "0,0,0,0");
}

#[wasm_bindgen_test]
async fn a_callback_that_replaces_itself_finishes_and_the_new_one_gets_the_next() {
    let _counted = Counted::new();
    let client = client();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let current = Rc::new(RefCell::new(None));
    let (log, slot, inner) = (heard.clone(), current.clone(), client.clone());
    let first = client.on_message(move |_| {
        log.borrow_mut().push("old begins");
        let log_of_new = log.clone();
        let new = inner.on_message(move |_| log_of_new.borrow_mut().push("new"));
        let old = slot.replace(Some(new));
        drop(old);
        log.borrow_mut().push("old ends");
    });
    current.replace(Some(first));
    now("open");
    arrives("one");
    arrives("two");
    assert_eq!(*heard.borrow(), ["old begins", "old ends", "new"]);
    let new = current.take();
    drop(new);
}
