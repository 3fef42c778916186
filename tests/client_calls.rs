//! The Rust face: requests and their answers. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::FutureExt;
use futures::future::{join, join_all};
use gloo_timers::future::TimeoutFuture;
use sockline::{
    CallError, Calls, Client, DropReason, Message, Outgoing, QueueConfig, Resend, State,
};
use std::time::Duration;
use support::held::Held;
use support::stub::{Counted, arrives, last, now, sent};
use support::tasks::{in_time, task};
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The number before the first space.
fn number(message: &Message) -> Option<u32> {
    message.as_text()?.split_once(' ')?.0.parse().ok()
}

async fn open(path: &str) -> (Scope, Client, Listener, Calls<u32>) {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url(path));
    told.open().await;
    let calls = client.calls(number);
    (scope, client, told, calls)
}

#[wasm_bindgen_test]
async fn an_answer_counts_whatever_becomes_of_its_request() {
    // What has left the browser only in part may have arrived.
    let (_scope, client, mut told, calls) = open("echo").await;
    let held = Held::perhaps();
    let mut call = calls.call("1 question");
    assert!((&mut call).now_or_never().is_none());
    assert_eq!(told.text().await, "1 question");
    client.reconnect();
    drop(held);
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    assert_eq!(client.stats().dropped.unknown, 1.0);
    assert_eq!(call.await.unwrap().as_text(), Some("1 question"));
}

#[wasm_bindgen_test]
async fn every_call_gets_its_own_answer() {
    let (_scope, client, mut told, calls) = open("echo").await;
    client.send("nobody asked").await.unwrap();
    let texts: Vec<String> = (0..50).rev().map(|id| format!("{id} question")).collect();
    let answers = join_all(texts.iter().map(|text| calls.call(&**text))).await;
    for (answer, text) in answers.iter().zip(&texts) {
        assert_eq!(answer.as_ref().unwrap().as_text(), Some(&**text));
    }
    // Others hear the answers too.
    assert_eq!(told.text().await, "nobody asked");
    assert_eq!(told.text().await, "49 question");
}

#[wasm_bindgen_test]
async fn a_call_without_an_answer_times_out_and_frees_its_correlation() {
    let (_scope, _client, _told, calls) = open("sink").await;
    let short = Duration::from_millis(50);
    for _ in 0..2 {
        let late = calls.call("1 question").timeout(short).await;
        assert_eq!(late, Err(CallError::TimedOut));
    }
    let dropped = CallError::Dropped(DropReason::Unknown);
    assert_eq!(dropped.to_string(), "the request was dropped: unknown");
}

#[wasm_bindgen_test]
async fn a_timeout_longer_than_a_browsers_timer_is_waited_out() {
    let (_scope, _client, _told, calls) = open("sink").await;
    // The longest timer there is fires at once.
    let timers = js_sys::Function::new_no_args(
        "const { setTimeout } = globalThis;
        const delays = [];
        globalThis.setTimeout = (run, delay) => {
            // Not those of the client and of the test's driver.
            if (delay > 1e9 || delay === 77) delays.push(delay);
            return setTimeout(run, delay > 1e9 ? 0 : delay);
        };
        return () => {
            globalThis.setTimeout = setTimeout;
            return delays.join();
        };",
    );
    let restore = timers.call0(&JsValue::UNDEFINED).unwrap();
    let timeout = Duration::from_millis(2 * 2_147_483_647 + 77);
    let call = calls.call("1 question").timeout(timeout).await;
    let delays = restore.unchecked_into::<js_sys::Function>().call0(&JsValue::UNDEFINED).unwrap();
    assert!(matches!(call, Err(CallError::TimedOut)), "{call:?}");
    assert_eq!(delays.as_string().unwrap(), "2147483647,2147483647,77");
}

