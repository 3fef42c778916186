//! The hook on a server. Feature `ssr`.
#![cfg(all(not(target_arch = "wasm32"), feature = "ssr"))]
#![allow(missing_docs, clippy::unwrap_used)]

use leptos::prelude::*;
use sockline::{Json, Message, State, TrySendError};
use sockline_leptos::{SocketOptions, UseSocket, UseTypedSocket, use_socket, use_typed_socket};
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Uses everything that a component may use while it is rendered.
#[component]
fn Chat(#[prop(into)] url: Signal<String>) -> impl IntoView {
    let options =
        SocketOptions::new().history(10).configure(|_| unreachable!("a server makes no client"));
    let socket = use_socket(url, options);
    let lines: UseTypedSocket<String, String, Json> = socket.typed();
    socket.on_message(|_| unreachable!("nothing arrives on a server"));
    socket.on_drop(|_| unreachable!("nothing is dropped on a server"));
    socket.subscribe(|_| unreachable!("a server has no client"));
    lines.on_message(|_| unreachable!("nothing arrives on a server"));
    socket.close();
    socket.reconnect();
    view! {
        <p class="state">{move || format!("{:?}", socket.state.get())}</p>
        <p class="count">{move || socket.history.get().len()}</p>
        <p class="last">{move || lines.last.get().map(|line| (*line).clone())}</p>
        <p class="sent">{move || socket.stats.get().messages_sent}</p>
        <p class="client">{move || socket.client.get().is_none()}</p>
        <p class="error">{move || socket.error.get().is_none()}</p>
        <button on:click=move |_| drop(lines.try_send(&"hello".to_owned()))>"Send"</button>
    }
}

#[test]
fn a_component_is_rendered_as_the_browser_begins() {
    let owner = Owner::new();
    let html = owner.with(|| view! { <Chat url="/chat"/> }.to_html());
    for expected in [
        r#"<p class="state">Idle"#,
        r#"<p class="count">0"#,
        r#"<p class="last"></p>"#,
        r#"<p class="sent">0"#,
        r#"<p class="client">true"#,
        r#"<p class="error">true"#,
        "<button>Send</button>",
    ] {
        let html = html.replace("<!>", "");
        assert!(html.contains(expected), "{expected} is not in {html}");
    }
}

fn socket() -> (Owner, UseSocket) {
    let owner = Owner::new();
    let socket = owner.with(|| use_socket("/chat", SocketOptions::new()));
    (owner, socket)
}

#[test]
fn what_is_sent_is_given_back() {
    fn ready<T>(future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("it waits"),
        }
    }
    let (_owner, socket) = socket();
    let Err(TrySendError::Closed(Message::Text(text))) = socket.try_send("one") else {
        panic!("it was accepted");
    };
    assert_eq!(text, "one");
    let error = ready(socket.send("two")).unwrap_err();
    assert_eq!(error.into_message().as_text(), Some("two"));
    assert_eq!(socket.state.get_untracked(), State::Idle);
}

/// A server's tasks move between threads.
#[test]
fn what_one_thread_has_rendered_another_may_drop() {
    let life = Arc::new(());
    let kept = life.clone();
    let owner = std::thread::spawn(move || {
        let owner = Owner::new();
        owner.with(|| {
            let socket = use_socket("/chat", SocketOptions::new());
            let numbers: UseTypedSocket<u32, u32, Json> =
                use_typed_socket("/numbers", SocketOptions::new().paused(false));
            socket.on_message(move |_| drop(kept.clone()));
            provide_context((socket, numbers));
        });
        owner
    });
    let owner = owner.join().unwrap();
    let (socket, numbers) =
        owner.with(expect_context::<(UseSocket, UseTypedSocket<u32, u32, Json>)>);
    assert!(socket.history.get_untracked().is_empty());
    assert_eq!(numbers.last.get_untracked(), None);
    owner.cleanup();
    drop(owner);
    assert_eq!(Arc::strong_count(&life), 1);
}
