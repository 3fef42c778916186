//! The Rust face: changes of the state. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use sockline::{Client, State, Subscription};
use support::stub::{Counted, now};
use support::{Scope, soon};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The states as they are told.
fn states(client: &Client) -> (UnboundedReceiver<State>, Subscription) {
    let (sender, states) = unbounded();
    let subscription = client.on_state(move |state| drop(sender.unbounded_send(state)));
    (states, subscription)
}

async fn until(states: &mut UnboundedReceiver<State>, wanted: State) {
    while states.next().await.unwrap() != wanted {}
}

#[wasm_bindgen_test]
async fn every_change_of_the_state_is_told_and_is_the_state_then() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("echo")).retry(soon()).connect().unwrap();
    let (sender, mut told) = unbounded();
    let weak = client.clone();
    let subscription = client.on_state(move |state| {
        assert_eq!(weak.state(), state);
        sender.unbounded_send(state).unwrap();
    });
    assert_eq!(told.next().await, Some(State::Open));
    scope.control("drop").await;
    assert_eq!(told.next().await, Some(State::Waiting));
    assert_eq!(told.next().await, Some(State::Connecting));
    assert_eq!(told.next().await, Some(State::Open));
    client.close();
    assert_eq!(told.next().await, Some(State::Closing));
    assert_eq!(told.next().await, Some(State::Closed));
    client.reconnect();
    assert_eq!(told.next().await, Some(State::Connecting));
    drop((client, subscription));
}

#[wasm_bindgen_test]
async fn a_change_is_not_told_inside_the_call_that_caused_it() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("echo")).connect().unwrap();
    let (mut told, subscription) = states(&client);
    until(&mut told, State::Open).await;
    client.close();
    assert_eq!(client.state(), State::Closing);
    assert!(told.try_recv().is_err());
    until(&mut told, State::Closing).await;
    drop(subscription);
}

#[wasm_bindgen_test]
async fn what_changed_before_the_subscription_is_not_told() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("echo")).connect().unwrap();
    let (mut first, subscription) = states(&client);
    until(&mut first, State::Open).await;
    drop(subscription);
    client.close();
    let (mut second, subscription) = states(&client);
    assert_eq!(second.next().await, Some(State::Closed));
    drop(subscription);
}

#[wasm_bindgen_test]
async fn each_is_told_of_what_has_changed_since_it_subscribed() {
    let _counted = Counted::new();
    let client = Client::builder("ws://stub/").connect().unwrap();
    let (mut first, of_first) = states(&client);
    now("open");
    assert_eq!(first.next().await, Some(State::Open));
    client.close();
    // The change is not told yet, and is none for whoever comes now.
    let (mut second, of_second) = states(&client);
    assert_eq!(first.next().await, Some(State::Closing));
    assert!(second.try_recv().is_err());
    now("close");
    assert_eq!(second.next().await, Some(State::Closed));
    assert_eq!(first.next().await, Some(State::Closed));
    client.reconnect();
    let (mut third, of_third) = states(&client);
    client.close();
    now("close");
    // It is back where it was for the others.
    assert_eq!(third.next().await, Some(State::Closed));
    assert!(first.try_recv().is_err() && second.try_recv().is_err());
    drop((of_first, of_second, of_third));
}

#[wasm_bindgen_test]
async fn a_client_may_be_dropped_inside_a_change_of_its_state() {
    let scope = Scope::new();
    let client = Client::builder(scope.url("echo")).connect().unwrap();
    let held = std::rc::Rc::new(std::cell::RefCell::new(Some(client.clone())));
    let inner = held.clone();
    client.on_state(move |_| drop(inner.take())).forget();
    drop(client);
    scope.until_accepted(1).await;
    scope.until_open(0).await;
    assert!(held.borrow().is_none());
}
