//! The Rust face: the ends of a client, and its new lives after them. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::channel::oneshot::Receiver;
use futures::{FutureExt, SinkExt};
use gloo_timers::future::TimeoutFuture;
use sockline::{Client, EndCause, MessageSink, SinkError, State};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use support::stub::{Counted, last, leftovers, now, sent, soon};
use support::tasks::{in_time, task};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn connect() -> Client {
    Client::builder("ws://stub/").without_reconnect().connect().unwrap()
}

/// An open client.
fn open() -> Client {
    let client = connect();
    now("open");
    client
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

#[wasm_bindgen_test]
async fn a_flush_that_was_given_up_says_nothing_of_what_is_sent_later() {
    let _counted = Counted::new();
    let client = connect();
    let mut sink = client.sink::<&str>();
    sink.feed("given back").await.unwrap();
    assert!(sink.flush().now_or_never().is_none());
    client.close();
    now("close");
    client.closed().await;
    client.reconnect();
    now("open");
    sink.feed("sent").await.unwrap();
    in_time(task(async move { sink.flush().await })).await.unwrap();
    assert_eq!(sent(&last()), "sent");
}

#[wasm_bindgen_test]
async fn a_flush_that_has_seen_an_end_says_so_in_the_middle_of_a_burst() {
    let _counted = Counted::new();
    let client = connect();
    let mut sink = client.sink::<&str>();
    sink.feed("given back").await.unwrap();
    let mut flush = sink.flush();
    assert!((&mut flush).now_or_never().is_none());
    client.close();
    now("close");
    client.closed().await;
    client.reconnect();
    now("open");
    // So many that some of them follow one another within the clock's resolution.
    for _ in 0..100 {
        client.try_send("burst").unwrap();
    }
    assert!(matches!(flush.now_or_never().unwrap(), Err(SinkError::Ended)));
}

/// An open client, and its sink, whose first close nobody waits for any more.
fn with_a_close_that_was_given_up() -> (Client, MessageSink<&'static str>) {
    let client = open();
    let mut sink = client.sink();
    assert!(sink.close().now_or_never().is_none());
    (client, sink)
}

/// Closes the sink's client, which lives again.
async fn closes(client: &Client, mut sink: MessageSink<&'static str>) {
    let closing = task(async move { sink.close().await });
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Closing);
    now("close");
    in_time(closing).await.unwrap();
    assert_eq!(client.state(), State::Closed);
}

/// A task that waits for the client's end and begins anew.
async fn begins_anew_at_the_end(client: &Client) -> Receiver<()> {
    let (ended, inner) = (client.closed(), client.clone());
    let began = task(async move {
        ended.await;
        inner.reconnect();
    });
    TimeoutFuture::new(0).await;
    began
}

#[wasm_bindgen_test]
async fn closing_again_closes_a_client_that_has_begun_anew() {
    let _counted = Counted::new();
    let (client, sink) = with_a_close_that_was_given_up();
    now("close");
    client.closed().await;
    client.reconnect();
    now("open");
    closes(&client, sink).await;
}

#[wasm_bindgen_test]
async fn closing_again_closes_a_client_that_has_begun_anew_and_is_not_open_yet() {
    let _counted = Counted::new();
    let (client, sink) = with_a_close_that_was_given_up();
    let began = begins_anew_at_the_end(&client).await;
    now("close");
    in_time(began).await;
    assert_eq!(client.state(), State::Connecting);
    closes(&client, sink).await;
}

#[wasm_bindgen_test]
async fn closing_again_closes_a_client_that_has_begun_anew_before_its_end() {
    let _counted = Counted::new();
    let (client, mut sink) = with_a_close_that_was_given_up();
    client.reconnect();
    now("open");
    assert!(sink.close().now_or_never().is_none());
    assert_eq!(client.state(), State::Closing);
    now("close");
    in_time(task(async move { sink.close().await })).await.unwrap();
}

#[wasm_bindgen_test]
async fn closing_resolves_though_a_callback_begins_anew_at_the_end() {
    let _counted = Counted::new();
    let client = connect();
    let inner = client.clone();
    let _again = client.on_end(move |_| inner.reconnect());
    let mut sink = client.sink::<&str>();
    now("open");
    let closing = task(async move { sink.close().await });
    TimeoutFuture::new(0).await;
    now("close");
    in_time(closing).await.unwrap();
    assert_eq!(client.state(), State::Connecting);
}

/// A client whose connection closes, and the task in which its sink waits for the end.
async fn while_a_sink_closes() -> (Client, Receiver<Result<(), SinkError>>) {
    let client = open();
    let mut sink: MessageSink = client.sink();
    let closing = task(async move { sink.close().await });
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Closing);
    (client, closing)
}

#[wasm_bindgen_test]
async fn closing_fails_when_the_client_begins_anew_before_its_end() {
    let _counted = Counted::new();
    let (client, closing) = while_a_sink_closes().await;
    let ended = task(client.closed());
    client.reconnect();
    assert_eq!(in_time(closing).await, Err(SinkError::Ended));
    // The new life is not closed, and its end is the first of which is told.
    now("open");
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Open);
    client.close();
    now("close");
    assert_eq!(in_time(ended).await.cause, EndCause::Closed);
}

