//! The Rust face: messages, subprotocols, closing. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use js_sys::{Array, Set};
use sockline::{
    BinaryType, Client, ClientEvent, CloseError, ConnectError, ConnectionError, DropReason,
    Dropped, Message, Outcome, Outgoing, Priority, SendOptions, State, TrySendError,
};
use support::before_send::BeforeSend;
use support::{Listener, Scope, Told, connect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn text_comes_back_as_it_was_sent() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    for text in ["hello", "", "é€😀", &"x".repeat(100_000)] {
        assert_eq!(client.try_send(text).unwrap(), Outcome::Sent);
        assert_eq!(told.text().await, text);
    }
}

#[wasm_bindgen_test]
async fn clients_events_and_errors_can_be_compared() {
    let connect = || Client::builder(Scope::new().url("silent")).connect().unwrap();
    let (one, two) = (connect(), connect());
    assert!(one == one.clone() && one != two);
    let keyed = |text: &str| Outgoing::new(text).key("key");
    assert!(keyed("a") == keyed("a") && keyed("a") != keyed("b") && keyed("a") != "a".into());
    let mut events = one.events();
    for text in ["old", "new"] {
        one.try_send(keyed(text)).unwrap();
    }
    one.close();
    assert_eq!(one.try_send("late"), Err(TrySendError::Closed("late".into())));
    let dropped = Dropped { message: "old".into(), reason: DropReason::Replaced };
    assert_eq!(events.next().await, Some(ClientEvent::Drop(dropped)));
    assert_eq!(events.next().await, Some(ClientEvent::Error(ConnectionError::Failed)));
}

#[wasm_bindgen_test]
async fn bytes_come_back_as_bytes() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    for length in [0, 1, 70_000] {
        let bytes: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
        client.try_send(bytes.clone()).unwrap();
        let answer = told.binary().await;
        assert_eq!(answer, bytes);
    }
}

#[wasm_bindgen_test]
async fn short_bytes_of_every_length_come_back_as_they_were_sent() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let mut ballast = Vec::new();
    for length in (0..40).chain([255, 256, 511, 512]) {
        // The second and those after it take the short way.
        let messages: Vec<Vec<u8>> = (0..5)
            .map(|seed| (0..length).map(|index| (seed * 50 + index) as u8).collect())
            .collect();
        for (index, message) in messages.iter().enumerate() {
            client.try_send(message.clone()).unwrap();
            if index == 2 {
                // The memory grows, which empties the views of it.
                ballast.push(vec![1_u8; 200_000]);
            }
        }
        for message in messages {
            let answer = told.binary().await;
            assert_eq!(answer, message);
        }
    }
}

const LONG: [usize; 5] = [513, 1_024, 1_025, 4_096, 100_000];

#[wasm_bindgen_test]
async fn long_bytes_arrive_as_they_were_sent_from_places_that_are_used_again() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let mut ballast = Vec::new();
    for length in LONG {
        for round in 0..6 {
            let messages: Vec<Vec<u8>> = (0..3)
                .map(|seed| {
                    (0..length).map(|index| (seed * 50 + round * 7 + index) as u8).collect()
                })
                .collect();
            for message in &messages {
                client.try_send(message.clone()).unwrap();
            }
            for message in messages {
                let answer = told.binary().await;
                assert!(answer == message, "{length} bytes, round {round}");
            }
            client.drained().await.unwrap();
            if round == 2 {
                // The memory grows, which empties the views of it.
                ballast.push(vec![1_u8; 1_000_000]);
            }
        }
    }
}

#[wasm_bindgen_test]
async fn long_bytes_in_a_place_that_is_used_again_need_no_view_of_their_own() {
    let (client, mut told) = connect(Scope::new().url("sink"));
    told.open().await;
    for length in LONG {
        let objects = Array::new();
        let watching = BeforeSend::run({
            let objects = objects.clone();
            move |data| {
                objects.push(&data);
            }
        });
        for seed in 0..10 {
            client.try_send(vec![seed; length]).unwrap();
            client.drained().await.unwrap();
        }
        drop(watching);
        assert_eq!(objects.length(), 10);
        let different = Set::new(&objects).size();
        assert!(different < 10, "a view for each message of {length} bytes");
    }
}

