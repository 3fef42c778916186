//! The Rust face: futures that wait for room, fates, emptiness and the end. In
//! a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::FutureExt;
use futures::future::{join, join3};
use gloo_timers::future::TimeoutFuture;
use sockline::{
    Client, DrainError, DropReason, EndCause, Fate, Outcome, Outgoing, Overflow, PacingConfig,
    Priority, QueueConfig, RetryConfig, SendError, State, Window,
};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Wake, Waker};
use support::stub::{Counted, last as last_socket, now, sent};
use support::tasks::{in_time, task};
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A client with room for one message.
fn narrow(url: String) -> Client {
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    Client::builder(url).retry(soon()).queue(queue).connect().unwrap()
}

/// Counts how often somebody is woken.
#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[wasm_bindgen_test]
async fn sending_waits_for_room_and_keeps_the_order_of_waiting() {
    let scope = Scope::new();
    let client = narrow(scope.url("record"));
    let sent = join3(client.send("one"), client.send("two"), client.send("three")).await;
    assert!(matches!(sent, (Ok(Outcome::Queued), Ok(_), Ok(_))), "{sent:?}");
    let mut told = Listener::new(&client);
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["one","two","three"]"#);
}

#[wasm_bindgen_test]
async fn a_hundred_tasks_wait_and_all_get_their_turn() {
    let scope = Scope::new();
    let client = Rc::new(narrow(scope.url("record")));
    for index in 0..100 {
        let client = client.clone();
        spawn_local(async move {
            client.send(format!("{index}")).await.unwrap();
        });
    }
    let mut told = Listener::new(&client);
    while client.stats().messages_sent < 100.0 {
        gloo_timers::future::TimeoutFuture::new(20).await;
    }
    client.send("record?").await.unwrap();
    let expected: Vec<String> = (0..100).map(|index| format!("\"{index}\"")).collect();
    assert_eq!(told.text().await, format!("[{}]", expected.join(",")));
}

#[wasm_bindgen_test]
async fn of_those_who_wait_the_highest_priority_goes_first() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let client = narrow(scope.url("record"));
    client.try_send("first").unwrap();
    let normal = client.send("normal");
    let high = client.send(Outgoing::new("high").priority(Priority::High));
    let (normal, high) = join(normal, high).await;
    assert!(normal.is_ok() && high.is_ok());
    let mut told = Listener::new(&client);
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["first","high","normal"]"#);
}

#[wasm_bindgen_test]
async fn a_large_message_that_waits_is_not_starved_by_small_ones() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let queue = QueueConfig { max_bytes: 10, ..QueueConfig::default() };
    let client = Client::builder(scope.url("record")).retry(soon()).queue(queue).connect().unwrap();
    client.try_send("12345678").unwrap();
    let mut large = client.send("large msg");
    assert!((&mut large).now_or_never().is_none());
    // Rejected last, and larger than what waits: it must not be what is asked for.
    assert!(client.try_send("x".repeat(1_000)).is_err());
    let mut small = client.send("s");
    assert!((&mut small).now_or_never().is_none());
    let (large, small) = join(large, small).await;
    assert!(large.is_ok() && small.is_ok());
    let mut told = Listener::new(&client);
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["12345678","large msg","s"]"#);
}

#[wasm_bindgen_test]
async fn where_dropping_makes_room_nobody_waits_behind_what_can_never_fit() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let queue = QueueConfig { max_messages: 2, max_bytes: 100, overflow: Overflow::DropOldest };
    let client = Client::builder(scope.url("record")).retry(soon()).queue(queue).connect().unwrap();
    let mut told = Listener::new(&client);
    let mut large = client.send("x".repeat(200));
    assert!((&mut large).now_or_never().is_none());
    for text in ["one", "two", "three"] {
        assert_eq!(client.send(text).now_or_never().unwrap().unwrap(), Outcome::Queued);
    }
    // It goes where nothing waits before it.
    large.await.unwrap();
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, format!(r#"["two","three","{}"]"#, "x".repeat(200)));
}

