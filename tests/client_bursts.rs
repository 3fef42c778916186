//! The Rust face: many messages sent in one task. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::future::join_all;
use sockline::{Client, DropReason, Fate, Outcome, Outgoing, Priority, Resend, State};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use support::before_send::BeforeSend;
use support::stub::{Counted, last, now, sent};
use support::{Listener, Scope, Told, Uncaught, connect};
use wasm_bindgen::throw_str;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Of several sizes, so that some take one way across the border and some another.
fn text(index: usize) -> String {
    format!("{index}{}", "é".repeat(index % 7 * 10))
}

fn send(client: &Client, index: usize) -> Outcome {
    client.try_send(text(index)).unwrap()
}

fn recorded(count: usize) -> String {
    let texts: Vec<String> = (0..count).map(|index| format!("\"{}\"", text(index))).collect();
    format!("[{}]", texts.join(","))
}

/// More than the window holds.
const MANY: usize = 2_000;

#[wasm_bindgen_test]
async fn a_burst_arrives_whole_and_in_order() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    let outcomes: Vec<Outcome> = (0..MANY).map(|index| send(&client, index)).collect();
    assert!(outcomes[..100].iter().all(|outcome| *outcome == Outcome::Sent));
    client.drained().await.unwrap();
    assert_eq!(client.stats().messages_sent, MANY as f64);
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, recorded(MANY));
}

#[wasm_bindgen_test]
async fn what_a_burst_leaves_waiting_is_overtaken_by_what_is_urgent() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    for index in 0..MANY {
        send(&client, index);
    }
    let urgent = Outgoing::new("urgent").priority(Priority::High);
    let waits = client.queued_messages();
    client.try_send(urgent).unwrap();
    client.drained().await.unwrap();
    client.try_send("record?").unwrap();
    let record = told.text().await;
    let position = record.split(',').position(|text| text == "\"urgent\"").unwrap();
    // WebKit, which shows no buffer, has nothing waiting.
    assert!(position + waits <= MANY, "{position} with {waits} waiting");
}

#[wasm_bindgen_test]
async fn every_message_of_a_burst_has_its_fate() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    let fates = join_all((0..100).map(|index| client.send_tracked(text(index)))).await;
    assert!(fates.iter().all(|fate| matches!(fate, Ok(Fate::Left))), "{fates:?}");
}

#[wasm_bindgen_test]
async fn a_client_that_is_dropped_in_a_burst_has_sent_it() {
    let uncaught = Uncaught::watch();
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    for index in 0..MANY {
        send(&client, index);
    }
    drop(client);
    scope.until_open(0).await;
    assert_eq!(scope.control("record").await, recorded(MANY));
    assert_eq!(uncaught.count(), 0);
}

#[wasm_bindgen_test]
async fn a_client_whose_burst_ends_while_something_is_to_be_told_is_dropped_in_peace() {
    let uncaught = Uncaught::watch();
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    send(&client, 0);
    send(&client, 1);
    client.reconnect();
    drop(client);
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    scope.until_open(0).await;
    assert_eq!(uncaught.count(), 0);
}

#[wasm_bindgen_test]
async fn a_burst_that_goes_on_after_the_clients_end_is_given_back() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    for index in 0..10 {
        send(&client, index);
    }
    client.close();
    assert!(client.try_send("late").is_err());
    told.find(|told| matches!(told, Told::Close { .. }).then_some(())).await;
    assert_eq!(scope.control("record").await, recorded(10));
}

#[wasm_bindgen_test]
async fn bursts_follow_one_another_on_one_connection() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("record")).connect().unwrap();
    let mut told = Listener::new(&client);
    told.open().await;
    for round in 0..20 {
        for index in round * 50..(round + 1) * 50 {
            send(&client, index);
        }
        client.drained().await.unwrap();
    }
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, recorded(1_000));
}

/// Runs code of the page's whenever a socket is given a text to send, before it is.
fn before_text(run: impl Fn(String) + 'static) -> BeforeSend {
    BeforeSend::run(move |data| run(data.as_string().unwrap_or_default()))
}

