//! The Rust face as a stream of bytes. In a window. Feature `io`.
#![cfg(all(target_arch = "wasm32", feature = "io"))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::channel::oneshot::Receiver;
use futures::future::join;
use futures::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use sockline::{BinaryType, Bytes, Client, Overflow, QueueConfig, State};
use std::io::ErrorKind;
use support::held::Held;
use support::stub::{Counted, act, arrives, last, now, sent};
use support::tasks::{in_time, task};
use support::{Listener, Scope, Told, connect, soon};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn closed(told: &mut Listener) {
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
}

/// A stream of bytes that has no room for another write.
async fn full(scope: &Scope) -> (Client, Listener, Bytes) {
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let client = Client::builder(scope.url("sink")).retry(soon()).queue(queue).connect().unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    let mut bytes = client.bytes();
    for text in ["with the browser", "queued", "held"] {
        bytes.write_all(text.as_bytes()).await.unwrap();
    }
    (client, told, bytes)
}

#[wasm_bindgen_test]
async fn bytes_come_back_whatever_the_frames() {
    let scope = Scope::new();
    for binary_type in [BinaryType::ArrayBuffer, BinaryType::Blob] {
        let queue = QueueConfig { max_messages: 2, ..QueueConfig::default() };
        let client = Client::builder(scope.url("echo"))
            .binary_type(binary_type)
            .queue(queue)
            .connect()
            .unwrap();
        let (mut reader, mut writer) = client.bytes().split();
        let sent: Vec<u8> = (0..300_000).map(|index| (index % 251) as u8).collect();
        let mut received = vec![0; sent.len()];
        let (written, read) = join(
            async {
                for chunk in sent.chunks(7_777) {
                    writer.write_all(chunk).await?;
                }
                writer.flush().await
            },
            reader.read_exact(&mut received),
        )
        .await;
        written.unwrap();
        read.unwrap();
        assert!(received == sent);
        writer.close().await.unwrap();
        assert_eq!(client.state(), State::Closed);
        assert_eq!(reader.read(&mut received).await.unwrap(), 0);
        let late = writer.write(b"late").await.unwrap_err();
        assert_eq!(late.kind(), ErrorKind::BrokenPipe);
    }
}

#[wasm_bindgen_test]
async fn text_is_read_as_its_bytes_and_a_clean_close_is_the_end() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("push?count=2&bytes=4&kind=text")).connect().unwrap();
    let mut told = Listener::new(&client);
    let mut bytes = client.bytes();
    told.text().await;
    told.text().await;
    scope.control("close?code=1000").await;
    let mut all = String::new();
    bytes.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "0...1...");
}

#[wasm_bindgen_test]
async fn lines_are_read_across_messages_without_another_buffer() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    now("open");
    let bytes = client.bytes();
    for text in ["one\ntw", "", "o\n", "three"] {
        arrives(text);
    }
    now("close");
    let lines: Vec<_> = in_time(task(bytes.lines().take(3).collect::<Vec<_>>())).await;
    let texts: Vec<_> = lines.iter().map(|line| line.as_ref().map(|it| &**it).ok()).collect();
    // The loss came before the end of the third.
    assert_eq!(texts, [Some("one"), Some("two"), None]);
}

#[wasm_bindgen_test]
async fn a_loss_is_an_error_and_never_a_hole() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    let mut bytes = client.bytes();
    bytes.write_all(b"before").await.unwrap();
    let mut answer = [0; 6];
    bytes.read_exact(&mut answer).await.unwrap();
    scope.control("drop").await;
    let lost = bytes.read(&mut answer).await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::ConnectionReset);
    assert_eq!(bytes.write(b"after").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    assert_eq!(bytes.read(&mut answer).await.unwrap(), 0);
    // The client has reconnected; a new stream of bytes lasts for that.
    told.find(|told| matches!(told, Told::Reconnecting(_)).then_some(())).await;
    let mut anew = client.bytes();
    anew.write_all(b"again!").await.unwrap();
    anew.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"again!");
}

