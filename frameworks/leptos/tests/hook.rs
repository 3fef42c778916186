//! The hook in a window. Feature `csr`.
#![cfg(all(target_arch = "wasm32", feature = "csr"))]
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../../../tests/support/mod.rs"]
mod support;

use futures::FutureExt;
use futures::channel::oneshot;
use js_sys::Reflect;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use sockline::{
    ConnectError, DropReason, Fate, Json, Overflow, Priority, QueueConfig, RetryConfig, State,
    TrySendError,
};
use sockline_leptos::{SocketOptions, UseSocket, UseTypedSocket, use_socket, use_typed_socket};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use support::stub::{Counted, arrives, now};
use support::{Scope, Uncaught, soon};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A component that is removed when this is dropped.
type Component = Box<dyn std::any::Any>;

fn body() -> web_sys::HtmlElement {
    leptos::tachys::dom::body()
}

/// Mounts a component and gives what its body returns.
fn mount<T: 'static>(run: impl FnOnce() -> T + 'static) -> (Component, T) {
    let returned = Rc::new(RefCell::new(None));
    let inner = returned.clone();
    let handle: UnmountHandle<_> = mount_to(body(), move || {
        inner.replace(Some(run()));
    });
    let returned = returned.take().unwrap();
    (Box::new(handle), returned)
}

fn options() -> SocketOptions {
    SocketOptions::new().configure(|builder| builder.retry(soon()))
}

fn mount_socket(url: String) -> (Component, UseSocket) {
    mount(move || use_socket(url, options()))
}

/// Waits until an effect finds the condition met: an effect that is not told of
/// a change waits for ever.
async fn until(condition: impl Fn() -> bool + 'static) {
    let (sender, receiver) = oneshot::channel();
    let sender = Cell::new(Some(sender));
    let owner = Owner::new_root(None);
    owner.with(|| {
        Effect::new(move || {
            if condition()
                && let Some(sender) = sender.take()
            {
                sender.send(()).unwrap();
            }
        })
    });
    receiver.await.unwrap();
    drop(owner);
}

async fn until_state(socket: UseSocket, state: State) {
    until(move || socket.state.get() == state).await;
}

fn texts(socket: UseSocket) -> Vec<String> {
    let history = socket.history.get_untracked();
    history.iter().map(|message| message.as_text().unwrap().to_owned()).collect()
}

fn accepted(stats: &str) -> u64 {
    let stats: serde_json::Value = serde_json::from_str(stats).unwrap();
    stats["accepted"].as_u64().unwrap()
}

#[wasm_bindgen_test]
async fn the_state_is_told_from_the_beginning_to_the_end() {
    let scope = Scope::new();
    let url = scope.url("echo");
    let (component, (socket, seen)) = mount(move || {
        let socket = use_socket(url, options());
        let seen = StoredValue::new(vec![socket.state.get_untracked()]);
        Effect::new(move || seen.write_value().push(socket.state.get()));
        (socket, seen)
    });
    until_state(socket, State::Open).await;
    socket.close();
    until_state(socket, State::Closed).await;
    let mut seen = seen.get_value();
    seen.dedup();
    use State::{Closed, Closing, Connecting, Idle, Open};
    assert_eq!(seen, [Idle, Connecting, Open, Closing, Closed]);
    drop(component);
}

#[wasm_bindgen_test]
async fn a_burst_is_in_the_history_whole_and_in_order() {
    let url = Scope::new().url("push?count=1000&bytes=4");
    let (_component, (socket, called, shown)) = mount(move || {
        let socket = use_socket(url, options());
        let (called, shown) = (StoredValue::new(0), StoredValue::new(0));
        socket.on_message(move |_| *called.write_value() += 1);
        Effect::new(move || {
            socket.last.track();
            *shown.write_value() += 1;
        });
        (socket, called, shown)
    });
    until(move || socket.history.get().len() == 1_000).await;
    let expected: Vec<_> = (0..1_000).map(|index| format!("{index:.<4}")).collect();
    assert_eq!(texts(socket), expected);
    assert_eq!(called.get_value(), 1_000);
    assert_eq!(socket.last.get_untracked().unwrap().as_text(), Some("999."));
    // Each comes in a task of its own, but has no effect of its own.
    assert!(shown.get_value() < 1_000, "{} effects", shown.get_value());
}