#[wasm_bindgen_test]
async fn a_late_answer_of_a_cancelled_call_is_nobodys() {
    let (_scope, client, mut told, calls) = open("echo?delay=200").await;
    let mut cancelled = calls.call("1 first");
    assert!((&mut cancelled).now_or_never().is_none());
    drop(cancelled);
    // The answer to the first has the same correlation as the second, which is
    // the user's mistake and not ours; one of another is left alone.
    let second = calls.call("2 second").await.unwrap();
    assert_eq!(second.as_text(), Some("2 second"));
    assert_eq!(told.text().await, "1 first");
    assert_eq!(client.stats().messages_received, 2.0);
}

#[wasm_bindgen_test]
async fn requests_that_cannot_be_correlated_are_given_back() {
    let (_scope, client, _told, calls) = open("sink").await;
    let sent = client.stats().messages_sent;
    let unnumbered = calls.call("question").await.unwrap_err();
    assert!(matches!(unnumbered, CallError::Uncorrelated(message) if message.as_text().is_some()));
    let mut first = calls.call("1 question");
    assert!((&mut first).now_or_never().is_none());
    let twice = calls.call("1 again").await.unwrap_err();
    assert!(matches!(twice, CallError::Duplicate(message) if message.as_text() == Some("1 again")));
    assert_eq!(client.stats().messages_sent, sent + 1.0);
}

#[wasm_bindgen_test]
async fn a_lost_connection_fails_what_had_left_and_the_end_everything() {
    let (scope, client, mut told, calls) = open("sink").await;
    let sent = calls.call("1 sent");
    let losing = async {
        client.drained().await.unwrap();
        scope.control("restart?ms=60000").await;
    };
    let (sent, ()) = join(sent, losing).await;
    assert!(matches!(sent, Err(CallError::Lost)), "{sent:?}");
    let mut queued = calls.call("2 queued");
    assert!((&mut queued).now_or_never().is_none());
    told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    assert!((&mut queued).now_or_never().is_none());
    client.close();
    let ended = queued.await;
    assert!(matches!(ended, Err(CallError::Dropped(DropReason::Closed))), "{ended:?}");
    let late = calls.call("3 late").await;
    assert!(matches!(late, Err(CallError::Closed(_))), "{late:?}");
    scope.control("restart?ms=0").await;
}

#[wasm_bindgen_test]
async fn a_request_that_still_waits_when_the_connection_is_lost_is_answered_by_the_next() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let client = Client::builder(scope.url("echo")).retry(soon()).connect().unwrap();
    let answer = client.calls(number).call("1 patient").await.unwrap();
    assert_eq!(answer.as_text(), Some("1 patient"));
}

#[wasm_bindgen_test]
async fn a_request_on_its_way_when_the_connection_is_lost_is_dropped_or_sent_again() {
    // What may have left; what has not; and what has not, but is not sent again.
    for (hold, resend, expected) in [
        (Held::perhaps as fn() -> Held, Resend::Unsent, Some(DropReason::Unknown)),
        (Held::surely, Resend::Unsent, None),
        (Held::surely, Resend::Never, Some(DropReason::Unsent)),
        (Held::perhaps, Resend::All, None),
    ] {
        let scope = Scope::new();
        let client =
            Client::builder(scope.url("mute")).retry(soon()).resend(resend).connect().unwrap();
        let mut told = Listener::new(&client);
        told.open().await;
        let held = hold();
        let mut call = client.calls(number).call("1 question").timeout(Duration::from_secs(2));
        assert!((&mut call).now_or_never().is_none());
        scope.control("drop").await;
        told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
        drop(held);
        let outcome = call.await.unwrap_err();
        match expected {
            Some(reason) => {
                assert!(matches!(outcome, CallError::Dropped(why) if why == reason), "{outcome:?}");
            }
            None => assert!(matches!(outcome, CallError::TimedOut), "{outcome:?}"),
        }
        assert_eq!(client.stats().messages_resent, f64::from(u8::from(expected.is_none())));
    }
}

#[wasm_bindgen_test]
async fn a_request_that_waits_behind_a_future_that_is_not_polled_is_given_back_at_the_end() {
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let client = Client::builder(Scope::new().url("silent")).queue(queue).connect().unwrap();
    client.try_send("first").unwrap();
    let mut idle = client.send("idle");
    assert!((&mut idle).now_or_never().is_none());
    let calls = client.calls(number);
    let (call, ()) = join(calls.call("1 question"), async { client.close() }).await;
    assert!(matches!(call, Err(CallError::Closed(message)) if message.as_text().is_some()));
}

