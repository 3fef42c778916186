//! The Rust face: many messages sent in one task. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::future::join_all;
use sockline::{Client, Fate, Outcome, Outgoing, Priority};
use support::{Listener, Scope, Told, Uncaught, connect};
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