#[wasm_bindgen_test]
async fn the_history_holds_what_it_may_and_counts_the_rest() {
    let url = Scope::new().url("push?count=100&bytes=2");
    let (_component, socket) = mount(move || use_socket(url, options().history(10)));
    until(move || socket.last.get().is_some_and(|last| last.as_text() == Some("99"))).await;
    let history = socket.history.get_untracked();
    assert_eq!((history.len(), history.offset()), (10, 90));
    let (_component, socket) =
        mount(|| use_socket(Scope::new().url("push?count=2"), options().history(0)));
    until(move || socket.last.get().is_some()).await;
    assert!(socket.history.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn another_url_closes_the_connection_and_begins_anew() {
    let (one, other) = (Scope::new(), Scope::new());
    let url = RwSignal::new(one.url("push?count=3&bytes=1"));
    let (_component, (socket, messages)) = mount(move || {
        let socket = use_socket(url, options());
        let messages = StoredValue::new(Vec::new());
        socket.on_message(move |message| {
            messages.write_value().push(message.as_text().unwrap().to_owned());
        });
        (socket, messages)
    });
    until(move || socket.history.get().len() == 3).await;
    url.set(other.url("push?count=2&bytes=1"));
    until(move || socket.history.get().len() == 2).await;
    one.until_open(0).await;
    other.until_open(1).await;
    assert_eq!(texts(socket), ["0", "1"]);
    assert_eq!(socket.history.get_untracked().offset(), 0);
    assert_eq!(messages.get_value(), ["0", "1", "2", "0", "1"]);
}

#[wasm_bindgen_test]
async fn the_same_url_set_again_changes_nothing() {
    let scope = Scope::new();
    let (url, number) = (scope.url("echo"), RwSignal::new(1));
    let (_component, (socket, runs)) = mount(move || {
        let runs = StoredValue::new(0);
        let url = Signal::derive(move || {
            number.track();
            *runs.write_value() += 1;
            url.clone()
        });
        (use_socket(url, options()), runs)
    });
    until_state(socket, State::Open).await;
    number.set(2);
    until(move || {
        number.track();
        runs.get_value() == 2
    })
    .await;
    socket.try_send("still here").unwrap();
    until(move || socket.last.get().is_some()).await;
    assert_eq!(accepted(&scope.control("stats").await), 1);
}

#[wasm_bindgen_test]
async fn a_url_that_changes_at_every_turn_leaves_one_connection() {
    let scope = Scope::new();
    let url = RwSignal::new(scope.url("echo?turn=0"));
    let (component, socket) = mount(move || use_socket(url, options()));
    for turn in 1..20 {
        url.set(scope.url(&format!("echo?turn={turn}")));
        if turn % 3 == 0 {
            until(move || socket.state.get() != State::Idle).await;
        }
        if turn % 5 == 0 {
            until_state(socket, State::Open).await;
        }
    }
    until_state(socket, State::Open).await;
    scope.until_open(1).await;
    drop(component);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn removing_the_component_closes_in_every_state() {
    let scope = Scope::new();
    // Before its effects have run.
    drop(mount_socket(scope.url("echo")));
    // While connecting.
    let (component, socket) = mount_socket(scope.url("echo"));
    until_state(socket, State::Connecting).await;
    drop(component);
    // Open.
    let (component, socket) = mount_socket(scope.url("echo"));
    until_state(socket, State::Open).await;
    drop(component);
    scope.until_open(0).await;
    // Waiting for a retry.
    let (component, socket) = mount_socket(scope.url("refuse"));
    until_state(socket, State::Waiting).await;
    drop(component);
    let before = scope.control("stats").await;
    gloo_timers::future::TimeoutFuture::new(1_000).await;
    assert_eq!(scope.control("stats").await, before);
}

#[wasm_bindgen_test]
async fn a_client_that_others_hold_is_closed_all_the_same() {
    let scope = Scope::new();
    let (component, socket) = mount_socket(scope.url("echo"));
    until_state(socket, State::Open).await;
    let client = socket.client.get_untracked().unwrap();
    drop(component);
    client.closed().await;
    scope.until_open(0).await;
    assert!(matches!(client.try_send("late"), Err(TrySendError::Closed(_))));
}

#[wasm_bindgen_test]
async fn a_component_that_is_made_again_has_one_connection() {
    let scope = Scope::new();
    let url = scope.url("echo");
    let (version, latest) = (RwSignal::new(0), RwSignal::new(None));
    let handle = mount_to(body(), move || {
        move || {
            version.track();
            latest.set(Some(use_socket(url.clone(), options())));
        }
    });
    for turn in 1..5 {
        until(move || latest.get().is_some_and(|socket| socket.state.get() == State::Open)).await;
        scope.until_open(1).await;
        latest.set(None);
        version.set(turn);
    }
    drop(handle);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_component_that_is_kept_in_sight_until_it_is_made_again_reads_nothing_in_between() {
    let _counted = Counted::new();
    let uncaught = Uncaught::watch();
    let version = RwSignal::new(0);
    let handle = mount_to(body(), move || {
        let resource = LocalResource::new(move || {
            let version = version.get();
            async move {
                gloo_timers::future::TimeoutFuture::new(50).await;
                version
            }
        });
        let component = move || {
            Suspend::new(async move {
                let version = resource.await;
                let socket = use_socket("ws://stub/", SocketOptions::new());
                view! { <p id="kept">{version} " " {move || socket.state.get().to_string()}</p> }
            })
        };
        view! { <Transition fallback=|| "loading">{component}</Transition> }
    });
    let shows = async |expected: &str| {
        let text = || document().get_element_by_id("kept")?.text_content();
        while text().as_deref() != Some(expected) && uncaught.count() == 0 {
            gloo_timers::future::TimeoutFuture::new(10).await;
        }
        // A panic in an effect is in a task of its own.
        assert_eq!(uncaught.count(), 0, "before {expected}");
    };
    shows("0 connecting").await;
    now("open");
    shows("0 open").await;
    version.set(1);
    shows("1 connecting").await;
    drop(handle);
}

#[wasm_bindgen_test]
async fn whoever_else_reads_the_state_is_not_told_that_the_component_is_removed() {
    let _counted = Counted::new();
    let uncaught = Uncaught::watch();
    let (component, socket) = mount(|| use_socket("ws://stub/", SocketOptions::new()));
    let runs = Rc::new(Cell::new(0));
    let counter = runs.clone();
    let owner = Owner::new_root(None);
    owner.with(|| {
        Effect::new(move || {
            counter.set(counter.get() + 1);
            socket.state.get();
        })
    });
    until_state(socket, State::Connecting).await;
    let before = runs.get();
    drop(component);
    gloo_timers::future::TimeoutFuture::new(50).await;
    assert_eq!((uncaught.count(), runs.get()), (0, before));
    drop(owner);
}

#[wasm_bindgen_test]
async fn each_of_two_components_has_its_own_connection() {
    let scope = Scope::new();
    let (one, first) = mount_socket(scope.url("echo"));
    let (other, second) = mount_socket(scope.url("echo"));
    until_state(first, State::Open).await;
    until_state(second, State::Open).await;
    scope.until_open(2).await;
    drop(one);
    scope.until_open(1).await;
    second.try_send("I am still here").unwrap();
    until(move || second.last.get().is_some()).await;
    drop(other);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn the_history_goes_on_across_a_loss() {
    let scope = Scope::new();
    let (_component, socket) = mount_socket(scope.url("echo"));
    until_state(socket, State::Open).await;
    socket.try_send("before").unwrap();
    until(move || socket.history.get().len() == 1).await;
    scope.control("drop").await;
    until(move || socket.state.get() != State::Open).await;
    // Waits in the queue.
    socket.try_send("meanwhile").unwrap();
    until(move || socket.history.get().len() == 2).await;
    assert_eq!(texts(socket), ["before", "meanwhile"]);
    assert_eq!(socket.stats.get_untracked().connections, 2);
}

#[wasm_bindgen_test]
async fn what_is_sent_before_there_is_a_client_is_given_back() {
    let scope = Scope::new();
    let url = scope.url("echo");
    let (_component, (socket, early)) = mount(move || {
        let socket = use_socket(url, options());
        // The effect of the hook comes before tasks that begin after it.
        leptos::task::spawn_local(async move {
            socket.send("from a task").await.unwrap();
        });
        socket.on_open(move |_| {
            socket.try_send("from on_open").unwrap();
        });
        (socket, socket.try_send("early"))
    });
    let Err(TrySendError::Closed(message)) = early else { panic!("{early:?}") };
    assert_eq!(message.as_text(), Some("early"));
    until(move || socket.history.get().len() == 2).await;
    assert_eq!(texts(socket), ["from a task", "from on_open"]);
}

#[wasm_bindgen_test]
async fn what_is_given_back_without_a_client_is_no_copy() {
    let (_component, socket) = mount_socket("ftp://127.0.0.1/".into());
    let bytes = vec![0; 1_000];
    let place = bytes.as_ptr();
    let message = socket.try_send(bytes).unwrap_err().into_message();
    assert_eq!(message.as_bytes().unwrap().as_ptr(), place);
    let message = socket.send(message).await.unwrap_err().into_message();
    assert_eq!(message.as_bytes().unwrap().as_ptr(), place);
}

#[wasm_bindgen_test]
async fn what_waits_is_given_back_when_the_component_is_removed() {
    let cases = [
        ("refuse", State::Waiting, false),
        ("silent", State::Connecting, false),
        ("silent", State::Connecting, true),
    ];
    for (path, state, closes) in cases {
        let scope = Scope::new();
        let url = scope.url(path);
        let given_back = Rc::new(RefCell::new(Vec::new()));
        let inner = given_back.clone();
        let (component, socket) = mount(move || {
            let socket = use_socket(url, options());
            let reason = RwSignal::new(None);
            socket.on_drop(move |dropped| {
                // The component's values are still there.
                reason.set(Some(dropped.reason));
                let text = dropped.message.as_text().unwrap().to_owned();
                inner.borrow_mut().push((text, reason.get()));
            });
            socket
        });
        until_state(socket, state).await;
        socket.try_send("one").unwrap();
        socket.try_send("two").unwrap();
        if closes {
            socket.close();
        }
        drop(component);
        let expected = ["one", "two"].map(|text| (text.to_owned(), Some(DropReason::Closed)));
        assert_eq!(*given_back.borrow(), expected, "{path}, {closes}");
    }
}

/// A component's socket that waits for a retry, and what it is told of dropped messages.
async fn waiting_for_a_retry(
    overflow: Overflow,
) -> (Component, UseSocket, Rc<RefCell<Vec<String>>>) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let inner = told.clone();
    let (component, socket) = mount(move || {
        let options = SocketOptions::new().configure(move |builder| {
            builder.queue(QueueConfig { max_messages: 1, overflow, ..QueueConfig::default() })
        });
        let socket = use_socket("ws://stub/", options);
        socket.on_drop(move |dropped| {
            let text = dropped.message.as_text().unwrap();
            inner.borrow_mut().push(format!("{text}: {}", dropped.reason));
        });
        socket
    });
    until_state(socket, State::Connecting).await;
    now("close");
    until_state(socket, State::Waiting).await;
    (component, socket, told)
}

#[wasm_bindgen_test]
async fn what_the_client_has_dropped_is_told_though_the_component_is_removed() {
    let _counted = Counted::new();
    // The close gives back what waits, and tells so when the call stack is empty.
    let (component, socket, told) = waiting_for_a_retry(Overflow::Reject).await;
    socket.try_send("one").unwrap();
    socket.close();
    drop(component);
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(*told.borrow(), ["one: closed"]);
    // What waits is told in the cleanup, what was dropped before it afterwards.
    let (component, socket, told) = waiting_for_a_retry(Overflow::DropOldest).await;
    socket.try_send("one").unwrap();
    socket.try_send("two").unwrap();
    drop(component);
    assert_eq!(*told.borrow(), ["two: closed"]);
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(*told.borrow(), ["two: closed", "one: overflow"]);
}

#[wasm_bindgen_test]
async fn what_becomes_of_a_client_after_its_end_is_not_told_to_the_component_that_left_it() {
    let _counted = Counted::new();
    let (component, socket, told) = waiting_for_a_retry(Overflow::Reject).await;
    socket.try_send("one").unwrap();
    let client = socket.client.get_untracked().unwrap();
    drop(component);
    client.closed().await;
    // Others hear of the end in tasks of their own.
    gloo_timers::future::TimeoutFuture::new(0).await;
    client.reconnect();
    client.try_send("of another").unwrap();
    client.close();
    now("close");
    client.closed().await;
    assert_eq!(*told.borrow(), ["one: closed"]);
    assert_eq!(Rc::strong_count(&told), 1);
}

#[wasm_bindgen_test]
async fn what_becomes_of_a_client_that_begins_anew_before_its_end_is_not_told_either() {
    let _counted = Counted::new();
    let (component, socket, told) = waiting_for_a_retry(Overflow::DropOldest).await;
    let client = socket.client.get_untracked().unwrap();
    client.reconnect();
    now("open");
    drop(component);
    assert_eq!(client.state(), State::Closing);
    client.reconnect();
    gloo_timers::future::TimeoutFuture::new(0).await;
    client.try_send("of another").unwrap();
    client.try_send("of another too").unwrap();
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(client.stats().dropped.overflow, 1.0);
    assert!(told.borrow().is_empty(), "{told:?}");
    assert_eq!(Rc::strong_count(&told), 1);
}

#[wasm_bindgen_test]
async fn what_waits_is_told_to_those_who_hold_the_client_though_the_component_hears_of_nothing() {
    for state in [State::Connecting, State::Waiting] {
        let _counted = Counted::new();
        let (component, socket) = mount(|| use_socket("ws://stub/", SocketOptions::new()));
        until_state(socket, State::Connecting).await;
        if state == State::Waiting {
            now("close");
            until_state(socket, state).await;
        }
        let client = socket.client.get_untracked().unwrap();
        let told = Rc::new(RefCell::new(Vec::new()));
        let inner = told.clone();
        client
            .on_drop(move |dropped| {
                let text = dropped.message.as_text().unwrap();
                inner.borrow_mut().push(format!("{text}: {}", dropped.reason));
            })
            .forget();
        let mut tracked = client.send_tracked("waits");
        assert!((&mut tracked).now_or_never().is_none());
        drop(component);
        if state == State::Connecting {
            now("close");
        }
        assert_eq!(tracked.await.unwrap(), Fate::Dropped(DropReason::Closed), "{state:?}");
        client.closed().await;
        assert_eq!(*told.borrow(), ["waits: closed"], "{state:?}");
    }
}

#[wasm_bindgen_test]
async fn what_waits_is_given_back_when_the_url_changes() {
    let scope = Scope::new();
    let url = RwSignal::new(scope.url("refuse"));
    let (_component, (socket, given_back)) = mount(move || {
        let socket = use_socket(url, options());
        let given_back = RwSignal::new(Vec::new());
        socket.on_drop(move |dropped| {
            given_back.write().push(dropped.message.as_text().unwrap().to_owned());
        });
        (socket, given_back)
    });
    until_state(socket, State::Waiting).await;
    socket.try_send("for the first").unwrap();
    url.set(scope.url("echo"));
    until(move || given_back.get() == ["for the first"]).await;
    until_state(socket, State::Open).await;
    assert!(socket.history.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn what_waits_on_an_open_connection_goes_out_first() {
    let scope = Scope::new();
    let url = scope.url("record");
    let (component, socket) = mount(move || {
        use_socket(
            url,
            options().configure(|builder| {
                builder.pacing(sockline::PacingConfig {
                    window: sockline::Window::Fixed(0.0),
                    ..Default::default()
                })
            }),
        )
    });
    until_state(socket, State::Open).await;
    for index in 0..5 {
        socket.try_send(format!("{index}")).unwrap();
    }
    drop(component);
    scope.until_open(0).await;
    assert_eq!(scope.control("record").await, r#"["0","1","2","3","4"]"#);
}

#[wasm_bindgen_test]
async fn callbacks_are_gone_with_the_component_that_gave_them() {
    let scope = Scope::new();
    let url = scope.url("echo");
    let is_shown = RwSignal::new(true);
    let called = Arc::new(AtomicU32::new(0));
    let counter = called.clone();
    let (component, socket) = mount(move || use_socket(url, options()));
    let inner = mount_to(body(), move || {
        move || {
            if is_shown.get() {
                let counter = counter.clone();
                socket.on_message(move |_| {
                    counter.fetch_add(1, Relaxed);
                });
            }
        }
    });
    until_state(socket, State::Open).await;
    socket.try_send("one").unwrap();
    until(move || socket.history.get().len() == 1).await;
    is_shown.set(false);
    gloo_timers::future::TimeoutFuture::new(0).await;
    socket.try_send("two").unwrap();
    until(move || socket.history.get().len() == 2).await;
    assert_eq!(called.load(Relaxed), 1);
    drop((inner, component));
    // The task of an effect ends in a task of its own.
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(Arc::strong_count(&called), 1);
}

#[wasm_bindgen_test]
async fn nothing_is_kept_when_the_component_is_gone() {
    let scope = Scope::new();
    let life = Rc::new(());
    let (callback, given_back, configure) = (life.clone(), life.clone(), life.clone());
    let url = scope.url("echo");
    let (component, socket) = mount(move || {
        let options = options().configure(move |builder| {
            let _ = &configure;
            builder
        });
        let socket = use_socket(url, options);
        socket.on_message(move |_| drop(callback.clone()));
        socket.on_drop(move |_| drop(given_back.clone()));
        socket
    });
    until_state(socket, State::Open).await;
    drop(component);
    scope.until_open(0).await;
    // The task of an effect ends in a task of its own.
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(Rc::strong_count(&life), 1);
}

#[wasm_bindgen_test]
async fn callbacks_may_do_anything() {
    let scope = Scope::new();
    let url = RwSignal::new(scope.url("echo"));
    let next = scope.url("echo?next");
    let (component, socket) = mount(move || {
        let socket = use_socket(url, options());
        let inner = Owner::current().unwrap();
        socket.on_open(move |_| {
            socket.try_send("opened").unwrap();
            socket.on_message(|_| {});
        });
        let next = next.clone();
        socket.on_message(move |message| {
            let _ = (socket.state.get(), socket.stats.get(), socket.last.get(), socket.error.get());
            match message.as_text().unwrap() {
                "reconnect" => socket.reconnect(),
                "url" => url.set(next.clone()),
                "close" => socket.close(),
                "remove" => inner.cleanup(),
                _ => {}
            }
        });
        socket
    });
    until(move || socket.history.get().len() == 1).await;
    socket.try_send("reconnect").unwrap();
    until(move || socket.history.get().len() == 3).await;
    socket.try_send("url").unwrap();
    until(move || socket.history.get().len() == 1).await;
    socket.try_send("close").unwrap();
    until_state(socket, State::Closed).await;
    socket.reconnect();
    until_state(socket, State::Open).await;
    socket.try_send("remove").unwrap();
    scope.until_open(0).await;
    drop(component);
}

#[wasm_bindgen_test]
async fn callbacks_have_the_contexts_of_the_component_that_gave_them() {
    #[derive(Clone)]
    struct Name(&'static str);
    let _counted = Counted::new();
    let name = || use_context::<Name>().map(|Name(name)| name);
    let (component, (socket, told, inside)) = mount(move || {
        provide_context(Name("outer"));
        let socket = use_socket("ws://stub/", SocketOptions::new());
        let told = StoredValue::new(Vec::new());
        // A component inside it.
        let inside = Owner::new();
        inside.with(|| {
            provide_context(Name("inner"));
            socket.on_message(move |_| told.write_value().push(("message", name())));
        });
        socket.on_close(move |_| told.write_value().push(("close", name())));
        socket.on_drop(move |_| told.write_value().push(("drop", name())));
        (socket, told, inside)
    });
    until_state(socket, State::Connecting).await;
    now("open");
    arrives("hello");
    now("close");
    socket.try_send("waits").unwrap();
    socket.close();
    gloo_timers::future::TimeoutFuture::new(0).await;
    let expected = [("message", Some("inner")), ("close", Some("outer")), ("drop", Some("outer"))];
    assert_eq!(told.get_value(), expected);
    drop((inside, component));
}

/// Counts what Leptos warns of, until it is dropped.
struct Warnings {
    console: JsValue,
    original: JsValue,
    count: Rc<Cell<u32>>,
    _closure: Closure<dyn Fn()>,
}

impl Warnings {
    fn new() -> Self {
        let count = Rc::new(Cell::new(0));
        let counter = count.clone();
        let closure = Closure::<dyn Fn()>::new(move || counter.set(counter.get() + 1));
        let console = Reflect::get(&js_sys::global(), &"console".into()).unwrap();
        let original = Reflect::get(&console, &"warn".into()).unwrap();
        Reflect::set(&console, &"warn".into(), closure.as_ref()).unwrap();
        Self { console, original, count, _closure: closure }
    }
}

impl Drop for Warnings {
    fn drop(&mut self) {
        Reflect::set(&self.console, &"warn".into(), &self.original).unwrap();
    }
}

#[wasm_bindgen_test]
async fn callbacks_may_read_signals_and_depend_on_none() {
    let url = RwSignal::new(Scope::new().url("echo"));
    let refused = Scope::new().url("refuse");
    let other = RwSignal::new(0);
    let (_component, (socket, called)) = mount(move || {
        let socket = use_socket(url, options());
        let called = RwSignal::new(0);
        let call = move || called.set(called.get() + 1 + other.get());
        socket.on_open(move |_| call());
        // Called in a cleanup, inside the hook's effect.
        socket.on_drop(move |_| call());
        socket.typed::<u32, u32, Json>().on_message(move |_| call());
        (socket, called)
    });
    let warnings = Warnings::new();
    until_state(socket, State::Open).await;
    socket.try_send("x").unwrap();
    until(move || called.get() == 2).await;
    url.set(refused);
    until_state(socket, State::Waiting).await;
    socket.try_send("given back").unwrap();
    url.set(Scope::new().url("echo"));
    until(move || called.get() == 4).await;
    assert_eq!(warnings.count.get(), 0);
    // It counts indeed.
    other.get();
    assert_eq!(warnings.count.get(), 1);
    other.set(0);
    gloo_timers::future::TimeoutFuture::new(0).await;
    assert_eq!(socket.stats.get_untracked().attempts, 1);
}

#[wasm_bindgen_test]
async fn a_faulty_url_is_told_and_a_better_one_connects() {
    let scope = Scope::new();
    let url = RwSignal::new("ws://127.0.0.1/#fragment".to_owned());
    let (_component, socket) = mount(move || use_socket(url, options()));
    until(move || socket.error.get() == Some(ConnectError::Fragment)).await;
    assert_eq!(socket.state.get_untracked(), State::Closed);
    assert!(matches!(socket.try_send("x"), Err(TrySendError::Closed(_))));
    url.set(scope.url("echo"));
    until_state(socket, State::Open).await;
    assert_eq!(socket.error.get_untracked(), None);
    url.set("ftp://127.0.0.1/".into());
    until(move || socket.error.get() == Some(ConnectError::UnsupportedScheme)).await;
    assert!(socket.client.get_untracked().is_none());
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn options_are_those_of_the_builder_and_asked_for_at_every_url() {
    let scope = Scope::new();
    let (url, protocol) = (RwSignal::new(scope.url("echo")), RwSignal::new("a"));
    let (_component, (socket, opened)) = mount(move || {
        let socket = use_socket(
            url,
            SocketOptions::new()
                .configure(move |builder| builder.protocols([protocol.get()]))
                .configure(|builder| builder.retry(RetryConfig { max_retries: 0, ..soon() })),
        );
        let opened = RwSignal::new(Vec::new());
        socket.on_open(move |event| opened.write().push(event.protocol));
        (socket, opened)
    });
    until_state(socket, State::Open).await;
    // Read untracked: no reason to connect anew.
    protocol.set("b");
    url.set(scope.url("echo?again"));
    until(move || opened.get() == ["a", "b"]).await;
    assert_eq!(accepted(&scope.control("stats").await), 2);
    scope.control("drop").await;
    until_state(socket, State::Closed).await;
}

#[wasm_bindgen_test]
async fn every_event_is_told_whichever_client_there_is() {
    let scope = Scope::new();
    let url = RwSignal::new(scope.url("refuse"));
    let (_component, (socket, told)) = mount(move || {
        let socket = use_socket(
            url,
            SocketOptions::new()
                .configure(|builder| builder.retry(RetryConfig { max_retries: 1, ..soon() })),
        );
        let told = RwSignal::new(Vec::new());
        let tell = move |what| told.write().push(what);
        socket.on_open(move |_| tell("open"));
        socket.on_error(move |_| tell("error"));
        socket.on_close(move |_| tell("close"));
        socket.on_reconnecting(move |_| tell("reconnecting"));
        socket.on_drain(move || tell("drain"));
        socket.on_drop(move |_| tell("drop"));
        socket.on_end(move |_| tell("end"));
        socket.on_message(move |_| tell("message"));
        (socket, told)
    });
    until_state(socket, State::Connecting).await;
    socket.try_send("never sent").unwrap();
    let failure = ["error", "close"];
    let expected = [&failure[..], &["reconnecting"], &failure, &["drop", "end"]].concat();
    until(move || told.with(|told| told.last() == Some(&"end"))).await;
    assert_eq!(told.get_untracked(), expected);
    told.set(Vec::new());
    url.set(scope.url("echo"));
    until(move || told.get() == ["open"]).await;
    socket.try_send("x").unwrap();
    until(move || told.get().contains(&"message")).await;
    // What becomes of a connection that was left is not told.
    let other = Scope::new();
    url.set(other.url("echo"));
    until(move || told.with(|told| told.last() == Some(&"open"))).await;
    scope.until_open(0).await;
    socket.try_send("y").unwrap();
    until(move || told.with(|told| told.last() == Some(&"message"))).await;
    assert_eq!(told.get_untracked(), ["open", "message", "open", "message"]);
}

#[wasm_bindgen_test]
async fn values_are_decoded_and_what_is_none_is_told() {
    let scope = Scope::new();
    let url = RwSignal::new(scope.url("echo"));
    let (_component, (numbers, faults)) = mount(move || {
        let numbers: UseTypedSocket<u32, u32, Json> = use_typed_socket(url, options());
        let faults = RwSignal::new(Vec::new());
        numbers.on_message(move |number| {
            if let Err(error) = number {
                faults.write().push(error.message.as_text().unwrap().to_owned());
            }
        });
        (numbers, faults)
    });
    until_state(numbers.socket(), State::Open).await;
    for number in 0..1_000 {
        numbers.try_send(&number).unwrap();
    }
    numbers.socket().try_send("no number").unwrap();
    until(move || faults.get() == ["no number"]).await;
    let values: Vec<u32> = numbers.history.get_untracked().iter().map(|number| **number).collect();
    assert_eq!(values, (0..1_000).collect::<Vec<_>>());
    assert_eq!(numbers.last.get_untracked().as_deref(), Some(&999));
    let socket = numbers.socket();
    assert_eq!(socket.last.get_untracked().unwrap().as_text(), Some("no number"));
    // Kept once: as values.
    assert!(socket.history.get_untracked().is_empty());
    url.set(scope.url("echo?again"));
    until(move || numbers.last.get().is_none()).await;
    until_state(socket, State::Open).await;
    assert!(numbers.history.get_untracked().is_empty());
    numbers.send(&7).await.unwrap();
    until(move || numbers.last.get().as_deref() == Some(&7)).await;
}

#[wasm_bindgen_test]
async fn values_of_another_url_are_gone_though_the_new_one_is_faulty() {
    let url = RwSignal::new(Scope::new().url("echo"));
    let (_component, numbers) = mount(move || {
        let numbers: UseTypedSocket<u32, u32, Json> = use_typed_socket(url, options());
        numbers
    });
    until_state(numbers.socket(), State::Open).await;
    numbers.try_send(&7).unwrap();
    until(move || numbers.last.get().is_some()).await;
    url.set("ftp://127.0.0.1/".into());
    until(move || numbers.socket().error.get().is_some()).await;
    assert_eq!(numbers.last.get_untracked(), None);
    assert!(numbers.history.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn several_types_share_a_socket() {
    let url = Scope::new().url("echo");
    let (_component, (socket, numbers, words)) = mount(move || {
        let socket = use_socket(url, options());
        (socket, socket.typed::<u32, u32, Json>(), socket.typed::<String, String, Json>())
    });
    until_state(socket, State::Open).await;
    words.try_send_as(&"one".into(), |message| message.priority(Priority::High)).unwrap();
    numbers.try_send(&2).unwrap();
    until(move || numbers.last.get().is_some()).await;
    let words = words.history.get_untracked().numbered();
    assert_eq!(words.collect::<Vec<_>>(), [(0, Arc::new("one".to_owned()))]);
    let numbers = numbers.history.get_untracked().numbered();
    assert_eq!(numbers.collect::<Vec<_>>(), [(0, Arc::new(2))]);
    assert_eq!(texts(socket), ["\"one\"", "2"]);
}

#[wasm_bindgen_test]
async fn a_second_type_has_a_history_though_the_socket_keeps_none() {
    let url = Scope::new().url("echo");
    let (_component, (numbers, words)) = mount(move || {
        let numbers: UseTypedSocket<u32, u32, Json> = use_typed_socket(url, options().history(2));
        (numbers, numbers.socket().typed::<String, String, Json>())
    });
    let socket = numbers.socket();
    until_state(socket, State::Open).await;
    for word in ["one", "two", "three"] {
        words.try_send(&word.into()).unwrap();
    }
    numbers.try_send(&4).unwrap();
    until(move || numbers.last.get().is_some()).await;
    let words: Vec<_> = words.history.get_untracked().iter().map(|word| (**word).clone()).collect();
    assert_eq!(words, ["two", "three"]);
    assert_eq!(numbers.history.get_untracked().len(), 1);
    assert!(socket.history.get_untracked().is_empty());
}

#[wasm_bindgen_test]
async fn while_paused_there_is_no_connection() {
    let scope = Scope::new();
    let (url, is_paused) = (scope.url("echo"), RwSignal::new(true));
    let (_component, (socket, told)) = mount(move || {
        let socket = use_socket(url, options().paused(is_paused));
        let told = RwSignal::new(0);
        socket.on_close(move |_| *told.write() += 1);
        socket.on_end(move |_| *told.write() += 1);
        (socket, told)
    });
    for turn in 1..3 {
        assert_eq!(socket.state.get_untracked(), State::Idle);
        assert!(socket.client.get_untracked().is_none());
        is_paused.set(false);
        until_state(socket, State::Open).await;
        scope.until_open(1).await;
        assert_eq!(accepted(&scope.control("stats").await), turn);
        let client = socket.client.get_untracked().unwrap();
        is_paused.set(true);
        until_state(socket, State::Idle).await;
        // It tells its end to who holds it.
        client.closed().await;
        scope.until_open(0).await;
    }
    // But a connection that was left tells nothing more through the hook.
    assert_eq!(told.get_untracked(), 0);
}

#[wasm_bindgen_test]
async fn statistics_are_told_of_what_is_sent_and_received() {
    let (_component, socket) = mount_socket(Scope::new().url("echo"));
    assert_eq!(socket.stats.get_untracked().attempts, 0);
    until_state(socket, State::Open).await;
    let sends = {
        let seen = Rc::new(Cell::new(0.0));
        let inner = seen.clone();
        let owner = Owner::new_root(None);
        owner.with(|| Effect::new(move || inner.set(socket.stats.get().messages_sent)));
        (owner, seen)
    };
    socket.try_send("one").unwrap();
    socket.send("two").await.unwrap();
    until(move || socket.stats.get().messages_received == 2.0).await;
    let stats = socket.stats.get_untracked();
    assert_eq!((stats.attempts, stats.messages_sent, stats.bytes_received), (1, 2.0, 6.0));
    assert_eq!(sends.1.get(), 2.0);
    drop(sends);
}
