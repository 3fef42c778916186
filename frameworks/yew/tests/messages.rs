//! What the hook shows and tells. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use gloo_timers::future::TimeoutFuture;
use sockline_yew::SocketOptions;
use sockline_yew::sockline::{DropReason, Outcome, Outgoing, SendError, State, TrySendError};
use std::cell::RefCell;
use std::rc::Rc;
use support::house::stub::{Counted, arrives, now};
use support::house::tasks::{in_time, task};
use support::{Mounted, Scope, numbers, texts};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_burst_of_a_thousand_is_kept_whole_and_in_order() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("push?count=1000"));
    let socket = probe.until_received(1_000).await;
    assert_eq!(numbers(&socket), (0..1_000).collect::<Vec<_>>());
    assert_eq!(socket.stats().messages_received, 1_000.0);
    assert!(Rc::ptr_eq(socket.last().unwrap(), socket.history().last().unwrap()));
    probe.unmount();
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_burst_is_drawn_less_often_than_it_has_messages_and_to_its_end() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("push?count=1000"));
    probe.until_received(1_000).await;
    assert!(probe.draws < 900, "drawn {} times", probe.draws);
    probe.unmount();
    scope.until_open(0).await;
}

/// As in a page that is hidden for long: timers of a frame fire much later.
struct LateTimers(js_sys::Function);

impl LateTimers {
    fn new() -> Self {
        let patch = "const set = globalThis.setTimeout; \
            globalThis.setTimeout = (run, delay) => set(run, delay === 16 ? 60_000 : delay); \
            return () => { globalThis.setTimeout = set; };";
        let undo = js_sys::Function::new_no_args(patch).call0(&js_sys::global()).unwrap();
        Self(undo.into())
    }
}

impl Drop for LateTimers {
    fn drop(&mut self) {
        self.0.call0(&js_sys::global()).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_message_is_drawn_though_the_timers_are_late() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    let socket = probe.until_open().await;
    let _late = LateTimers::new();
    for count in 1..4 {
        socket.try_send("hello").unwrap();
        while socket.stats().messages_received < f64::from(count) {
            TimeoutFuture::new(5).await;
        }
        TimeoutFuture::new(30).await;
    }
    let received = task(async move {
        let socket = probe.until_received(3).await;
        probe.unmount();
        texts(&socket).len()
    });
    assert_eq!(in_time(received).await, 3);
}

#[wasm_bindgen_test]
async fn a_queue_that_is_empty_again_is_told() {
    let scope = Scope::new();
    let (sender, mut drained) = futures::channel::mpsc::unbounded();
    let options = move || {
        let sender = sender.clone();
        SocketOptions::new().on_drain(move || sender.unbounded_send(()).unwrap())
    };
    let mut probe = Mounted::new(scope.url("echo"), options);
    let socket = probe.until(|socket| socket.state() == State::Connecting).await;
    socket.try_send("waits").unwrap();
    futures::StreamExt::next(&mut drained).await.unwrap();
    assert_eq!(socket.stats().messages_sent, 1.0);
    probe.unmount();
}

#[wasm_bindgen_test]
async fn beyond_its_limit_the_history_has_the_last() {
    let scope = Scope::new();
    let options = || SocketOptions::new().history(10);
    let mut probe = Mounted::new(scope.url("push?count=25"), options);
    let socket = probe.until(|socket| socket.history().offset() == 15).await;
    assert_eq!(numbers(&socket), (15..25).collect::<Vec<_>>());
    probe.unmount();
}

#[wasm_bindgen_test]
async fn without_a_history_there_is_the_last_message() {
    let scope = Scope::new();
    let options = || SocketOptions::new().history(0);
    let mut probe = Mounted::new(scope.url("push?count=3&bytes=1"), options);
    let is_third = |text: Option<&str>| text == Some("2");
    let socket =
        probe.until(|socket| is_third(socket.last().and_then(|last| last.as_text()))).await;
    assert!(socket.history().is_empty());
    probe.unmount();
}

#[wasm_bindgen_test]
async fn without_a_history_no_message_but_the_last_is_kept() {
    let _counted = Counted::new();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let inner = heard.clone();
    let options = move || {
        let heard = inner.clone();
        SocketOptions::new().history(0).on_message(move |message| {
            heard.borrow_mut().push(Rc::downgrade(&message));
        })
    };
    let mut probe = Mounted::new("ws://stub/".into(), options);
    probe.until(|socket| socket.state() == State::Connecting).await;
    now("open");
    for text in ["one", "two", "three"] {
        arrives(text);
    }
    let is_third = |text: Option<&str>| text == Some("three");
    probe.until(|socket| is_third(socket.last().and_then(|last| last.as_text()))).await;
    let kept: Vec<_> = heard.borrow().iter().map(|message| message.strong_count() > 0).collect();
    assert_eq!(kept, [false, false, true]);
    probe.unmount();
}

#[wasm_bindgen_test]
async fn what_was_drawn_stays_as_it_was() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    let socket = probe.until_open().await;
    socket.try_send("one").unwrap();
    let one = probe.until_received(1).await;
    socket.try_send("two").unwrap();
    let two = probe.until_received(2).await;
    assert_eq!((texts(&one), texts(&two)), (vec!["one".into()], vec!["one".into(), "two".into()]));
    assert!(one != two && two == two.clone());
    probe.unmount();
}