#[wasm_bindgen_test]
async fn closing_fails_when_a_callback_of_the_close_begins_anew() {
    let _counted = Counted::new();
    let (client, closing) = while_a_sink_closes().await;
    let inner = client.clone();
    let _again = client.on_close(move |_| inner.reconnect());
    now("close");
    assert_eq!(in_time(closing).await, Err(SinkError::Ended));
    assert_eq!(client.state(), State::Connecting);
}

#[wasm_bindgen_test]
async fn closing_fails_when_an_end_is_taken_away_that_was_to_be_told() {
    let _counted = Counted::new();
    let client = connect();
    let mut sink = client.sink::<&str>();
    let inner = client.clone();
    let closing = task(async move {
        let mut closing = sink.close();
        assert!((&mut closing).now_or_never().is_none());
        inner.reconnect();
        closing.await
    });
    assert_eq!(in_time(closing).await, Err(SinkError::Ended));
    assert_eq!(client.state(), State::Connecting);
}

#[wasm_bindgen_test]
async fn closing_that_was_given_up_is_asked_anew_in_the_next_life_before_it_is_open() {
    let _counted = Counted::new();
    let (client, sink) = with_a_close_that_was_given_up();
    client.reconnect();
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Connecting);
    closes(&client, sink).await;
}

#[wasm_bindgen_test]
async fn closing_resolves_though_a_task_that_waited_before_it_begins_anew_at_the_end() {
    let _counted = Counted::new();
    let client = open();
    let [mut one, mut other] = std::array::from_fn(|_| client.sink::<&str>());
    let began = begins_anew_at_the_end(&client).await;
    let one = task(async move { one.close().await });
    let other = task(async move { other.close().await });
    TimeoutFuture::new(0).await;
    now("close");
    for closing in [one, other] {
        in_time(closing).await.unwrap();
    }
    in_time(began).await;
    assert_eq!(client.state(), State::Connecting);
}

/// Tasks that wait until a client's life is over.
fn waiting_for_the_life(client: &Client) -> [Receiver<()>; 3] {
    std::array::from_fn(|_| task(client.life_over()))
}

#[wasm_bindgen_test]
async fn a_life_is_over_at_its_end_for_all_who_wait_and_who_ask_later() {
    let _counted = Counted::new();
    let client = open();
    let mut waiting = waiting_for_the_life(&client);
    client.close();
    soon().await;
    assert!(waiting.iter_mut().all(|over| over.now_or_never().is_none()));
    now("close");
    for over in waiting {
        in_time(over).await;
    }
    assert_eq!(client.state(), State::Closed);
    assert!(client.life_over().now_or_never().is_some());
    client.reconnect();
    assert!(client.life_over().now_or_never().is_none());
}

#[wasm_bindgen_test]
async fn a_life_is_over_for_all_who_wait_when_another_begins_before_its_end() {
    let _counted = Counted::new();
    let client = open();
    let waiting = waiting_for_the_life(&client);
    client.close();
    soon().await;
    client.reconnect();
    for over in waiting {
        in_time(over).await;
    }
    assert_eq!(client.state(), State::Connecting);
}

#[wasm_bindgen_test]
async fn a_life_is_over_when_its_end_is_taken_away_that_was_to_be_told() {
    let _counted = Counted::new();
    let client = connect();
    let mut over = client.life_over();
    client.close();
    assert!((&mut over).now_or_never().is_none());
    client.reconnect();
    assert!(over.now_or_never().is_some());
    assert!(client.life_over().now_or_never().is_none());
}

#[wasm_bindgen_test]
async fn a_life_goes_on_when_an_open_client_connects_anew() {
    let _counted = Counted::new();
    let client = open();
    let mut over = task(client.life_over());
    client.reconnect();
    now("open");
    soon().await;
    assert!((&mut over).now_or_never().is_none());
    client.close();
    now("close");
    in_time(over).await;
}

#[wasm_bindgen_test]
async fn a_life_is_over_when_the_client_is_dropped() {
    let _counted = Counted::new();
    let client = connect();
    let over = task(client.life_over());
    soon().await;
    drop(client);
    in_time(over).await;
}

#[wasm_bindgen_test]
fn who_waits_no_longer_for_a_life_leaves_nothing() {
    struct Nobody;

    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }

    let _counted = Counted::new();
    let client = connect();
    let nobody = Arc::new(Nobody);
    let mut over = client.life_over();
    let waker = Waker::from(nobody.clone());
    assert!(over.poll_unpin(&mut Context::from_waker(&waker)).is_pending());
    drop(waker);
    assert_eq!(Arc::strong_count(&nobody), 2);
    drop(over);
    assert_eq!(Arc::strong_count(&nobody), 1);
    drop(client);
    assert_eq!(leftovers(), "0,0,0,0");
}