#[wasm_bindgen_test]
async fn what_arrives_is_of_its_own_kind_whatever_came_before() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let bytes = |bytes: &[u8]| Told::Binary(bytes.to_vec());
    let text = |text: &str| Told::Text(text.to_owned());
    for expected in [
        bytes(&[1, 2, 3]),
        text("after bytes"),
        bytes(&[]),
        text(""),
        bytes(&[4]),
        bytes(&[5, 6]),
        bytes(&[]),
        bytes(&[7]),
        text("the last"),
    ] {
        let message: Message = match &expected {
            Told::Text(text) => text.as_str().into(),
            Told::Binary(bytes) => bytes.clone().into(),
            _ => unreachable!(),
        };
        client.try_send(message).unwrap();
        let answer =
            told.find(|told| matches!(told, Told::Text(_) | Told::Binary(_)).then_some(told)).await;
        assert_eq!(answer, expected);
    }
    client.set_binary_type(BinaryType::Blob);
    for size in [1, 0, 2] {
        client.try_send(vec![9; size]).unwrap();
        let blob = told.find(|told| matches!(told, Told::Blob(_)).then_some(told)).await;
        assert_eq!(blob, Told::Blob(size as f64));
    }
}

#[wasm_bindgen_test]
async fn a_blob_is_sent_and_arrives_as_a_blob_if_asked_for() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    assert_eq!(client.binary_type(), BinaryType::ArrayBuffer);
    client.set_binary_type(BinaryType::Blob);
    told.open().await;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(&[1u8, 2, 3][..]));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).unwrap();
    client.try_send(blob).unwrap();
    let size = told
        .find(|told| match told {
            Told::Blob(size) => Some(size),
            _ => None,
        })
        .await;
    assert_eq!(size, 3.0);
    // Sending binary does not change what arrives, and neither does a reconnection.
    client.reconnect();
    told.open().await;
    assert_eq!(client.binary_type(), BinaryType::Blob);
    client.try_send(vec![1, 2]).unwrap();
    assert!(told.find(|told| matches!(told, Told::Blob(2.0)).then_some(true)).await);
    client.set_binary_type(BinaryType::ArrayBuffer);
    client.try_send(vec![1, 2]).unwrap();
    assert!(told.find(|told| matches!(told, Told::Binary(_)).then_some(true)).await);
}

#[wasm_bindgen_test]
async fn the_servers_choice_among_the_protocols_is_told() {
    let client = Client::builder(Scope::new().url("echo?protocol=chat.v2"))
        .protocols(["chat.v1", "chat.v2"])
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    assert_eq!(client.protocol(), "");
    assert_eq!(told.open().await, "chat.v2");
    assert_eq!((&*client.protocol(), &*client.extensions()), ("chat.v2", ""));
    client.close();
    told.end().await;
    assert_eq!(client.protocol(), "");
}

#[wasm_bindgen_test]
async fn our_code_and_reason_complete_the_handshake_and_the_client_ends_once() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    client.close_with(3001, "done").unwrap();
    assert_eq!(client.state(), State::Closing);
    client.close();
    told.end().await;
    assert_eq!(client.state(), State::Closed);
    client.close();
    assert_eq!(told.rest(), []);
}

#[wasm_bindgen_test]
async fn code_and_reason_of_the_server_arrive() {
    let client = Client::builder(Scope::new().url("close?code=4001&reason=sp%C3%A4ter"))
        .without_reconnect()
        .connect()
        .unwrap();
    let mut told = Listener::new(&client);
    let close = told.find(|told| matches!(told, Told::Close { .. }).then_some(told)).await;
    let expected =
        Told::Close {
            code: 4001, reason: "später".into(), was_clean: true, will_reconnect: false
        };
    assert_eq!(close, expected);
    assert_eq!(told.next().await, Told::End);
}

#[wasm_bindgen_test]
async fn faulty_closes_change_nothing() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    for code in [0, 1001, 1005, 1006, 2999, 5000] {
        assert_eq!(client.close_with(code, ""), Err(CloseError::InvalidCode));
    }
    assert_eq!(client.close_with(1000, &"é".repeat(62)), Err(CloseError::ReasonTooLong));
    assert_eq!(client.state(), State::Open);
    client.try_send("still open").unwrap();
    assert_eq!(told.text().await, "still open");
    client.close_with(4000, &format!("{}x", "é".repeat(61))).unwrap();
    told.end().await;
}

