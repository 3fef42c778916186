//! The Rust face: what the engine's tests promise of priorities, conflation,
//! time to live, overflow, providers, decisions and page signals. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::{
    Client, ConnectError, ConnectionError, DropReason, EndCause, HeartbeatConfig, Outcome,
    Overflow, PacingConfig, QueueConfig, RetryConfig, SendOptions, State, Subscription,
    TrySendError, Window,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
    export function network(isOnline) {
        Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true });
        window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
    }
    export function restore_network() { delete navigator.onLine; }
")]
extern "C" {
    fn network(is_online: bool);
    fn restore_network();
}

fn queue(max_messages: usize, overflow: Overflow) -> QueueConfig {
    QueueConfig { max_messages, overflow, ..QueueConfig::default() }
}

type Drops = Rc<RefCell<Vec<(String, DropReason)>>>;

/// What was dropped, with the reason, since the subscription.
fn drops(client: &Client) -> (Drops, Subscription) {
    let drops = Drops::default();
    let log = drops.clone();
    let subscription = client.on_drop(move |event| {
        log.borrow_mut().push((event.message.as_text().unwrap().to_owned(), event.reason));
    });
    (drops, subscription)
}

#[wasm_bindgen_test]
fn numbers_that_are_none_or_negative_are_refused_by_name() {
    type Change = fn(&mut RetryConfig, &mut PacingConfig, &mut HeartbeatConfig, f64);
    let changes: [(&str, Change); 10] = [
        ("retry.base", |retry, _, _, to| retry.base = to),
        ("retry.cap", |retry, _, _, to| retry.cap = to),
        ("retry.floor", |retry, _, _, to| retry.floor = to),
        ("retry.stable_after", |retry, _, _, to| retry.stable_after = to),
        ("retry.connect_deadline", |retry, _, _, to| retry.connect_deadline = to),
        ("retry.close_deadline", |retry, _, _, to| retry.close_deadline = to),
        ("pacing.window", |_, pacing, _, to| pacing.window = Window::Fixed(to)),
        ("pacing.poll", |_, pacing, _, to| pacing.poll = to),
        ("heartbeat.interval", |_, _, heartbeat, to| heartbeat.interval = to),
        ("heartbeat.deadline", |_, _, heartbeat, to| heartbeat.deadline = to),
    ];
    let url = Scope::new().url("silent");
    for (name, change) in changes {
        for (number, is_refused) in [(f64::NAN, true), (-1.0, true), (0.0, false)] {
            let (mut retry, mut pacing) = (RetryConfig::default(), PacingConfig::default());
            let mut heartbeat = HeartbeatConfig::default();
            change(&mut retry, &mut pacing, &mut heartbeat, number);
            let builder = Client::builder(&*url).retry(retry).pacing(pacing);
            let refused = builder.heartbeat(heartbeat, "ping", "pong").connect().err();
            let expected = is_refused.then_some(ConnectError::InvalidOption(name));
            assert_eq!(refused, expected, "{name} {number}");
        }
    }
}

#[wasm_bindgen_test]
async fn what_expires_before_the_connection_opens_is_never_sent() {
    let scope = Scope::new();
    scope.control("refuse?ms=700").await;
    let (client, mut told) = connect(scope.url("record"));
    let (dropped, _subscription) = drops(&client);
    let short = SendOptions { ttl: 100.0, ..SendOptions::default() };
    assert_eq!(client.try_send_with("short", short).unwrap(), Outcome::Queued);
    client.try_send("lasting").unwrap();
    told.open().await;
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, r#"["lasting"]"#);
    assert_eq!(*dropped.borrow(), [("short".to_owned(), DropReason::Expired)]);
}

#[wasm_bindgen_test]
async fn each_overflow_policy_does_what_it_says() {
    let builder = || Client::builder(Scope::new().url("silent"));
    let client = builder().queue(queue(1, Overflow::Reject)).connect().unwrap();
    client.try_send("a").unwrap();
    let rejected = client.try_send("b").unwrap_err();
    assert!(matches!(&rejected, TrySendError::Full(message) if message.as_text() == Some("b")));

    let client = builder().queue(queue(1, Overflow::DropOldest)).connect().unwrap();
    let mut told = Listener::new(&client);
    client.try_send("a").unwrap();
    assert_eq!(client.try_send("b").unwrap(), Outcome::Queued);
    assert_eq!(told.next().await, Told::Drop("a".into()));

    let client = builder().queue(queue(1, Overflow::DropNewest)).connect().unwrap();
    let mut told = Listener::new(&client);
    client.try_send("a").unwrap();
    assert_eq!(client.try_send("b").unwrap(), Outcome::Dropped);
    assert_eq!(told.next().await, Told::Drop("b".into()));
}