#[wasm_bindgen_test]
async fn a_connection_that_is_given_up_for_another_is_lost() {
    for is_closing in [false, true] {
        let scope = Scope::new();
        let (client, mut told) = connect(scope.url("echo"));
        told.open().await;
        let mut bytes = client.bytes();
        bytes.write_all(b"one").await.unwrap();
        let mut one = [0; 3];
        bytes.read_exact(&mut one).await.unwrap();
        if is_closing {
            client.close();
        }
        client.reconnect();
        client.reconnect();
        let rest = in_time(task(async move {
            let read = bytes.read(&mut [0; 3]).await.map_err(|error| error.kind());
            (read, bytes.close().await.map_err(|error| error.kind()))
        }));
        assert_eq!(
            rest.await,
            (Err(ErrorKind::ConnectionReset), Err(ErrorKind::BrokenPipe)),
            "{is_closing}"
        );
    }
    // What a callback of a clean close does makes it no loss.
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let inner = client.clone();
    let _again = client.on_close(move |_| inner.reconnect());
    let mut bytes = client.bytes();
    client.close();
    assert_eq!(in_time(task(async move { bytes.read(&mut [0; 3]).await })).await.unwrap(), 0);
}

#[wasm_bindgen_test]
async fn failures_before_the_first_connection_are_waited_out() {
    let scope = Scope::new();
    scope.control("refuse?ms=300").await;
    let mut bytes = Client::builder(scope.url("echo")).retry(soon()).connect().unwrap().bytes();
    bytes.write_all(b"patient").await.unwrap();
    let mut answer = [0; 7];
    bytes.read_exact(&mut answer).await.unwrap();
    drop(bytes);
    scope.until_open(0).await;
}

/// What reading, flushing and closing give, one after the other.
async fn outcomes(mut bytes: Bytes) -> [Result<(), ErrorKind>; 3] {
    let read = bytes.read_to_end(&mut Vec::new()).await.map(drop);
    // It is told once.
    assert_eq!(bytes.read(&mut [0; 1]).await.unwrap(), 0);
    [read, bytes.flush().await, bytes.close().await].map(|each| each.map_err(|error| error.kind()))
}

/// [`outcomes`] without a connection.
const NEVER_CONNECTED: [Result<(), ErrorKind>; 3] =
    [Err(ErrorKind::NotConnected), Err(ErrorKind::BrokenPipe), Err(ErrorKind::BrokenPipe)];

#[wasm_bindgen_test]
async fn a_connection_that_never_was_is_no_empty_stream() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").without_reconnect().connect().unwrap();
    let waiting = task(outcomes(client.bytes()));
    let unread = client.bytes();
    // It is refused.
    now("error");
    now("close");
    assert_eq!(in_time(waiting).await, NEVER_CONNECTED);
    assert_eq!(in_time(task(outcomes(unread))).await, NEVER_CONNECTED);
    // Of a client that has ended already.
    assert_eq!(in_time(task(outcomes(client.bytes()))).await, NEVER_CONNECTED);
}

#[wasm_bindgen_test]
async fn a_connection_that_never_was_stays_so_though_the_client_begins_anew() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").without_reconnect().connect().unwrap();
    let ended = client.bytes();
    now("error");
    now("close");
    client.reconnect();
    now("open");
    assert_eq!(in_time(task(outcomes(ended))).await, NEVER_CONNECTED);
}

#[wasm_bindgen_test]
async fn a_connection_that_closes_already_is_none() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    now("open");
    client.close();
    assert_eq!(client.state(), State::Closing);
    let bytes = client.bytes();
    now("close");
    assert_eq!(in_time(task(outcomes(bytes))).await, NEVER_CONNECTED);
}