/// A client that makes room for a message by dropping, and has none: what waits has a high
/// priority.
fn full_of_high(texts: &[&str]) -> Client {
    let queue = QueueConfig { max_messages: 3, max_bytes: 10, overflow: Overflow::DropOldest };
    let pacing = PacingConfig { window: Window::Fixed(0.0), ..PacingConfig::default() };
    let client = Client::builder("ws://stub/").queue(queue).pacing(pacing).connect().unwrap();
    for text in texts {
        client.try_send(Outgoing::new(*text).priority(Priority::High)).unwrap();
    }
    client
}

#[wasm_bindgen_test]
async fn where_dropping_makes_room_whoever_fits_is_woken_whatever_else_waits() {
    for is_first in [true, false] {
        let _counted = Counted::new();
        let client = full_of_high(&["123", "456", "7890"]);
        let mut texts = ["fits", "never fits"];
        if !is_first {
            texts.reverse();
        }
        let mut waiting = texts.map(|text| task(client.send(text.repeat(2))));
        if !is_first {
            waiting.reverse();
        }
        let [fits, mut never_fits] = waiting;
        TimeoutFuture::new(0).await;
        assert_eq!(client.clear_queue().len(), 3);
        assert!(matches!(in_time(fits).await, Ok(Outcome::Queued)), "{is_first}");
        assert!(never_fits.try_recv().unwrap().is_none());
        // It goes past the queue.
        now("open");
        assert!(matches!(in_time(never_fits).await, Ok(Outcome::Sent)), "{is_first}");
        assert_eq!(sent(&last_socket()), "fitsfits,never fitsnever fits");
    }
}

#[wasm_bindgen_test]
async fn where_dropping_makes_room_by_now_whoever_waits_is_woken() {
    let _counted = Counted::new();
    let client = full_of_high(&["123", "4567"]);
    client.try_send(Outgoing::new("low").priority(Priority::Low)).unwrap();
    let normal = task(client.send("89012"));
    TimeoutFuture::new(0).await;
    assert_eq!(client.queued_messages(), 3);
    now("keep");
    // Takes the first, and makes room for others behind the second if the last is dropped.
    now("open");
    assert!(matches!(in_time(normal).await, Ok(Outcome::Queued)));
    assert_eq!((client.queued_messages(), client.queued_bytes()), (2, 9));
}

#[wasm_bindgen_test]
async fn those_who_find_no_room_do_not_wake_one_another() {
    let _counted = Counted::new();
    let client = full_of_high(&["1234567890"]);
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(wakes.clone());
    let mut context = Context::from_waker(&waker);
    let mut waiting = [(); 3].map(|()| client.send("x".repeat(11)));
    let mut poll_all = || {
        for sending in &mut waiting {
            assert!(Pin::new(sending).poll(&mut context).is_pending());
        }
    };
    poll_all();
    poll_all();
    assert_eq!(wakes.0.load(Relaxed), 0);
    for cleared in 1..4 {
        assert_eq!(client.clear_queue().len(), 1);
        // Each of the three once.
        assert_eq!(wakes.0.swap(0, Relaxed), 3, "{cleared}");
        poll_all();
        poll_all();
        client.try_send(Outgoing::new("1234567890").priority(Priority::High)).unwrap();
        poll_all();
        wakes.0.store(0, Relaxed);
        poll_all();
        assert_eq!(wakes.0.load(Relaxed), 0, "{cleared}");
    }
}

#[wasm_bindgen_test]
async fn what_waits_is_woken_though_another_message_was_accepted_meanwhile() {
    let _counted = Counted::new();
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let pacing = PacingConfig { window: Window::Fixed(1_000.0), ..PacingConfig::default() };
    let client = Client::builder("ws://stub/").queue(queue).pacing(pacing).connect().unwrap();
    now("keep");
    now("open");
    client.try_send("x".repeat(1_000)).unwrap();
    let bulk = || Outgoing::new("b".repeat(900)).key("bulk");
    assert_eq!(client.try_send(bulk()), Ok(Outcome::Queued));
    let urgent = task(client.send(Outgoing::new("urgent").priority(Priority::High)));
    TimeoutFuture::new(0).await;
    // Takes the place of the first.
    assert_eq!(client.try_send(bulk()), Ok(Outcome::Queued));
    // There is room for one that is urgent, and for no other.
    now("drain by half");
    assert_eq!(in_time(urgent).await, Ok(Outcome::Sent));
    assert_eq!(client.queued_messages(), 1);
}