#[wasm_bindgen_test]
fn faulty_arguments_are_typed_errors_without_the_url() {
    let cases = [
        ("ws://user:secret@[bad", ConnectError::InvalidUrl),
        ("ftp://host/?token=secret", ConnectError::UnsupportedScheme),
        ("ws://host/?token=secret#part", ConnectError::Fragment),
        ("ws://host/#", ConnectError::Fragment),
    ];
    for (url, expected) in cases {
        let error = Client::builder(url).connect().unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    let cases = [
        (["chat", "bearer secret"], ConnectError::InvalidProtocol(1), "protocol 1 is not a token"),
        (["", "chat"], ConnectError::InvalidProtocol(0), "protocol 0 is not a token"),
        (
            ["secret", "secret"],
            ConnectError::DuplicateProtocol(1),
            "protocol 1 is given before already",
        ),
    ];
    for (protocols, expected, told) in cases {
        let error = Client::builder("ws://host/").protocols(protocols).connect().unwrap_err();
        assert_eq!((&error, &*error.to_string()), (&expected, told));
        assert!(!format!("{error} {error:?}").to_lowercase().contains("secret"));
    }
    let builder = Client::builder("ws://host/?token=secret").protocols(["secret"]);
    assert!(!format!("{builder:?}").contains("secret"));
}

#[wasm_bindgen_test]
async fn protocols_that_differ_only_in_case_are_two() {
    let url = Scope::new().url("echo?protocol=CHAT");
    let client = Client::builder(url).protocols(["chat", "CHAT"]).connect().unwrap();
    let mut told = Listener::new(&client);
    assert_eq!(told.open().await, "CHAT");
}

#[wasm_bindgen(inline_js = "
    export const host = () => location.host;
    export function given(connect) {
        const { WebSocket } = globalThis;
        let given;
        globalThis.WebSocket = class extends WebSocket {
            constructor(url) { super(given = url); }
        };
        try { connect(); } finally { globalThis.WebSocket = WebSocket; }
        return given;
    }
")]
extern "C" {
    fn host() -> String;

    /// The URL that the socket is given which `connect` makes.
    fn given(connect: &mut dyn FnMut()) -> String;
}

#[wasm_bindgen_test]
fn a_relative_url_is_one_of_the_page() {
    let host = host();
    let cases = [
        ("/room?next=http://other/", format!("ws://{host}/room?next=http://other/")),
        ("//other/room", "ws://other/room".into()),
        ("http:room", format!("ws://{host}/room")),
        ("http:room?next=://", format!("ws://{host}/room?next=://")),
        ("HTTPS://other/room", "wss://other/room".into()),
        ("wss://other", "wss://other/".into()),
        (" WS://other", "ws://other/".into()),
    ];
    for (url, expected) in cases {
        assert_eq!(given(&mut || drop(Client::builder(url).connect().unwrap())), expected);
    }
}

#[wasm_bindgen_test]
async fn messages_that_were_never_sent_are_given_back() {
    let (client, mut told) = connect(Scope::new().url("silent"));
    assert_eq!(client.try_send("one").unwrap(), Outcome::Queued);
    assert_eq!(client.try_send("two").unwrap(), Outcome::Queued);
    assert_eq!((client.queued_messages(), client.queued_bytes()), (2, 6));
    client.close();
    told.end().await;
    let (second, mut told) = connect(Scope::new().url("silent"));
    second.try_send("three").unwrap();
    let cleared = second.clear_queue();
    assert!(matches!(&cleared[..], [Message::Text(text)] if text == "three"));
    second.try_send("four").unwrap();
    second.close();
    assert_eq!(
        told.find(|told| matches!(told, Told::Drop(_)).then_some(told)).await,
        Told::Drop("four".into())
    );
}

#[wasm_bindgen_test]
async fn priorities_and_keys_hold_in_the_queue() {
    let scope = Scope::new();
    let (client, mut told) = connect(scope.url("record"));
    let with = |priority, key: Option<&str>| SendOptions {
        priority,
        key: key.map(str::to_owned),
        ..SendOptions::default()
    };
    client.try_send_with("low", with(Priority::Low, None)).unwrap();
    client.try_send_with("at 1", with(Priority::Normal, Some("cursor"))).unwrap();
    client.try_send("normal").unwrap();
    client.try_send_with("high", with(Priority::High, None)).unwrap();
    client.try_send_with("at 2", with(Priority::Normal, Some("cursor"))).unwrap();
    client.try_send_with("record?", with(Priority::Low, None)).unwrap();
    assert_eq!(told.text().await, r#"["high","at 2","normal","low"]"#);
}