#[wasm_bindgen_test]
async fn the_callback_of_the_latest_render_is_called() {
    let scope = Scope::new();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let options = |version: u32| {
        let heard = heard.clone();
        move || {
            let heard = heard.clone();
            SocketOptions::new().on_message(move |message| {
                heard.borrow_mut().push((version, message.as_text().unwrap().to_owned()));
            })
        }
    };
    let mut probe = Mounted::new(scope.url("echo"), options(1));
    probe.until_open().await.try_send("a").unwrap();
    probe.until_received(1).await;
    probe.props.options = Rc::new(options(2));
    probe.update();
    probe.next().await.try_send("b").unwrap();
    probe.until_received(2).await;
    assert_eq!(*heard.borrow(), [(1, "a".to_owned()), (2, "b".to_owned())]);
    probe.unmount();
}

#[wasm_bindgen_test]
async fn what_another_urls_connection_receives_is_not_told_to_callbacks_of_this_one() {
    let (one, other) = (Scope::new(), Scope::new());
    let mut probe = Mounted::plain(one.url("echo"));
    let socket = probe.until_open().await;
    let heard = Rc::new(RefCell::new(Vec::new()));
    let inner = heard.clone();
    for index in 0..100 {
        socket.try_send(format!("{index}")).unwrap();
    }
    probe.props.url = other.url("silent");
    probe.props.options = Rc::new(move || {
        // After a render that takes long Yew lets the page do something else.
        let end = js_sys::Date::now() + 60.0;
        while js_sys::Date::now() < end {}
        let heard = inner.clone();
        SocketOptions::new().on_message(move |message| {
            heard.borrow_mut().push(message.as_text().unwrap().to_owned());
        })
    });
    probe.update();
    probe.until(|socket| socket.state() == State::Connecting).await;
    assert_eq!(*heard.borrow(), [""; 0]);
    probe.unmount();
    one.until_open(0).await;
}

#[wasm_bindgen_test]
async fn callbacks_are_called_in_order_and_none_after_unmounting() {
    let scope = Scope::new();
    let told = Rc::new(RefCell::new(Vec::new()));
    let options = {
        let told = told.clone();
        move || {
            let [open, close, reconnecting] = std::array::from_fn(|_| told.clone());
            SocketOptions::new()
                .on_open(move |_| open.borrow_mut().push("open"))
                .on_close(move |_| close.borrow_mut().push("close"))
                .on_reconnecting(move |_| reconnecting.borrow_mut().push("reconnecting"))
        }
    };
    let mut probe = Mounted::new(scope.url("echo"), options);
    probe.until_open().await;
    scope.control("drop").await;
    probe.until(|socket| socket.state() == State::Waiting).await;
    probe.until_open().await;
    assert_eq!(*told.borrow(), ["open", "close", "reconnecting", "open"]);
    probe.unmount();
    scope.until_open(0).await;
    assert_eq!(told.borrow().len(), 4);
}

#[wasm_bindgen_test]
async fn what_waits_when_it_is_unmounted_is_given_back() {
    for (path, state) in [("refuse", State::Waiting), ("silent", State::Connecting)] {
        let scope = Scope::new();
        let (sender, mut dropped) = futures::channel::mpsc::unbounded();
        let options = move || {
            let sender = sender.clone();
            SocketOptions::new().on_drop(move |dropped| sender.unbounded_send(dropped).unwrap())
        };
        let mut probe = Mounted::new(scope.url(path), options);
        let socket = probe.until(move |socket| socket.state() == state).await;
        assert_eq!(socket.try_send("unsent").unwrap(), Outcome::Queued);
        probe.unmount();
        drop(socket);
        let dropped = futures::StreamExt::next(&mut dropped).await.unwrap();
        assert_eq!(dropped.message.as_text(), Some("unsent"));
        assert_eq!(dropped.reason, DropReason::Closed);
    }
}

/// A component on the stub, and what it is told of dropped messages.
fn telling_of_drops() -> (Mounted, Rc<RefCell<Vec<String>>>) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let options = {
        let told = told.clone();
        move || {
            let told = told.clone();
            SocketOptions::new().on_drop(move |dropped| {
                let text = dropped.message.as_text().unwrap();
                told.borrow_mut().push(format!("{text}: {}", dropped.reason));
            })
        }
    };
    (Mounted::new("ws://stub/".into(), options), told)
}