#[wasm_bindgen_test]
async fn ones_own_close_before_the_first_connection_is_the_end() {
    let _counted = Counted::new();
    for writes in [false, true] {
        let client = Client::builder("ws://stub/").connect().unwrap();
        let mut bytes = client.bytes();
        if writes {
            bytes.write_all(b"given back").await.unwrap();
        }
        client.close();
        now("close");
        let written = if writes { Err(ErrorKind::BrokenPipe) } else { Ok(()) };
        let expected = [Ok(()), written, written];
        assert_eq!(in_time(task(outcomes(bytes))).await, expected, "{writes}");
    }
}

#[wasm_bindgen_test]
async fn a_blob_that_can_not_be_read_is_the_end_and_never_a_hole() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    now("open");
    let mut bytes = client.bytes();
    let blob = |fails: bool| {
        js_sys::Function::new_with_args(
            "fails",
            "const blob = new Blob(['blob']);
            if (fails) blob.arrayBuffer = () => Promise.reject(new DOMException('gone'));
            return blob;",
        )
        .call1(&JsValue::UNDEFINED, &fails.into())
        .unwrap()
    };
    act(&last(), "message", &blob(false));
    act(&last(), "message", &blob(true));
    act(&last(), "message", &blob(false));
    let mut read = [0; 4];
    bytes.read_exact(&mut read).await.unwrap();
    assert_eq!(&read, b"blob");
    assert_eq!(bytes.read(&mut read).await.unwrap_err().kind(), ErrorKind::Other);
    act(&last(), "message", &"later".into());
    assert_eq!(
        in_time(task(async move {
            let end = bytes.read(&mut read).await.unwrap();
            bytes.write_all(b"written still").await.unwrap();
            // A loss is no second error.
            now("close");
            (end, bytes.read(&mut read).await.unwrap())
        }))
        .await,
        (0, 0)
    );
    assert_eq!(sent(&last()).split(',').count(), b"written still".len());
}

#[wasm_bindgen_test]
async fn a_loss_stays_one_though_the_next_connection_closes_cleanly() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("push?count=2&bytes=4&kind=text"));
    let mut bytes = client.bytes();
    told.text().await;
    told.text().await;
    scope.control("drop").await;
    closed(&mut told).await;
    told.open().await;
    client.close();
    told.end().await;
    let mut all = Vec::new();
    let lost = bytes.read_to_end(&mut all).await.unwrap_err();
    assert_eq!((lost.kind(), &all[..]), (ErrorKind::ConnectionReset, &b"0...1..."[..]));
}

#[wasm_bindgen_test]
async fn a_clean_close_stays_the_end_though_the_next_attempt_fails() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("push?count=2&bytes=4&kind=text"));
    let mut bytes = client.bytes();
    told.text().await;
    told.text().await;
    scope.control("refuse?ms=60000").await;
    scope.control("close?code=1000").await;
    closed(&mut told).await;
    closed(&mut told).await;
    let mut all = String::new();
    bytes.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "0...1...");
}

#[wasm_bindgen_test]
async fn whoever_waits_to_write_is_told_of_the_loss_at_once() {
    for operation in ["write", "flush", "close"] {
        let scope = Scope::new();
        let _held = Held::surely();
        let (client, mut told, mut bytes) = full(&scope).await;
        let waiting = task(async move {
            let result = match operation {
                "write" => bytes.write_all(b"waits").await,
                "flush" => bytes.flush().await,
                _ => bytes.close().await,
            };
            (result, bytes)
        });
        TimeoutFuture::new(0).await;
        // The server stays away, so that nothing else would wake it.
        scope.control("restart?ms=60000").await;
        let (result, bytes) = in_time(waiting).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe, "{operation}");
        if operation == "close" {
            told.end().await;
        }
        assert_eq!(client.state() == State::Closed, operation == "close");
        drop(bytes);
        scope.control("restart?ms=0").await;
    }
}

