//! The Rust face as a sink: room, flushing, closing, errors. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::future::join;
use futures::{FutureExt, Sink, SinkExt};
use gloo_timers::future::TimeoutFuture;
use sockline::{
    Client, DropReason, Message, MessageSink, Outgoing, Priority, QueueConfig, SinkError, State,
};
use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use support::held::Held;
use support::stub::{Counted, last, leftovers, now, sent, soon as soon_told};
use support::tasks::{in_time, task};
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A client with room for one message.
fn narrow(url: String) -> Client {
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    Client::builder(url).retry(soon()).queue(queue).connect().unwrap()
}

#[wasm_bindgen_test]
async fn a_sink_sends_in_order_through_a_queue_of_one() {
    let scope = Scope::new();
    let client = narrow(scope.url("record"));
    let mut told = Listener::new(&client);
    let mut sink: MessageSink = client.sink();
    let texts: Vec<String> = (0..50).map(|index| format!("{index}")).collect();
    let messages = texts.iter().map(|text| Ok(Message::from(&**text)));
    sink.send_all(&mut futures::stream::iter(messages)).await.unwrap();
    assert_eq!(client.queued_messages(), 0);
    sink.send("record?".into()).await.unwrap();
    assert_eq!(told.text().await, format!("[\"{}\"]", texts.join("\",\"")));
}

#[wasm_bindgen_test]
async fn a_sink_is_not_ready_while_it_holds_a_message() {
    let client = narrow(Scope::new().url("silent"));
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    assert!(sink.feed("waits").now_or_never().is_none());
    let not_ready = Pin::new(&mut sink).start_send("too early").unwrap_err();
    assert_eq!(not_ready, SinkError::NotReady("too early".into()), "{not_ready}");
    assert_eq!(not_ready.into_message().unwrap().as_text(), Some("too early"));
    assert_eq!(client.clear_queue().len(), 1);
    sink.feed("has room").await.unwrap();
    assert_eq!(client.clear_queue()[0].as_text(), Some("held"));
}

#[wasm_bindgen_test]
async fn flushing_waits_until_the_queue_is_empty() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let client = Client::builder(scope.url("record")).retry(soon()).connect().unwrap();
    let mut sink = client.sink::<Outgoing>();
    sink.feed(Outgoing::new("low").priority(Priority::Low)).await.unwrap();
    sink.feed("normal".into()).await.unwrap();
    assert!(sink.flush().now_or_never().is_none());
    assert_eq!(client.queued_messages(), 2);
    sink.flush().await.unwrap();
    assert_eq!((client.state(), client.queued_messages()), (State::Open, 0));
}

#[wasm_bindgen_test]
async fn flushing_does_not_wait_for_what_others_send_meanwhile() {
    let scope = Scope::new();
    let queue = QueueConfig { max_bytes: 1 << 20, ..QueueConfig::default() };
    let client = Client::builder(scope.url("sink")).queue(queue).connect().unwrap();
    let uploading = client.clone();
    let mut upload = task(async move { while uploading.send(vec![0; 65_536]).await.is_ok() {} });
    while client.stats().messages_sent < 100.0 {
        TimeoutFuture::new(10).await;
    }
    for priority in [Priority::High, Priority::Normal] {
        let mut sink = client.sink::<Outgoing>();
        let sent = task(async move { sink.send(Outgoing::new("one").priority(priority)).await });
        in_time(sent).await.unwrap();
        assert!(upload.try_recv().unwrap().is_none(), "{priority:?}");
    }
    client.close();
    in_time(upload).await;
}

#[wasm_bindgen_test]
async fn flushing_waits_for_what_was_sent_before_in_every_priority() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let mut sink = client.sink::<Outgoing>();
    for priority in [Priority::Low, Priority::High] {
        sink.feed(Outgoing::new("fed").priority(priority)).await.unwrap();
    }
    let mut flushing = task(async move { sink.flush().await });
    // It is larger than the window, so that it waits for an empty buffer and fills it.
    client.try_send("x".repeat(100_000)).unwrap();
    now("keep");
    now("open");
    for waiting in [2, 1] {
        TimeoutFuture::new(200).await;
        assert_eq!(client.queued_messages(), waiting);
        assert!(flushing.try_recv().unwrap().is_none());
        now("release");
    }
    in_time(flushing).await.unwrap();
    assert_eq!(client.queued_messages(), 0);
}