#[wasm_bindgen_test]
async fn what_is_sent_while_the_browser_takes_a_message_of_a_burst_comes_after_it() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    let seen = Rc::new(RefCell::new(Vec::new()));
    let inside = before_text({
        let (client, seen) = (client.clone(), seen.clone());
        move |data| {
            if data == text(5) {
                let outcome = client.try_send("inner").unwrap();
                seen.borrow_mut().push((outcome, client.stats().messages_sent));
            }
        }
    });
    for index in 0..10 {
        assert_eq!(send(&client, index), Outcome::Sent);
    }
    drop(inside);
    assert_eq!(*seen.borrow(), [(Outcome::Queued, 5.0)]);
    client.try_send("record?").unwrap();
    let expected = recorded(10).replace(&text(5), &format!("{}\",\"inner", text(5)));
    assert_eq!(told.text().await, expected);
}

#[wasm_bindgen_test]
async fn a_message_that_the_browser_refuses_in_a_burst_is_given_back_and_the_next_goes() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    let reasons = Rc::new(RefCell::new(Vec::new()));
    let _dropped = client.on_drop({
        let reasons = reasons.clone();
        move |dropped| reasons.borrow_mut().push(dropped.reason)
    });
    let inside = before_text(|data| {
        if data == text(5) {
            throw_str("thrown by a test");
        }
    });
    let outcomes: Vec<Outcome> = (0..10).map(|index| send(&client, index)).collect();
    drop(inside);
    for (index, outcome) in outcomes.into_iter().enumerate() {
        let expected = if index == 5 { Outcome::Dropped } else { Outcome::Sent };
        assert_eq!(outcome, expected, "{index}");
    }
    let dropped = |told| if let Told::Drop(text) = told { Some(text) } else { None };
    assert_eq!(told.find(dropped).await, text(5));
    assert_eq!(*reasons.borrow(), [DropReason::Refused]);
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, recorded(10).replace(&format!("\"{}\",", text(5)), ""));
}

#[wasm_bindgen_test]
async fn a_client_that_closes_while_the_browser_takes_a_message_of_a_burst_sends_it_and_no_more() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    let inside = before_text({
        let client = client.clone();
        move |data| {
            if data == text(5) {
                client.close();
            }
        }
    });
    let sent = (0..10).take_while(|index| client.try_send(text(*index)).is_ok()).count();
    drop(inside);
    assert_eq!(sent, 6);
    told.end().await;
    assert_eq!(scope.control("record").await, recorded(6));
}

#[wasm_bindgen_test]
async fn whoever_asks_in_the_middle_of_a_burst_is_told_of_all_that_was_sent() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    for index in 0..50 {
        assert_eq!(send(&client, index), Outcome::Sent);
        if index % 3 == 0 {
            assert_eq!(client.stats().messages_sent, f64::from(index as u32 + 1));
        }
        if index % 7 == 0 {
            assert_eq!((client.state(), client.queued_messages()), (State::Open, 0));
        }
    }
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, recorded(50));
}

#[wasm_bindgen_test]
async fn messages_with_options_and_without_keep_their_order_in_a_burst() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    told.open().await;
    for index in 0..50 {
        let message = Outgoing::new(text(index));
        let message = match index % 5 {
            1 => message.priority(Priority::Low),
            2 => message.key("key"),
            3 => message.ttl(Duration::from_secs(9)),
            _ => message,
        };
        assert_eq!(client.try_send(message).unwrap(), Outcome::Sent);
    }
    client.try_send("record?").unwrap();
    assert_eq!(told.text().await, recorded(50));
}

#[wasm_bindgen_test]
async fn a_message_of_a_burst_that_is_sent_again_keeps_its_options() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").resend(Resend::All).connect().unwrap();
    now("open");
    // So that nothing has left at any look, of which there are more where the clock moves on.
    now("keep");
    for text in ["first", "second"] {
        client.try_send(text).unwrap();
    }
    client.try_send(Outgoing::new("bulk").priority(Priority::Low)).unwrap();
    client.try_send("third").unwrap();
    // It shows more than was handed over, so that nobody knows what has left.
    now("hold");
    now("close");
    client.reconnect();
    now("open");
    assert_eq!(sent(&last()), "first,second,third,bulk");
}
