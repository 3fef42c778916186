//! When the hook connects, and when it does not. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline_yew::SocketOptions;
use sockline_yew::sockline::State;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use support::{Mounted, Scope, texts};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn it_connects_when_mounted_and_closes_when_unmounted() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    assert_eq!(probe.next().await.state(), State::Idle);
    probe.until_open().await;
    scope.until_open(1).await;
    probe.unmount();
    scope.until_open(0).await;
    scope.until_accepted(1).await;
}

#[wasm_bindgen_test]
async fn unmounting_closes_though_the_client_is_held() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    let socket = probe.until_open().await;
    let client = socket.client().unwrap();
    probe.unmount();
    scope.until_open(0).await;
    assert!(socket.client().is_none());
    client.closed().await;
}

#[wasm_bindgen_test]
async fn renders_do_not_reconnect() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    probe.until_open().await;
    for index in 0..50 {
        // New closures and other options each time.
        probe.props.options = Rc::new(move || SocketOptions::new().history(index).on_open(|_| {}));
        probe.update();
        assert_eq!(probe.next().await.state(), State::Open);
    }
    probe.until_open().await.try_send("still there").unwrap();
    let socket = probe.until_received(1).await;
    assert_eq!(texts(&socket), ["still there"]);
    scope.until_accepted(1).await;
    probe.unmount();
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn another_url_closes_and_connects_with_an_empty_history() {
    let (one, other) = (Scope::new(), Scope::new());
    let mut probe = Mounted::plain(one.url("push?count=3"));
    let old = probe.until_received(3).await;
    probe.props.url = other.url("echo");
    probe.update();
    let socket = probe.until(|socket| socket.history().is_empty()).await;
    assert_ne!(socket, old);
    assert!(socket.last().is_none());
    // An old clone acts on the connection as it is.
    probe.until_open().await;
    old.try_send("through an old clone").unwrap();
    let socket = probe.until_received(1).await;
    assert_eq!(texts(&socket), ["through an old clone"]);
    one.until_open(0).await;
    other.until_open(1).await;
    probe.unmount();
    other.until_open(0).await;
}

#[wasm_bindgen_test]
async fn no_render_shows_another_urls_connection() {
    let (one, other) = (Scope::new(), Scope::new());
    let mut probe = Mounted::plain(one.url("push?count=3"));
    probe.until_received(3).await;
    probe.props.url = other.url("silent");
    probe.update();
    loop {
        let socket = probe.next().await;
        if probe.url == probe.props.url {
            assert!(socket.history().is_empty() && socket.last().is_none());
            assert_ne!(socket.state(), State::Open);
            if socket.state() == State::Connecting {
                break;
            }
        }
    }
    probe.unmount();
    one.until_open(0).await;
}

#[wasm_bindgen_test]
async fn urls_that_follow_each_other_at_once_leave_only_the_last() {
    let scopes: Vec<Scope> = (0..10).map(|_| Scope::new()).collect();
    let mut probe = Mounted::plain(scopes[0].url("echo"));
    for scope in &scopes {
        probe.props.url = scope.url("echo");
        probe.update();
        probe.next().await;
    }
    let (last, others) = scopes.split_last().unwrap();
    probe.until_open().await;
    last.until_open(1).await;
    for scope in others {
        scope.until_open(0).await;
    }
    probe.unmount();
    last.until_open(0).await;
}

#[wasm_bindgen_test]
async fn mounting_twice_makes_two_connections_and_unmounting_leaves_none() {
    let scope = Scope::new();
    let mut probes = [Mounted::plain(scope.url("echo")), Mounted::plain(scope.url("echo"))];
    for probe in &mut probes {
        probe.until_open().await;
    }
    scope.until_open(2).await;
    probes.into_iter().for_each(Mounted::unmount);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn mounting_unmounting_and_mounting_at_once_leaves_one_connection() {
    let scope = Scope::new();
    for _ in 0..20 {
        let mut probe = Mounted::plain(scope.url("echo"));
        // Drawn, and so perhaps connecting already.
        probe.next().await;
        probe.unmount();
    }
    let mut probe = Mounted::plain(scope.url("echo"));
    probe.until_open().await.try_send("hello").unwrap();
    assert_eq!(texts(&probe.until_received(1).await), ["hello"]);
    scope.until_open(1).await;
    probe.unmount();
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn pausing_closes_and_resuming_connects() {
    let scope = Scope::new();
    let is_paused = Rc::new(Cell::new(true));
    let options = {
        let is_paused = is_paused.clone();
        move || SocketOptions::new().paused(is_paused.get())
    };
    let mut probe = Mounted::new(scope.url("echo"), options);
    let socket = probe.next().await;
    assert!(socket.state() == State::Idle && socket.client().is_none());
    is_paused.set(false);
    probe.update();
    probe.until_open().await;
    is_paused.set(true);
    probe.update();
    probe.until(|socket| socket.state() == State::Idle).await;
    // What acts is drawn as it is then.
    assert!(probe.next().await.client().is_none());
    scope.until_open(0).await;
    scope.until_accepted(1).await;
    probe.unmount();
}

#[wasm_bindgen_test]
async fn a_faulty_url_is_told_and_another_mends_it() {
    let scope = Scope::new();
    let mut probe = Mounted::plain("ftp://example.com/".into());
    let socket = probe.until(|socket| socket.error().is_some()).await;
    assert!(socket.state() == State::Closed && socket.client().is_none());
    probe.props.options = Rc::new(|| SocketOptions::new().paused(true));
    probe.update();
    probe.until(|socket| socket.state() == State::Idle && socket.error().is_none()).await;
    probe.props.options = Rc::new(SocketOptions::new);
    probe.props.url = scope.url("echo");
    probe.update();
    assert!(probe.until_open().await.error().is_none());
    probe.unmount();
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_lost_connection_comes_back_with_its_history() {
    let scope = Scope::new();
    let mut probe = Mounted::plain(scope.url("echo"));
    probe.until_open().await.try_send("before").unwrap();
    probe.until_received(1).await;
    scope.control("drop").await;
    let lost = probe.until(|socket| socket.state() == State::Waiting).await;
    lost.try_send("meanwhile").unwrap();
    assert_eq!(texts(&probe.until_received(2).await), ["before", "meanwhile"]);
    scope.until_accepted(2).await;
    probe.unmount();
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn unmounting_inside_each_callback_leaves_nothing() {
    type App = Rc<RefCell<Option<Box<dyn FnOnce()>>>>;
    type Wish = fn(&App) -> SocketOptions;
    fn leave<E>(app: &App) -> impl Fn(E) + 'static {
        let app = app.clone();
        move |_| {
            let unmount = app.take();
            if let Some(unmount) = unmount {
                unmount();
            }
        }
    }
    let wishes: [(&str, Wish); 4] = [
        ("echo", |app| SocketOptions::new().on_open(leave(app))),
        ("push?count=5", |app| SocketOptions::new().on_message(leave(app))),
        ("close?code=4000", |app| SocketOptions::new().on_close(leave(app))),
        ("drop", |app| SocketOptions::new().on_reconnecting(leave(app))),
    ];
    for (path, wish) in wishes {
        let scope = Scope::new();
        let app = App::default();
        let probe = {
            let app = app.clone();
            Mounted::new(scope.url(path), move || wish(&app))
        };
        app.replace(Some(Box::new(move || probe.unmount())));
        scope.until_accepted(1).await;
        while app.borrow().is_some() {
            gloo_timers::future::TimeoutFuture::new(10).await;
        }
        scope.until_open(0).await;
    }
}
