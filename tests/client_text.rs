//! The Rust face: text of every length and alphabet into memory and out of it,
//! Blobs that are read. In a window.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::StreamExt;
use sockline::browser::{Text, encoded_text, latin_text};
use sockline::{BinaryType, Client, Message, Outgoing};
use std::cell::RefCell;
use std::rc::Rc;
use support::stub::{Counted, act, last, now};
use support::{Scope, connect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Lengths around every boundary.
const LENGTHS: [usize; 12] = [0, 1, 2, 255, 256, 257, 258, 1_000, 1_023, 1_024, 1_025, 20_000];

/// Both ways to read a text.
fn read(value: &JsValue) -> [Option<(String, usize)>; 2] {
    [Text::read, Text::read_short].map(|read| read(value).map(|text| (text.string, text.units)))
}

fn read_alike(text: String, units: usize) -> [Option<(String, usize)>; 2] {
    let text = Some((text, units));
    [text.clone(), text]
}

#[wasm_bindgen_test]
fn text_of_every_length_and_alphabet_is_read_as_it_is() {
    for length in LENGTHS {
        for filler in ["x", "é", "€", "😀", "\0", "x\0", "xé", "x€x😀"] {
            let whole: String = filler.chars().cycle().take(length).collect();
            for text in
                [whole.clone(), format!("{whole}é"), format!("é{whole}"), format!("{whole}\0")]
            {
                let value = JsValue::from_str(&text);
                let units = text.encode_utf16().count();
                assert_eq!(read(&value), read_alike(text, units), "{filler} {length}");
            }
        }
    }
}

/// Whichever an engine is faster by.
#[wasm_bindgen_test]
fn long_text_is_the_same_by_base64_and_by_the_encoder() {
    let has_base64 = js_sys::eval("!!Uint8Array.prototype.setFromBase64").unwrap().is_truthy();
    for length in LENGTHS {
        for filler in ["x", "é", "ÿ\0", "xÃ©", "€", "x😀"] {
            let text: String = filler.chars().cycle().take(length).collect();
            let value = JsValue::from_str(&text);
            let units = text.encode_utf16().count();
            assert_eq!(encoded_text(&value, units).as_ref(), Some(&text), "{filler} {length}");
            if has_base64 {
                let is_latin = text.chars().all(|letter| u32::from(letter) < 256);
                let expected = is_latin.then_some(text);
                assert_eq!(latin_text(&value, units), expected, "{filler} {length}");
            }
        }
    }
}

/// The memory grows while they are read, which leaves the views of it empty.
#[wasm_bindgen_test]
fn many_long_texts_that_are_kept_are_read_as_they_are() {
    let text = "0123456789abcdef".repeat(4_096);
    let value = JsValue::from_str(&text);
    let kept: Vec<String> = (0..300).map(|_| Text::read(&value).unwrap().string).collect();
    assert!(kept.iter().all(|read| *read == text));
}

#[wasm_bindgen_test]
fn lone_surrogates_become_replacement_characters_at_every_length() {
    let surrogates = js_sys::JsString::from_char_code1(0xd83d);
    for length in LENGTHS {
        let value = js_sys::JsString::from("x".repeat(length)).concat(&surrogates);
        let expected = format!("{}\u{fffd}", "x".repeat(length));
        assert_eq!(read(&value), read_alike(expected, length + 1), "{length}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_string_is_no_text() {
    let array = js_sys::Array::new();
    for value in [JsValue::NULL, JsValue::UNDEFINED, JsValue::from(3), array.into()] {
        assert_eq!(read(&value), [None, None]);
    }
}

/// In every order of two, since what comes is expected to be like what came.
#[wasm_bindgen_test]
fn whatever_comes_after_whatever_is_read_and_counted() {
    let _counted = Counted::new();
    let client = Client::builder("ws://localhost/").connect().unwrap();
    let read = Rc::new(RefCell::new(Vec::new()));
    let reader = read.clone();
    client.on_message(move |message| reader.borrow_mut().push(message)).forget();
    now("open");
    let texts = ["short", "\u{fffd}é😀", &"x".repeat(257), &"é😀".repeat(1_000)];
    let mut all: Vec<(JsValue, Option<Message>)> =
        texts.map(|text| (text.into(), Some(text.into()))).into();
    for bytes in [vec![], vec![7; 3], vec![8; 70_000]] {
        all.push((js_sys::Uint8Array::from(&bytes[..]).buffer().into(), Some(bytes.into())));
    }
    let blob = web_sys::Blob::new().unwrap();
    all.push((blob.clone().into(), Some(blob.into())));
    // No browser gives these.
    all.push((JsValue::from(3), None));
    all.push((js_sys::Object::new().into(), None));
    let mut bytes = 0;
    for (first, first_read) in &all {
        for (second, second_read) in &all {
            for (value, expected) in [(first, first_read), (second, second_read)] {
                act(&last(), "message", value);
                assert!(read.borrow_mut().pop() == *expected);
                bytes += expected.as_ref().map_or(0, |message| match message {
                    Message::Text(text) => text.encode_utf16().count(),
                    other => other.size(),
                });
            }
            now("empty");
        }
    }
    assert!(read.borrow().is_empty());
    assert_eq!(client.stats().bytes_received, bytes as f64);
    assert_eq!(client.stats().messages_received, (all.len() * all.len() * 3) as f64);
}

#[wasm_bindgen_test]
fn what_nobody_reads_is_counted_as_what_somebody_reads() {
    let _counted = Counted::new();
    let client = Client::builder("ws://localhost/").connect().unwrap();
    now("open");
    let text = JsValue::from_str("é😀");
    let buffer: JsValue = js_sys::ArrayBuffer::new(5).into();
    let blob: JsValue = web_sys::Blob::new().unwrap().into();
    let all = [&text, &buffer, &blob, &JsValue::from(3)];
    let receive = || all.iter().for_each(|value| act(&last(), "message", value));
    receive();
    let unread = client.stats();
    assert_eq!((unread.messages_received, unread.bytes_received), (4.0, 8.0));
    let _subscription = client.on_message(drop);
    receive();
    let read = client.stats();
    assert_eq!((read.messages_received, read.bytes_received), (8.0, 16.0));
}

#[wasm_bindgen_test]
async fn long_text_comes_back_as_it_was_sent() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    for text in ["a".repeat(4_096), "ä".repeat(65_536), "a😀".repeat(30_000)] {
        client.send(&*text).await.unwrap();
        assert!(told.text().await == text);
    }
}

#[wasm_bindgen_test]
async fn short_text_of_every_length_comes_back_as_it_was_sent() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    for length in 0..=34 {
        for letters in ["abcdefghijklmnopqrstuvwxyz", "\0\u{1}\u{7f}x", "xxxé", "x😀"] {
            let text: String = letters.chars().cycle().take(length).collect();
            client.send(&*text).await.unwrap();
            assert_eq!(told.text().await, text);
        }
    }
}

#[wasm_bindgen_test]
async fn a_burst_of_text_and_blobs_is_read_in_order() {
    let scope = Scope::new();
    let client =
        Client::builder(scope.url("echo")).binary_type(BinaryType::Blob).connect().unwrap();
    let read = client.messages().then(Message::read);
    client.send(vec![7; 5_000_000]).await.unwrap();
    for index in 0..50_u8 {
        client.send(format!("{index}")).await.unwrap();
        client.send(vec![index; 1 + 1_000 * usize::from(index % 3)]).await.unwrap();
    }
    let all: Vec<Message> = read.take(101).map(Result::unwrap).collect().await;
    assert_eq!(all[0].as_bytes().map(<[u8]>::len), Some(5_000_000));
    for (index, pair) in all[1..].chunks(2).enumerate() {
        assert_eq!(pair[0].as_text(), Some(&*format!("{index}")));
        assert_eq!(pair[1].as_bytes().unwrap()[0], index as u8);
    }
}

#[wasm_bindgen_test]
async fn messages_convert_without_a_detour() {
    let array = js_sys::Uint8Array::from(&[1u8, 2, 3][..]);
    let view = array.subarray(1, 3);
    assert_eq!(Message::from(&view).into_bytes().unwrap(), [2, 3]);
    assert_eq!(Message::from(&array.buffer()).into_bytes().unwrap(), [1, 2, 3]);
    let text = String::from("moved");
    let address = text.as_ptr();
    let back = Message::from(text).into_text().unwrap();
    assert_eq!(back.as_ptr(), address);
    let empty = Message::from(web_sys::Blob::new().unwrap());
    assert!(empty.clone().into_text().is_err());
    assert!(empty.read().await.unwrap().into_bytes().unwrap().is_empty());
    let bytes = vec![1, 2, 3];
    for message in [Message::from(&bytes), Message::from([1, 2, 3]), Message::from(&[1, 2, 3])] {
        assert_eq!(message.as_bytes(), Some(&bytes[..]));
        assert_eq!(Outgoing::from(&bytes).message(), &message);
        assert_eq!(Outgoing::from([1, 2, 3]).into_message(), message);
    }
}

#[wasm_bindgen_test]
async fn text_arrives_as_it_was_sent_from_places_that_are_used_again() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    told.open().await;
    let mut ballast = Vec::new();
    for length in [33, 100, 512, 513, 1_024, 4_096] {
        for round in 0..6 {
            // The first character of the second is one that decoders leave out by default.
            let texts = ["x", "\u{feff}", "é", "😀"].map(|start| {
                let digit = char::from(b'0' + round);
                format!("{start}{}", digit.to_string().repeat(length - start.len()))
            });
            for text in &texts {
                client.try_send(text).unwrap();
            }
            for text in texts {
                assert!(told.text().await == text, "{length} bytes, round {round}");
            }
            client.drained().await.unwrap();
            if round == 2 {
                // The memory grows, which empties the views of it.
                ballast.push(vec![1_u8; 1_000_000]);
            }
        }
    }
}
