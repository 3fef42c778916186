//! The Rust face: callbacks that do everything, clients that are dropped in
//! every state. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::{Client, PacingConfig, State, Subscription, Window};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::stub::{Counted, now};
use support::{Listener, Scope, Told, Uncaught, connect, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A client with its subscriptions, which a callback may drop.
type Shared = Rc<RefCell<Option<(Client, Vec<Subscription>)>>>;

#[wasm_bindgen_test]
async fn dropping_the_last_clone_closes() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    told.open().await;
    let clone = client.clone();
    drop(client);
    clone.try_send("one is left").unwrap();
    assert_eq!(told.text().await, "one is left");
    drop(clone);
    scope.until_open(0).await;
    assert_eq!(told.rest(), []);
}

#[wasm_bindgen_test]
async fn each_clone_of_a_builder_makes_a_client_of_its_own() {
    let _counted = Counted::new();
    let asked = Rc::new(Cell::new(0));
    let asking = asked.clone();
    let builder = Client::builder("ws://stub/").should_reconnect(move |_, _| {
        asking.set(asking.get() + 1);
        false
    });
    let clients = [builder.clone(), builder].map(|builder| {
        let client = builder.connect().unwrap();
        now("close");
        client
    });
    assert!(clients[0] != clients[1]);
    assert_eq!(asked.get(), 2);
}

#[wasm_bindgen_test]
async fn dropping_while_connecting_or_waiting_leaves_nothing() {
    let scope = Scope::new();
    drop(connect(scope.url("echo")));
    let (client, mut told) = connect(scope.url("refuse"));
    told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    drop((client, told));
    let before = scope.control("stats").await;
    gloo_timers::future::TimeoutFuture::new(500).await;
    assert_eq!(scope.control("stats").await, before);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn dropping_after_close_in_the_same_task_harms_nobody() {
    let uncaught = Uncaught::watch();
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    told.open().await;
    client.close();
    drop(client);
    scope.until_open(0).await;
    // The browser tells of the end a moment after the server knows of it.
    gloo_timers::future::TimeoutFuture::new(500).await;
    assert_eq!(uncaught.count(), 0);
}

#[wasm_bindgen_test]
async fn dropping_hands_over_what_waits_on_an_open_connection() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("record"))
        .pacing(PacingConfig { window: Window::Fixed(0.0), poll: 100.0 })
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    for index in 0..5 {
        client.try_send(format!("{index}")).unwrap();
    }
    assert!(client.queued_messages() > 0);
    drop(client);
    scope.until_open(0).await;
    assert_eq!(scope.control("record").await, r#"["0","1","2","3","4"]"#);
}

#[wasm_bindgen_test]
async fn close_then_drop_while_waiting_still_tells_the_end() {
    let (client, mut told) = connect(Scope::new().url("refuse"));
    told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    client.try_send("never sent").unwrap();
    client.close();
    drop(client);
    assert_eq!(told.next().await, Told::Drop("never sent".into()));
    assert_eq!(told.next().await, Told::End);
}

#[wasm_bindgen_test]
async fn close_then_drop_while_connecting_gives_back_what_waits() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("silent"));
    assert_eq!(client.state(), State::Connecting);
    client.try_send("never sent").unwrap();
    client.close();
    drop(client);
    told.find(|told| (told == Told::Drop("never sent".into())).then_some(())).await;
    assert_eq!(told.next().await, Told::End);
    scope.until_open(0).await;
}

/// Drops the client inside the callback that `subscribe` registers.
async fn dropped_inside(path: &str, subscribe: fn(&Client, Shared) -> Subscription) {
    let scope = Scope::new();
    let client = Client::builder(scope.url(path)).retry(soon()).connect().unwrap();
    let shared = Shared::default();
    let subscription = subscribe(&client, shared.clone());
    client.try_send("x").unwrap();
    shared.replace(Some((client, vec![subscription])));
    while shared.borrow().is_some() {
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_client_may_be_dropped_inside_each_of_its_callbacks() {
    fn forget(shared: &Shared) {
        let taken = shared.borrow_mut().take();
        drop(taken);
    }
    dropped_inside("echo", |client, shared| client.on_open(move |_| forget(&shared))).await;
    dropped_inside("echo", |client, shared| client.on_message(move |_| forget(&shared))).await;
    dropped_inside("refuse", |client, shared| client.on_error(move |_| forget(&shared))).await;
    dropped_inside("drop", |client, shared| client.on_close(move |_| forget(&shared))).await;
    dropped_inside("drop", |client, shared| client.on_reconnecting(move |_| forget(&shared))).await;
}

#[wasm_bindgen_test]
async fn every_method_may_be_called_inside_every_callback() {
    fn everything(client: &Client) {
        client.set_binary_type(client.binary_type());
        client.on_message(|_| {}).forget();
        let _ = (client.state(), client.stats(), client.buffered_amount(), client.queued_bytes());
        if client.stats().messages_sent < 5.0 {
            client.try_send("from inside").unwrap();
        }
    }
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let subscriptions = {
        let inside = || {
            let client = client.clone();
            move || everything(&client)
        };
        let (open, message, close, reconnecting) = (inside(), inside(), inside(), inside());
        [
            client.on_open(move |_| open()),
            client.on_message(move |_| message()),
            client.on_close(move |_| close()),
            client.on_reconnecting(move |_| reconnecting()),
        ]
    };
    assert_eq!(told.text().await, "from inside");
    scope.control("drop").await;
    told.open().await;
    drop(subscriptions);
}

#[wasm_bindgen_test]
async fn close_and_reconnect_inside_callbacks_leave_one_connection() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let inner = client.clone();
    let again = client.on_open(move |_| {
        if inner.stats().connections == 1 {
            inner.reconnect();
        }
    });
    told.open().await;
    told.open().await;
    scope.until_open(1).await;
    drop(again);
    let inner = client.clone();
    let closing = client.on_message(move |_| inner.close());
    client.try_send("close").unwrap();
    told.end().await;
    drop(closing);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_hundred_connections_come_and_go() {
    let scope = Scope::new();
    for _ in 0..100 {
        let client = Client::builder(scope.url("echo")).connect().unwrap();
        let mut told = Listener::new(&client);
        told.open().await;
        client.close();
        told.end().await;
    }
    scope.until_open(0).await;
    assert!(scope.control("stats").await.contains("\"accepted\":100,"));
}