#[wasm_bindgen_test]
async fn a_send_that_is_dropped_while_it_waits_sends_nothing_and_passes_its_turn_on() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let client = narrow(scope.url("record"));
    client.try_send("first").unwrap();
    let mut cancelled = client.send("cancelled");
    let mut kept = client.send("kept");
    assert!((&mut cancelled).now_or_never().is_none());
    assert!((&mut kept).now_or_never().is_none());
    drop(cancelled);
    kept.await.unwrap();
    let mut told = Listener::new(&client);
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["first","kept"]"#);
}

#[wasm_bindgen_test]
async fn a_future_that_is_never_polled_sends_nothing() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    drop(client.send("never polled"));
    drop(client.send_tracked("neither"));
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, "[]");
}

#[wasm_bindgen_test]
async fn who_waits_for_room_is_given_the_message_back_at_the_end() {
    let client = narrow(Scope::new().url("silent"));
    client.try_send("first").unwrap();
    let waiting = [client.send("second"), client.send("third")];
    let [second, third] = waiting;
    let closing = async { client.close() };
    let (second, third, ()) = join3(second, third, closing).await;
    let SendError::Closed(message) = second.unwrap_err() else { unreachable!() };
    assert_eq!(message.as_text(), Some("second"));
    assert_eq!(third.unwrap_err().into_message().as_text(), Some("third"));
    assert!(client.send("late").await.is_err());
}

#[wasm_bindgen_test]
async fn who_waits_behind_a_future_that_is_not_polled_settles_at_the_end_too() {
    let client = narrow(Scope::new().url("silent"));
    client.try_send("first").unwrap();
    let mut idle = client.send("idle");
    assert!((&mut idle).now_or_never().is_none());
    let results = Rc::new(RefCell::new(Vec::new()));
    let (sending, tracked, of_tracked) =
        (client.send("second"), client.send_tracked("third"), results.clone());
    let of_sending = results.clone();
    spawn_local(async move {
        let sent = sending.await;
        of_sending.borrow_mut().push(sent.unwrap_err());
    });
    spawn_local(async move {
        let sent = tracked.await;
        of_tracked.borrow_mut().push(sent.unwrap_err());
    });
    gloo_timers::future::TimeoutFuture::new(0).await;
    client.close();
    gloo_timers::future::TimeoutFuture::new(0).await;
    let texts: Vec<_> =
        results.take().into_iter().map(|error| error.into_message().into_text().unwrap()).collect();
    assert_eq!(texts, ["second", "third"]);
    assert!(matches!(idle.await, Err(SendError::Closed(_))));
}

#[wasm_bindgen_test]
async fn every_waiting_task_settles_when_the_client_is_dropped() {
    let scope = Scope::new();
    let client = narrow(scope.url("silent"));
    client.try_send("first").unwrap();
    let (room, drained, closed) = (client.send("second"), client.drained(), client.closed());
    let tracked = client.send_tracked("third");
    let dropping = async { drop(client) };
    let (waited, ()) = join(join(join3(room, drained, closed), tracked), dropping).await;
    let ((room, drained, ended), tracked) = waited;
    assert_eq!(room.unwrap_err().into_message().as_text(), Some("second"));
    assert_eq!(drained, Err(DrainError::Ended));
    assert_eq!((ended.cause, ended.close), (EndCause::Closed, None));
    assert!(tracked.is_err());
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_tracked_message_left_the_browser() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    assert_eq!(client.send_tracked("tracked").await.unwrap(), Fate::Left);
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["tracked"]"#);
}