#[wasm_bindgen_test]
async fn what_becomes_of_a_client_that_begins_anew_before_its_end_is_not_told_either() {
    let _counted = Counted::new();
    let (mut probe, told) = telling_of_drops();
    let socket = probe.until(|socket| socket.state() == State::Connecting).await;
    now("open");
    let client = socket.client().unwrap();
    probe.unmount();
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Closing);
    client.reconnect();
    TimeoutFuture::new(0).await;
    for text in ["of another", "of another too"] {
        client.try_send(Outgoing::new(text).key("cursor")).unwrap();
    }
    TimeoutFuture::new(0).await;
    assert_eq!(client.stats().dropped.replaced, 1.0);
    assert!(told.borrow().is_empty(), "{told:?}");
    drop(socket);
    assert_eq!(Rc::strong_count(&told), 1);
}

#[wasm_bindgen_test]
async fn what_becomes_of_a_client_after_its_end_is_not_told_to_the_component_that_left_it() {
    let _counted = Counted::new();
    let (mut probe, told) = telling_of_drops();
    let socket = probe.until(|socket| socket.state() == State::Connecting).await;
    socket.try_send("one").unwrap();
    let client = socket.client().unwrap();
    probe.unmount();
    now("close");
    client.closed().await;
    // Others hear of the end in tasks of their own.
    TimeoutFuture::new(0).await;
    client.reconnect();
    for text in ["of another", "of another too"] {
        client.try_send(Outgoing::new(text).key("cursor")).unwrap();
    }
    client.close();
    now("close");
    client.closed().await;
    assert_eq!(*told.borrow(), ["one: closed"]);
    // The component's own is gone with its client's end.
    drop(socket);
    assert_eq!(Rc::strong_count(&told), 1);
}

#[wasm_bindgen_test]
async fn what_waits_when_the_url_changes_is_given_back_to_the_callback_of_that_url() {
    let (one, other) = (Scope::new(), Scope::new());
    let (sender, mut dropped) = futures::channel::mpsc::unbounded();
    let options = move |name: &'static str| {
        let sender = sender.clone();
        move || {
            let sender = sender.clone();
            SocketOptions::new().on_drop(move |dropped| {
                let text = dropped.message.as_text().unwrap().to_owned();
                sender.unbounded_send((name, text)).unwrap();
            })
        }
    };
    let mut probe = Mounted::new(one.url("silent"), options("one"));
    let socket = probe.until(|socket| socket.state() == State::Connecting).await;
    socket.try_send("unsent").unwrap();
    probe.props.url = other.url("echo");
    probe.props.options = Rc::new(options("other"));
    probe.update();
    let dropped = futures::StreamExt::next(&mut dropped).await.unwrap();
    assert_eq!(dropped, ("one", "unsent".to_owned()));
    probe.unmount();
}

#[wasm_bindgen_test]
async fn without_a_client_messages_are_given_back() {
    let mut probe = Mounted::plain("ftp://example.com/".into());
    let socket = probe.until(|socket| socket.error().is_some()).await;
    let Err(TrySendError::Closed(message)) = socket.try_send("one") else { panic!("accepted") };
    assert_eq!(message.as_text(), Some("one"));
    let Err(SendError::Closed(message)) = socket.send("two").await else { panic!("accepted") };
    assert_eq!(message.as_text(), Some("two"));
    assert_eq!(socket.stats(), Default::default());
    probe.unmount();
}

#[wasm_bindgen_test]
async fn what_is_given_back_without_a_client_is_no_copy() {
    let mut probe = Mounted::plain("ftp://example.com/".into());
    let socket = probe.until(|socket| socket.error().is_some()).await;
    let bytes = vec![0; 1_000];
    let place = bytes.as_ptr();
    let message = socket.try_send(bytes).unwrap_err().into_message();
    assert_eq!(message.as_bytes().unwrap().as_ptr(), place);
    let message = socket.send(message).await.unwrap_err().into_message();
    assert_eq!(message.as_bytes().unwrap().as_ptr(), place);
    probe.unmount();
}

#[wasm_bindgen_test]
async fn what_is_configured_first_is_not_forgotten_for_what_comes_after() {
    let scope = Scope::new();
    let (sender, mut opened) = futures::channel::mpsc::unbounded();
    // The probe configures retries after this.
    let options = move || {
        let sender = sender.clone();
        SocketOptions::new()
            .configure(|builder| builder.protocols(["a"]))
            .on_open(move |opened| sender.unbounded_send(opened.protocol).unwrap())
    };
    let mut probe = Mounted::new(scope.url("echo"), options);
    probe.until_open().await;
    assert_eq!(futures::StreamExt::next(&mut opened).await.unwrap(), "a");
    probe.unmount();
}

#[wasm_bindgen_test]
async fn close_and_reconnect_are_the_clients() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    let socket = probe.until_open().await;
    socket.send("one").await.unwrap();
    probe.until_received(1).await;
    socket.close();
    probe.until(|socket| socket.state() == State::Closed).await;
    assert!(socket.send("late").await.is_err());
    socket.reconnect();
    probe.until_open().await.send("two").await.unwrap();
    assert_eq!(texts(&probe.until_received(2).await), ["one", "two"]);
    probe.unmount();
    scope.until_open(0).await;
}