#[wasm_bindgen_test]
async fn a_provider_is_asked_for_every_attempt() {
    let scope = Rc::new(Scope::new());
    let calls = Rc::new(Cell::new(0));
    let (server, count) = (scope.clone(), calls.clone());
    let client = Client::builder("")
        .retry(soon())
        .url_provider(move || {
            let (scope, call) = (server.clone(), count.replace(count.get() + 1) + 1);
            async move {
                let answer = scope.control("token").await;
                let token = answer.split('"').nth(3).unwrap().to_owned();
                Ok::<_, ConnectError>(scope.url(&format!("token?token={token}&call={call}")))
            }
        })
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    scope.control("drop").await;
    told.open().await;
    assert_eq!(calls.get(), 2);
}

#[wasm_bindgen_test]
async fn a_provider_that_fails_says_why_and_is_asked_again() {
    let scope = Scope::new();
    let url = scope.url("echo");
    let answers = RefCell::new(vec![Ok(url), Ok("ftp://host/?secret".into()), Err("no token")]);
    let client = Client::builder("")
        .retry(soon())
        .url_provider(move || {
            let answer: Result<String, &str> = answers.borrow_mut().pop().unwrap();
            async move { answer }
        })
        .connect()
        .unwrap();
    let errors = Rc::new(RefCell::new(Vec::new()));
    let log = errors.clone();
    let _errors = client.on_error(move |error| log.borrow_mut().push(error));
    let mut told = Listener::new(&client);
    told.open().await;
    assert_eq!(
        *errors.borrow(),
        [
            ConnectionError::Provider("no token".into()),
            ConnectionError::Url(ConnectError::UnsupportedScheme),
        ]
    );
}

#[wasm_bindgen_test]
async fn a_provider_that_never_settles_meets_the_deadline_and_keeps_nothing_alive() {
    let client = Client::builder("")
        .retry(RetryConfig { connect_deadline: 1_000.0, ..soon() })
        .url_provider(std::future::pending::<Result<String, ConnectError>>)
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    assert_eq!(told.next().await, Told::Error);
    told.find(|told| (told == Told::Reconnecting(1)).then_some(())).await;
    client.close();
    told.end().await;
}

#[wasm_bindgen_test]
async fn the_user_decides_on_each_loss() {
    let asked = Rc::new(RefCell::new(Vec::new()));
    let log = asked.clone();
    let client = Client::builder(Scope::new().url("close?code=1008&reason=policy"))
        .retry(soon())
        .should_reconnect(move |closed, retries| {
            log.borrow_mut().push((closed.code, closed.reason.clone(), closed.will_reconnect));
            retries < 1
        })
        .connect()
        .unwrap();
    let ended = Rc::new(Cell::new(None));
    let cause = ended.clone();
    let _end = client.on_end(move |end| cause.set(Some(end)));
    let mut told = Listener::new(&client);
    told.end().await;
    assert_eq!(ended.get(), Some(EndCause::Declined));
    let question = (1008, "policy".to_owned(), false);
    assert_eq!(*asked.borrow(), [question.clone(), question]);
}

#[wasm_bindgen_test]
async fn online_again_connects_at_once_and_offline_waits() {
    let scopes = [Scope::new(), Scope::new()];
    let clients = scopes.each_ref().map(|scope| {
        let retry = RetryConfig { base: 50.0, floor: 10.0, ..RetryConfig::default() };
        Client::builder(scope.url("echo")).retry(retry).connect().unwrap()
    });
    let mut told = clients.each_ref().map(Listener::new);
    for told in &mut told {
        told.open().await;
    }
    // What others hear does not depend on one that is gone.
    let gone = Client::builder(scopes[0].url("echo")).connect().unwrap();
    gone.close();
    drop(gone);
    network(false);
    assert!(clients.iter().all(|client| client.state() == State::Open));
    for (scope, told) in scopes.iter().zip(&mut told) {
        scope.control("drop").await;
        told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    }
    // With the tests' short delays they would be back at once.
    gloo_timers::future::TimeoutFuture::new(1_000).await;
    for client in &clients {
        assert_eq!((client.state(), client.stats().attempts), (State::Waiting, 1));
    }
    network(true);
    restore_network();
    for (client, told) in clients.iter().zip(&mut told) {
        told.open().await;
        assert_eq!(client.stats().attempts, 2);
    }
}

#[wasm_bindgen_test]
async fn a_callback_that_throws_keeps_no_other_client_from_hearing_the_page() {
    let connect = || {
        let retry = RetryConfig { connect_deadline: 50.0, ..RetryConfig::default() };
        Client::builder(Scope::new().url("silent")).retry(retry).connect().unwrap()
    };
    let clients = [connect(), connect()];
    let heard = Rc::new(Cell::new(false));
    let _throws = clients[0].on_error(|_| wasm_bindgen::throw_str("thrown by a test"));
    let _hears = clients[1].on_error({
        let heard = heard.clone();
        move |_| heard.set(true)
    });
    // Their deadlines pass, and no timer can tell it.
    let until = js_sys::Date::now() + 100.0;
    while js_sys::Date::now() < until {}
    network(true);
    restore_network();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&wasm_bindgen::JsValue::TRUE))
        .await
        .unwrap();
    assert!(heard.get());
}