#[wasm_bindgen_test]
async fn a_tracked_message_that_is_not_sent_says_why() {
    let client = Client::builder(Scope::new().url("silent"))
        .queue(QueueConfig { max_messages: 3, ..QueueConfig::default() })
        .connect()
        .unwrap();
    let keyed = |text: &str| Outgoing::new(text).key("key");
    let short = Outgoing::new("short").ttl(std::time::Duration::from_millis(50));
    let fates = Rc::new(RefCell::new(Vec::new()));
    for (name, outgoing) in
        [("old", keyed("old")), ("new", keyed("new")), ("short", short), ("last", "last".into())]
    {
        let (tracked, fates) = (client.send_tracked(outgoing), fates.clone());
        spawn_local(async move {
            let fate = tracked.await.unwrap();
            fates.borrow_mut().push((name, fate));
        });
    }
    gloo_timers::future::TimeoutFuture::new(200).await;
    let cleared = client.clear_queue();
    assert_eq!(cleared.len(), 2);
    let tracked = client.send_tracked("closed");
    let closing = async { client.close() };
    let (closed, ()) = join(tracked, closing).await;
    assert_eq!(closed.unwrap(), Fate::Dropped(DropReason::Closed));
    let expected = [
        ("old", Fate::Dropped(DropReason::Replaced)),
        ("short", Fate::Dropped(DropReason::Expired)),
        ("new", Fate::Cleared),
        ("last", Fate::Cleared),
    ];
    assert_eq!(*fates.borrow(), expected);
}

#[wasm_bindgen_test]
async fn what_a_full_queue_drops_has_that_fate() {
    let client = Client::builder(Scope::new().url("silent"))
        .queue(QueueConfig { max_messages: 1, max_bytes: 100, overflow: Overflow::DropOldest })
        .connect()
        .unwrap();
    let (old, new) = (client.send_tracked("old"), client.send("new"));
    let (old, new) = join(old, new).await;
    assert_eq!(old.unwrap(), Fate::Dropped(DropReason::Overflow));
    assert_eq!(new.unwrap(), Outcome::Queued);
}

#[wasm_bindgen_test]
async fn a_tracked_message_whose_client_is_dropped_has_an_unknown_fate() {
    let client = narrow(Scope::new().url("silent"));
    let mut tracked = client.send_tracked("queued");
    assert!((&mut tracked).now_or_never().is_none());
    assert_eq!(client.queued_messages(), 1);
    drop(client);
    assert_eq!(tracked.await.unwrap(), Fate::Dropped(DropReason::Unknown));
}

#[wasm_bindgen_test]
async fn drained_waits_until_all_has_left_and_fails_if_the_rest_is_given_back() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    client.drained().await.unwrap();
    for index in 0..10 {
        client.try_send(format!("{index}")).unwrap();
    }
    let both = join(client.drained(), client.drained()).await;
    assert_eq!(both, (Ok(()), Ok(())));
    assert_eq!((client.queued_messages(), client.stats().messages_sent), (0, 10.0));
    scope.control("restart?ms=60000").await;
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    client.try_send("never sent").unwrap();
    let (drained, ()) = join(client.drained(), async { client.close() }).await;
    assert_eq!(drained, Err(DrainError::Ended));
    scope.control("restart?ms=0").await;
}

#[wasm_bindgen_test]
async fn closed_tells_the_end_and_the_last_close() {
    let client = Client::builder(Scope::new().url("close?code=4001&reason=enough"))
        .retry(RetryConfig { max_retries: 0, ..soon() })
        .connect()
        .unwrap();
    let (first, second) = join(client.closed(), client.closed()).await;
    assert_eq!(first, second);
    assert_eq!(first.cause, EndCause::RetriesExhausted);
    let close = first.close.unwrap();
    assert_eq!((close.code, &*close.reason, close.was_clean), (4001, "enough", true));
    // Told already: it resolves at once, until a new life begins.
    assert_eq!(client.closed().await, second);
    client.reconnect();
    assert!(client.closed().now_or_never().is_none());
}

#[wasm_bindgen_test]
async fn at_the_end_no_close_says_that_a_retry_follows() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let mut told = Listener::new(&client);
    now("close");
    let retries = |told| match told {
        Told::Close { will_reconnect, .. } => Some(will_reconnect),
        _ => None,
    };
    assert!(told.find(retries).await);
    client.close();
    assert!(!client.closed().await.close.unwrap().will_reconnect);
}

#[wasm_bindgen_test]
async fn an_end_between_two_polls_is_not_missed_though_the_client_lives_again() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let mut closed = client.closed();
    assert!((&mut closed).now_or_never().is_none());
    client.close();
    told.end().await;
    client.reconnect();
    assert_eq!(closed.await.cause, EndCause::Closed);
    assert_ne!(client.state(), State::Closed);
}