#[wasm_bindgen_test]
async fn nobody_waits_behind_a_stream_whose_connection_is_lost() {
    let scope = Scope::new();
    let held = Held::surely();
    let (client, mut told, mut bytes) = full(&scope).await;
    let waiting = task(async move { (bytes.write_all(b"waits").await, bytes) });
    TimeoutFuture::new(0).await;
    scope.control("drop").await;
    let (result, bytes) = in_time(waiting).await;
    assert_eq!(result.unwrap_err().kind(), ErrorKind::BrokenPipe);
    drop(held);
    told.open().await;
    in_time(task(client.send("x"))).await.unwrap();
    drop(bytes);
}

#[wasm_bindgen_test]
async fn flushing_and_closing_fail_after_a_loss_though_the_client_has_reconnected() {
    for hold in [Held::perhaps, Held::surely] {
        let scope = Scope::new();
        let (client, mut told) = connect(scope.url("record"));
        told.open().await;
        let mut bytes = client.bytes();
        let held = hold();
        bytes.write_all(b"lost").await.unwrap();
        scope.control("drop").await;
        closed(&mut told).await;
        drop(held);
        told.open().await;
        assert_eq!(bytes.flush().await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(client.state(), State::Open);
        assert_eq!(bytes.close().await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        told.end().await;
    }
}

#[wasm_bindgen_test]
async fn after_a_clean_close_all_that_had_left_counts_as_written() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("echo"));
    told.open().await;
    let (reader, mut writer) = client.bytes().split();
    writer.write_all(b"echo").await.unwrap();
    told.binary().await;
    client.drained().await.unwrap();
    scope.control("refuse?ms=60000").await;
    scope.control("close?code=1000").await;
    // It flushes at the end. What it writes then comes too late.
    let copied = futures::io::copy(reader, &mut futures::io::sink()).await;
    assert_eq!(copied.unwrap(), 4);
    writer.flush().await.unwrap();
    assert_eq!(writer.write(b"late").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    writer.close().await.unwrap();
    assert_eq!(client.state(), State::Closed);
}

#[wasm_bindgen_test]
async fn what_a_full_queue_drops_is_no_hole_that_nobody_hears_of() {
    for overflow in [Overflow::DropNewest, Overflow::DropOldest] {
        for closes in [false, true] {
            let _counted = Counted::new();
            let queue = QueueConfig { max_messages: 1, overflow, ..QueueConfig::default() };
            let client = Client::builder("ws://stub/").queue(queue).connect().unwrap();
            let mut bytes = client.bytes();
            for text in ["a", "b"] {
                bytes.write_all(text.as_bytes()).await.unwrap();
            }
            now("open");
            let done = task(async move {
                let done = if closes { bytes.close().await } else { bytes.flush().await };
                [done, bytes.write_all(b"late").await].map(|each| each.map_err(|it| it.kind()))
            });
            assert_eq!(in_time(done).await, [Err(ErrorKind::BrokenPipe); 2], "{overflow:?}");
            assert_eq!(client.state(), if closes { State::Closing } else { State::Open });
        }
    }
}

#[wasm_bindgen_test]
async fn what_is_taken_out_of_the_queue_is_no_hole_that_nobody_hears_of() {
    for closes in [false, true] {
        let _counted = Counted::new();
        let client = Client::builder("ws://stub/").connect().unwrap();
        let mut bytes = client.bytes();
        bytes.write_all(b"taken out").await.unwrap();
        if closes {
            assert_eq!(client.clear_queue().len(), 1);
        }
        let mut done = task(async move {
            let done = if closes { bytes.close().await } else { bytes.flush().await };
            [done, bytes.write_all(b"late").await].map(|each| each.map_err(|error| error.kind()))
        });
        if !closes {
            TimeoutFuture::new(0).await;
            assert!(done.try_recv().unwrap().is_none());
            assert_eq!(client.clear_queue().len(), 1);
        }
        assert_eq!(in_time(done).await, [Err(ErrorKind::BrokenPipe); 2], "{closes}");
    }
}

#[wasm_bindgen_test]
async fn what_others_lose_breaks_no_stream() {
    for hold in [Held::perhaps, Held::surely] {
        let scope = Scope::new();
        let (client, mut told) = connect(scope.url("sink"));
        told.open().await;
        let mut bytes = client.bytes();
        bytes.write_all(b"mine").await.unwrap();
        client.drained().await.unwrap();
        let _held = hold();
        client.try_send("of another").unwrap();
        scope.control("close?code=1000").await;
        closed(&mut told).await;
        assert_eq!(bytes.read(&mut [0; 1]).await.unwrap(), 0);
        bytes.flush().await.unwrap();
        bytes.close().await.unwrap();
        assert_eq!(client.state(), State::Closed);
    }
}

#[wasm_bindgen_test]
async fn after_a_clean_close_what_may_not_have_arrived_is_an_error() {
    for hold in [Held::perhaps, Held::surely] {
        let scope = Scope::new();
        let (client, mut told) = connect(scope.url("sink"));
        told.open().await;
        let mut bytes = client.bytes();
        let _held = hold();
        bytes.write_all(b"too late").await.unwrap();
        scope.control("close?code=1000").await;
        closed(&mut told).await;
        assert_eq!(bytes.read(&mut [0; 1]).await.unwrap(), 0);
        assert_eq!(bytes.flush().await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(bytes.close().await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        told.end().await;
    }
}

#[wasm_bindgen_test]
async fn closing_fails_if_the_server_does_not_answer() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("mute"));
    told.open().await;
    let mut bytes = client.bytes();
    let _held = Held::perhaps();
    bytes.write_all(b"never read").await.unwrap();
    let closing = task(async move { bytes.close().await });
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Closing);
    scope.control("drop").await;
    assert_eq!(in_time(closing).await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    told.end().await;
}

/// A client whose connection closes, and the task in which its stream of bytes waits for that.
async fn while_bytes_close() -> (Client, Receiver<Result<(), ErrorKind>>) {
    let client = Client::builder("ws://stub/").without_reconnect().connect().unwrap();
    now("open");
    let mut bytes = client.bytes();
    let closing = task(async move { bytes.close().await.map_err(|error| error.kind()) });
    TimeoutFuture::new(0).await;
    assert_eq!(client.state(), State::Closing);
    (client, closing)
}

#[wasm_bindgen_test]
async fn closing_ends_no_life_that_a_callback_begins_at_the_end() {
    let _counted = Counted::new();
    let (client, closing) = while_bytes_close().await;
    let inner = client.clone();
    let _again = client.on_end(move |_| inner.reconnect());
    now("close");
    assert_eq!(in_time(closing).await, Err(ErrorKind::BrokenPipe));
    assert_eq!(client.state(), State::Connecting);
}

#[wasm_bindgen_test]
async fn closing_ends_no_life_that_takes_the_place_of_the_one_that_closes() {
    let _counted = Counted::new();
    let (client, closing) = while_bytes_close().await;
    client.reconnect();
    assert_eq!(in_time(closing).await, Err(ErrorKind::BrokenPipe));
    assert_eq!(client.state(), State::Connecting);
}

#[wasm_bindgen_test]
async fn closing_again_ends_no_later_life() {
    for is_clean in [false, true] {
        let _counted = Counted::new();
        let client = Client::builder("ws://stub/").without_reconnect().connect().unwrap();
        now("open");
        let mut bytes = client.bytes();
        let closing = task(async move {
            let closed = bytes.close().await.map_err(|error| error.kind());
            (bytes, closed)
        });
        TimeoutFuture::new(0).await;
        now(if is_clean { "close cleanly" } else { "close" });
        let (mut bytes, closed) = in_time(closing).await;
        let expected = if is_clean { Ok(()) } else { Err(ErrorKind::BrokenPipe) };
        assert_eq!(closed, expected);
        client.reconnect();
        now("open");
        let again = in_time(task(async move { bytes.close().await })).await;
        assert_eq!(again.map_err(|error| error.kind()), expected);
        assert_eq!(client.state(), State::Open);
    }
}