#[wasm_bindgen_test]
async fn flushing_fails_at_the_end_though_the_client_begins_anew() {
    for begins_anew in [false, true] {
        let _counted = Counted::new();
        let client = Client::builder("ws://stub/").connect().unwrap();
        let anew = client.clone();
        let ends = client.on_end(move |_| {
            if begins_anew {
                anew.reconnect();
            }
        });
        // It waits for a retry, so that closing is its end, of which is told soon.
        now("close");
        let flushing = task(async move {
            let mut sink = client.sink::<&str>();
            sink.feed("given back").await.unwrap();
            client.close();
            sink.flush().await
        });
        assert_eq!(in_time(flushing).await, Err(SinkError::Ended), "{begins_anew}");
        drop(ends);
    }
}

#[wasm_bindgen_test]
async fn closing_a_sink_hands_over_what_waits_and_completes() {
    let scope = Scope::new();
    let client = narrow(scope.url("record"));
    let mut told = Listener::new(&client);
    let mut sink: MessageSink<&str> = client.sink();
    told.open().await;
    for text in ["one", "two", "three"] {
        sink.feed(text).await.unwrap();
    }
    sink.close().await.unwrap();
    assert_eq!(client.state(), State::Closed);
    assert_eq!(scope.control("record").await, r#"["one","two","three"]"#);
    scope.until_open(0).await;
}

#[wasm_bindgen_test]
async fn a_sink_of_a_client_that_has_ended_gives_errors_and_the_messages_back() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let mut sink = client.sink::<&str>();
    client.close();
    // Ready was before the end; what is sent after it comes back.
    let late = Pin::new(&mut sink).start_send("late").unwrap_err();
    assert_eq!(late.into_message().unwrap().as_text(), Some("late"));
    assert!(matches!(sink.send("later").await, Err(SinkError::Ended)));
    told.end().await;
    sink.close().await.unwrap();
}

#[wasm_bindgen_test]
async fn closing_without_a_connection_fails_and_gives_everything_back() {
    let client = narrow(Scope::new().url("silent"));
    let mut told = Listener::new(&client);
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    let error = sink.close().await.unwrap_err();
    assert_eq!(error.into_message().unwrap().as_text(), Some("held"));
    told.find(|told| (told == Told::Drop("queued".into())).then_some(())).await;
    told.end().await;

    let client = narrow(Scope::new().url("silent"));
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    assert!(matches!(sink.close().await, Err(SinkError::Ended)));
}

#[wasm_bindgen_test]
async fn closing_does_not_wait_for_room_on_a_connection_that_is_lost_meanwhile() {
    let scope = Scope::new();
    let client = narrow(scope.url("sink"));
    let mut told = Listener::new(&client);
    told.open().await;
    let _held = Held::surely();
    let mut sink = client.sink::<&str>();
    for text in ["with the browser", "queued", "held"] {
        sink.feed(text).await.unwrap();
    }
    let closing = task(async move { sink.close().await });
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Open);
    // The server stays away, so that there will be no room.
    scope.control("restart?ms=60000").await;
    assert_eq!(in_time(closing).await.unwrap_err().into_message().unwrap().as_text(), Some("held"));
    for text in ["with the browser", "queued"] {
        told.find(|told| (told == Told::Drop(text.into())).then_some(())).await;
    }
    told.end().await;
    scope.control("restart?ms=0").await;
}

#[wasm_bindgen_test]
async fn a_sink_that_is_dropped_with_a_message_says_so() {
    let client = narrow(Scope::new().url("silent"));
    let mut told = Listener::new(&client);
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    drop(sink);
    assert_eq!(told.next().await, Told::Drop("held".into()));
    assert_eq!(client.queued_messages(), 1);
}

#[wasm_bindgen_test]
async fn what_a_sink_holds_expires() {
    let _counted = Counted::new();
    let client = narrow("ws://stub/".into());
    let mut told = Listener::new(&client);
    let mut sink = client.sink::<Outgoing>();
    let living = |text: &str, ttl: u64| Outgoing::new(text).ttl(Duration::from_millis(ttl));
    sink.feed("queued".into()).await.unwrap();
    sink.feed(living("too late", 50)).await.unwrap();
    TimeoutFuture::new(100).await;
    now("open");
    sink.feed(living("in time", 60_000)).await.unwrap();
    sink.flush().await.unwrap();
    assert_eq!(sent(&last()), "queued,in time");
    told.find(|told| (told == Told::Drop("too late".into())).then_some(())).await;
    assert_eq!(client.stats().dropped.expired, 1.0);
}

