//! The Rust face as streams: messages, events, both directions in one. In a
//! window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::future::join;
use futures::stream::FusedStream;
use futures::{FutureExt, SinkExt, Stream, StreamExt, select};
use sockline::{Client, ClientEvent, EndCause, Message, SinkError};
use support::stub::{Counted, arrives, now, soon as soon_told};
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn text(message: Option<Message>) -> String {
    message.unwrap().as_text().unwrap().to_owned()
}

#[wasm_bindgen_test]
async fn a_burst_between_two_polls_is_kept_whole_and_in_order() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("push?count=1000")).connect().unwrap();
    let mut messages = client.messages();
    let mut told = Listener::new(&client);
    for _ in 0..1_000 {
        told.text().await;
    }
    assert_eq!((messages.waiting(), messages.size_hint().0), (1_000, 1_000));
    for index in 0..1_000 {
        let expected = format!("{index}");
        assert_eq!(text(messages.next().await).trim_end_matches('.'), expected);
    }
}

#[wasm_bindgen_test]
async fn a_stream_goes_on_across_reconnections_and_ends_with_the_client() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let mut messages = client.messages();
    client.send("one").await.unwrap();
    assert_eq!(text(messages.next().await), "one");
    scope.control("drop").await;
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    client.send("two").await.unwrap();
    assert_eq!(text(messages.next().await), "two");
    client.close();
    assert!(messages.next().await.is_none());
    assert!(messages.is_terminated());
    assert!(messages.next().await.is_none());
    // Made after the end, it has nothing to wait for.
    assert!(client.messages().next().await.is_none());
    client.reconnect();
    let mut anew = client.messages();
    client.send("three").await.unwrap();
    assert_eq!(text(anew.next().await), "three");
}

#[wasm_bindgen_test]
async fn a_select_is_given_the_end_of_every_stream() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let (mut messages, mut duplex) = (client.messages(), client.duplex::<Message>());
    let mut events = client.events();
    client.close();
    now("close");
    soon_told().await;
    assert!(!messages.is_terminated() && !duplex.is_terminated());
    // The second turn asks only for what has not ended in the first.
    for _ in 0..2 {
        select! {
            message = messages.next() => assert!(message.is_none()),
            message = duplex.next() => assert!(message.is_none()),
        }
    }
    assert!(messages.is_terminated() && duplex.is_terminated());
    drop((client, duplex));
    let mut told = Vec::new();
    loop {
        select! {
            event = events.next() => match event {
                Some(event) => told.push(Told::from(event)),
                None => break,
            },
        }
    }
    assert_eq!(told.last(), Some(&Told::End));
    assert!(events.is_terminated());
}

#[wasm_bindgen_test]
async fn what_arrived_before_the_end_is_read_after_it() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("push?count=3")).connect().unwrap();
    let messages = client.messages();
    let mut told = Listener::new(&client);
    for _ in 0..3 {
        told.text().await;
    }
    client.close();
    told.end().await;
    assert_eq!(messages.count().await, 3);
}

#[wasm_bindgen_test]
async fn streams_end_when_the_client_is_dropped_and_do_not_keep_it_alive() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    told.open().await;
    let (mut messages, mut events) = (client.messages(), client.events());
    drop(told);
    let waiting = join(messages.next(), events.next());
    let (ended, ()) = join(waiting, async { drop(client) }).await;
    assert!(ended.0.is_none() && ended.1.is_none());
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn the_halves_of_a_split_client_keep_it_alive_until_both_are_dropped() {
    let scope = Scope::new();
    let (mut sink, mut messages) = Client::builder(scope.url("echo")).connect().unwrap().split();
    sink.send("through".into()).await.unwrap();
    assert_eq!(text(messages.next().await), "through");
    drop(sink);
    scope.control("send?text=still").await;
    assert_eq!(text(messages.next().await), "still");
    drop(messages);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn closing_the_sink_ends_the_stream() {
    let scope = Scope::new();
    let (mut sink, messages) = Client::builder(scope.url("echo")).connect().unwrap().split();
    sink.send("last".into()).await.unwrap();
    let (closed, texts) = join(sink.close(), messages.map(|each| text(Some(each))).collect()).await;
    closed.unwrap();
    let texts: Vec<String> = texts;
    assert!(texts.len() <= 1);
    assert!(matches!(sink.send("late".into()).await, Err(SinkError::Ended)));
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_duplex_is_forwarded_to_itself() {
    let scope = Scope::new();
    let duplex = Client::builder(scope.url("push?count=3&bytes=1")).connect().unwrap();
    let mut told = Listener::new(&duplex);
    let (sink, stream) = duplex.duplex::<Message>().into_split();
    // What the server pushes goes back, and it echoes that.
    stream.take(3).map(Ok).forward(sink).await.unwrap();
    for _ in 0..3 {
        told.text().await;
    }
}

#[wasm_bindgen_test]
async fn events_are_told_in_order_to_the_end() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("close?code=4000")).retry(soon()).connect().unwrap();
    let mut events = client.events();
    let mut names = Vec::new();
    while names.len() < 5 {
        names.push(match events.next().await.unwrap() {
            ClientEvent::Open(_) => "open",
            ClientEvent::Close(closed) => {
                assert_eq!((closed.code, closed.will_reconnect), (4000, true));
                "close"
            }
            ClientEvent::Reconnecting(_) => "reconnecting",
            _ => "other",
        });
    }
    assert_eq!(names, ["open", "close", "reconnecting", "open", "close"]);
    client.close();
    loop {
        if let ClientEvent::End(cause) = events.next().await.unwrap() {
            assert_eq!(cause, EndCause::Closed);
            break;
        }
    }
    assert!(events.next().now_or_never().is_none());
}

#[wasm_bindgen_test]
async fn a_stream_of_events_hears_what_callbacks_hear_whether_there_are_any_or_not() {
    for has_callbacks in [true, false] {
        let _counted = Counted::new();
        let client = Client::builder("ws://stub/").connect().unwrap();
        let callbacks = has_callbacks.then(|| Listener::new(&client));
        let events = client.events();
        for text in ["one", "two"] {
            client.try_send(text).unwrap();
        }
        now("open");
        arrives("a message, at which the socket shows that all has left");
        now("error");
        now("close");
        client.try_send("three").unwrap();
        client.close();
        drop(client);
        let streamed: Vec<Told> = events.map(Told::from).collect().await;
        let code = 1006;
        let (reason, was_clean, will_reconnect) = (String::new(), false, true);
        let close = Told::Close { code, reason, was_clean, will_reconnect };
        let (opened, retried) = (Told::Open(String::new()), Told::Reconnecting(1));
        let (dropped, end) = (Told::Drop("three".into()), Told::End);
        assert_eq!(streamed, [opened, Told::Drain, Told::Error, close, retried, dropped, end]);
        if let Some(mut callbacks) = callbacks {
            let mut heard = callbacks.rest();
            heard.retain(|told| !matches!(told, Told::Text(_)));
            assert_eq!(heard, streamed);
        }
    }
}

#[wasm_bindgen_test]
async fn a_stream_that_is_dropped_hears_nothing_more() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    let mut messages = client.messages();
    assert!(messages.next().now_or_never().is_none());
    drop(messages);
    client.send("unheard").await.unwrap();
    assert_eq!(told.text().await, "unheard");
}