#[wasm_bindgen_test]
async fn a_request_that_waits_for_room_at_the_end_is_not_sent_in_the_next_life() {
    let _counted = Counted::new();
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let client = Client::builder("ws://stub/").retry(soon()).queue(queue).connect().unwrap();
    let (calls, anew) = (client.calls(number), client.clone());
    let ends = client.on_end(move |_| anew.reconnect());
    client.try_send("first").unwrap();
    let call = task(calls.call("1 question"));
    TimeoutFuture::new(0).await;
    now("close");
    client.close();
    let outcome = in_time(call).await;
    while client.state() != State::Connecting {
        TimeoutFuture::new(0).await;
    }
    now("open");
    TimeoutFuture::new(0).await;
    assert_eq!(sent(&last()), "");
    assert!(matches!(outcome, Err(CallError::Closed(message)) if message.as_text().is_some()));
    drop(ends);
}

#[wasm_bindgen_test]
async fn a_request_that_is_dropped_says_why() {
    let queue = QueueConfig { max_messages: 2, ..QueueConfig::default() };
    let client = Client::builder(Scope::new().url("silent")).queue(queue).connect().unwrap();
    let calls = client.calls(number);
    let short = Outgoing::new("1 short").ttl(Duration::from_millis(50));
    let expired = calls.call(short).await;
    assert!(matches!(expired, Err(CallError::Dropped(DropReason::Expired))), "{expired:?}");
    let cleared = join(calls.call("2 cleared"), async { client.clear_queue().len() }).await;
    assert!(matches!(cleared, (Err(CallError::Cleared), 1)), "{cleared:?}");
}

#[wasm_bindgen_test]
async fn pending_calls_settle_when_the_client_is_dropped() {
    let (scope, client, told, calls) = open("sink").await;
    let mut pending = calls.call("1 question");
    assert!((&mut pending).now_or_never().is_none());
    client.drained().await.unwrap();
    let dropping = async { drop((client, told, calls)) };
    let (settled, ()) = join(pending, dropping).await;
    assert!(matches!(settled, Err(CallError::Ended | CallError::Lost)), "{settled:?}");
    scope.until_open(0).await;
}

#[cfg(feature = "json")]
#[wasm_bindgen_test]
async fn typed_calls_are_correlated_by_their_values() {
    use sockline::{Json, TypedCallError};
    let (_scope, client, _told, _calls) = open("echo").await;
    let typed = client.typed::<(u32, String), (u32, String), Json>();
    let rpc = typed.calls(|request| Some(request.0), |answer| Some(answer.0));
    let (one, two) = ((1, "one".to_owned()), (2, "two".to_owned()));
    let (first, second) = join(rpc.call(&one), rpc.clone().call(&two)).await;
    assert_eq!((first.unwrap(), second.unwrap()), (one.clone(), two));
    let nothing = typed.calls(|_| Some(1), |_| None);
    let late = nothing.call_within(&one, Duration::from_millis(50)).await;
    assert!(matches!(late, Err(TypedCallError::Call(CallError::TimedOut))));
}

#[wasm_bindgen_test]
async fn nothing_answers_a_request_that_waits_for_room() {
    let _counted = Counted::new();
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let client = Client::builder("ws://stub/").queue(queue).connect().unwrap();
    now("open");
    now("hold");
    while client.try_send("fills").is_ok() {}
    let calls = client.calls(number);
    let call = task(calls.call("1 question"));
    TimeoutFuture::new(0).await;
    // The late answer to an earlier request, which was given up.
    arrives("1 too late");
    now("release");
    TimeoutFuture::new(200).await;
    assert_eq!(sent(&last()).rsplit(',').next(), Some("1 question"));
    arrives("1 answer");
    assert_eq!(in_time(call).await.unwrap().as_text(), Some("1 answer"));
}