#[wasm_bindgen_test]
async fn what_a_dropped_sink_held_is_told_later_and_in_order() {
    let _counted = Counted::new();
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let client = Client::builder("ws://stub/").queue(queue).connect().unwrap();
    let told = Rc::new(RefCell::new(Vec::new()));
    let telling = told.clone();
    let drops = client.on_drop(move |dropped| {
        telling.borrow_mut().push((dropped.message.into_text().unwrap(), dropped.reason));
    });
    let mut sink = client.sink::<Outgoing>();
    sink.feed(Outgoing::new("old").key("key")).await.unwrap();
    sink.feed("held".into()).await.unwrap();
    client.try_send(Outgoing::new("new").key("key")).unwrap();
    {
        let borrowed = told.borrow();
        drop(sink);
        assert!(borrowed.is_empty());
    }
    soon_told().await;
    let [old, held] = [("old", DropReason::Replaced), ("held", DropReason::Closed)]
        .map(|(text, reason)| (text.to_owned(), reason));
    assert_eq!(*told.borrow(), [old, held]);
    assert_eq!(client.stats().dropped.closed, 1.0);
    drop(drops);
}

#[wasm_bindgen_test]
async fn what_the_last_clone_held_is_told_too() {
    let _counted = Counted::new();
    let client = narrow("ws://stub/".into());
    let mut told = Listener::new(&client);
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    drop(client);
    drop(sink);
    assert_eq!(told.next().await, Told::Drop("held".into()));
    soon_told().await;
    assert_eq!(leftovers(), "0,0,0,0");
}

#[wasm_bindgen_test]
async fn a_sink_that_holds_a_message_and_is_not_polled_holds_up_nobody() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let client = narrow(scope.url("record"));
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    client.send("past it").await.unwrap();
    let mut told = Listener::new(&client);
    sink.flush().await.unwrap();
    client.send("record?").await.unwrap();
    assert_eq!(told.text().await, r#"["queued","past it","held"]"#);
}

#[wasm_bindgen_test]
async fn several_sinks_share_the_room_in_turn() {
    let scope = Scope::new();
    let client = narrow(scope.url("record"));
    let mut told = Listener::new(&client);
    let send = async |name: &str| {
        let mut sink: MessageSink = client.sink();
        let texts = (0..10).map(|index| Ok(Message::from(format!("{name}{index}"))));
        sink.send_all(&mut futures::stream::iter(texts)).await.unwrap();
    };
    join(send("a"), send("b")).await;
    client.send("record?").await.unwrap();
    let log = told.text().await;
    for name in ["a", "b"] {
        let of_one: Vec<&str> = log.split('"').filter(|text| text.starts_with(name)).collect();
        let expected: Vec<String> = (0..10).map(|index| format!("{name}{index}")).collect();
        assert_eq!(of_one, expected);
    }
}

#[wasm_bindgen_test]
async fn waiting_for_a_sink_that_is_given_up_holds_up_nobody() {
    for operation in ["feed", "flush"] {
        let _counted = Counted::new();
        let client = narrow("ws://stub/".into());
        let mut sink = client.sink::<&str>();
        sink.feed("queued").await.unwrap();
        sink.feed("held").await.unwrap();
        let given_up = match operation {
            "feed" => sink.feed("third").now_or_never(),
            _ => sink.flush().now_or_never(),
        };
        assert!(given_up.is_none(), "{operation}");
        now("open");
        TimeoutFuture::new(0).await;
        in_time(task(client.send("other"))).await.unwrap();
        assert_eq!(sent(&last()), "queued,other", "{operation}");
        sink.flush().await.unwrap();
        assert_eq!(sent(&last()), "queued,other,held", "{operation}");
    }
}

#[wasm_bindgen_test]
async fn closing_a_sink_that_is_given_up_holds_up_nobody() {
    let _counted = Counted::new();
    let client = narrow("ws://stub/".into());
    now("hold");
    now("open");
    let mut sink = client.sink::<&str>();
    for text in ["with the browser", "queued", "held"] {
        sink.feed(text).await.unwrap();
    }
    assert!(sink.close().now_or_never().is_none());
    assert_eq!((client.state(), client.clear_queue().len()), (State::Open, 1));
    TimeoutFuture::new(0).await;
    in_time(task(client.send("other"))).await.unwrap();
    assert_eq!(client.clear_queue()[0].as_text(), Some("other"));
}

#[wasm_bindgen_test]
async fn a_sink_that_was_woken_in_vain_keeps_its_place() {
    let _counted = Counted::new();
    let client = narrow("ws://stub/".into());
    let mut sink = client.sink::<&str>();
    sink.feed("queued").await.unwrap();
    sink.feed("held").await.unwrap();
    let flushing = task(async move { sink.flush().await });
    let behind = task(client.send("behind"));
    TimeoutFuture::new(0).await;
    // Whoever is told that there is no room asks who comes first to try again.
    assert!(client.try_send("refused").is_err());
    TimeoutFuture::new(0).await;
    now("open");
    in_time(flushing).await.unwrap();
    in_time(behind).await.unwrap();
    assert_eq!(sent(&last()), "queued,held,behind");
}
