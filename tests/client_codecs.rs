//! The Rust face: typed messages. In a window. All codecs' features.
#![cfg(all(
    target_arch = "wasm32",
    feature = "json",
    feature = "msgpack",
    feature = "cbor",
    feature = "postcard"
))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use futures::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use sockline::{
    BinaryType, Cbor, Client, Codec, ConnectError, ConnectionError, DecodeError, Fate, FormatError,
    Json, Message, MessagePack, Outgoing, Postcard, TypedCallError, TypedSendError, TypedSinkError,
    TypedTrySendError,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::fmt::{self, Debug};
use std::rc::Rc;
use support::{Scope, connect};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    author: String,
    text: String,
    likes: u32,
    tags: Vec<String>,
    reply_to: Option<u64>,
}

fn line(text: &str) -> Line {
    Line {
        author: "Ada €😀".into(),
        text: text.into(),
        likes: 3,
        tags: vec!["a".into(), String::new()],
        reply_to: None,
    }
}

/// Sends through the server and back, by sink and stream.
async fn comes_back<C>()
where
    C: Codec<Line, Line> + Default,
    C::EncodeError: Debug,
    C::DecodeError: Debug,
{
    let client = Client::builder(Scope::new().url("echo")).connect().unwrap();
    let (mut sink, mut lines) = client.typed::<Line, Line, C>().split();
    for text in ["", "hello", &"long ".repeat(10_000)] {
        sink.send(line(text)).await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap(), line(text));
    }
    let typed = sink.client().typed::<Line, Line, C>();
    assert_eq!(typed.send_tracked(&line("tracked")).await.unwrap(), Fate::Left);
    assert_eq!(lines.next().await.unwrap().unwrap(), line("tracked"));
}

#[wasm_bindgen_test]
async fn values_come_back_in_every_format() {
    comes_back::<Json>().await;
    comes_back::<MessagePack>().await;
    comes_back::<Cbor>().await;
    comes_back::<Postcard>().await;
}

#[wasm_bindgen_test]
async fn a_message_that_cannot_be_decoded_is_an_item_and_not_the_end() {
    let client = Client::builder(Scope::new().url("echo")).connect().unwrap();
    let chat = client.typed::<u32, u32, Json>();
    let mut numbers = chat.messages();
    chat.send(&1).await.unwrap();
    client.send("not a number").await.unwrap();
    client.send(&b"2"[..]).await.unwrap();
    chat.send(&3).await.unwrap();
    assert_eq!(numbers.next().await.unwrap().unwrap(), 1);
    let error = numbers.next().await.unwrap().unwrap_err();
    assert_eq!(error.message.as_text(), Some("not a number"));
    assert!(matches!(error.error, FormatError::Format(_)), "{error}");
    assert_eq!(numbers.next().await.unwrap().unwrap(), 2);
    assert_eq!(numbers.next().await.unwrap().unwrap(), 3);
}

#[wasm_bindgen_test]
async fn a_frame_of_the_wrong_kind_is_an_error_in_every_binary_format() {
    async fn refuses<C, E: Debug>(client: &Client, codec: C)
    where
        C: Codec<u32, u32, DecodeError = FormatError<E>>,
    {
        let mut numbers = client.typed_with::<u32, u32, C>(codec).messages();
        client.send("text").await.unwrap();
        let error = numbers.next().await.unwrap().unwrap_err();
        assert!(matches!(error.error, FormatError::Frame), "{error:?}");
        assert_eq!(error.message.as_text(), Some("text"));
    }
    let client = Client::builder(Scope::new().url("echo")).connect().unwrap();
    refuses(&client, MessagePack).await;
    refuses(&client, Cbor).await;
    refuses(&client, Postcard).await;
    client.set_binary_type(BinaryType::Blob);
    let mut numbers = client.typed::<u32, u32, Json>().messages();
    client.send(vec![b'1']).await.unwrap();
    let error = numbers.next().await.unwrap().unwrap_err();
    assert!(matches!(error.message, Message::Blob(_)));
}

#[wasm_bindgen_test]
fn bytes_after_the_value_are_an_error_in_every_binary_format() {
    fn refuses<C, E: Debug>(codec: C)
    where
        C: Codec<u32, u32, EncodeError: Debug, DecodeError = FormatError<E>>,
    {
        let mut bytes = codec.encode(&300).unwrap().into_bytes().unwrap();
        assert_eq!(codec.decode(&bytes.clone().into()).unwrap(), 300);
        bytes.push(0);
        assert!(matches!(codec.decode(&bytes.into()), Err(FormatError::Leftover)));
    }
    refuses(MessagePack);
    refuses(Cbor);
    refuses(Postcard);
}

#[wasm_bindgen_test]
async fn a_value_that_cannot_be_encoded_is_an_error_of_every_way_to_send() {
    // JSON's names are text.
    type Unsayable = BTreeMap<(u8, u8), u8>;
    let client = Client::builder(Scope::new().url("silent")).connect().unwrap();
    let typed = client.typed::<(), Unsayable, Json>();
    let value = Unsayable::from([((1, 2), 3)]);
    assert!(matches!(typed.send(&value).await, Err(TypedSendError::Encode(_))));
    let refused = typed.try_send(&value).unwrap_err();
    assert!(matches!(refused, TypedTrySendError::Encode(_)));
    let mut sink = typed.sink();
    assert!(matches!(sink.send(value).await, Err(TypedSinkError::Encode(_))));
    assert_eq!(client.queued_messages(), 0);
    client.close();
    let raw: TypedTrySendError<serde_json::Error> = client.try_send("late").unwrap_err().into();
    assert!(raw.to_string().contains("closing"), "{raw}");
    let late = typed.send(&Unsayable::new()).await;
    assert!(
        matches!(late, Err(TypedSendError::Closed(message)) if message.as_text() == Some("{}"))
    );
}

/// A format's error that has a cause.
#[derive(Debug)]
struct Fault(fmt::Error);

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a fault")
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[wasm_bindgen_test]
fn what_an_error_says_is_not_told_again_by_its_source() {
    let fault = || Fault(fmt::Error);
    let format = FormatError::Format(fault());
    let errors: [&dyn Error; 6] = [
        &FormatError::Format(fault()),
        &DecodeError { message: "no value".into(), error: format },
        &TypedSendError::Encode(fault()),
        &TypedTrySendError::Encode(fault()),
        &TypedSinkError::Encode(fault()),
        &TypedCallError::Encode(fault()),
    ];
    for error in errors {
        assert!(error.to_string().ends_with("a fault"), "{error}");
        assert!(error.source().is_some_and(<dyn Error>::is::<fmt::Error>), "{error}");
    }
    let faulty = ConnectionError::Url(ConnectError::Fragment);
    assert!(faulty.to_string().ends_with(&ConnectError::Fragment.to_string()), "{faulty}");
    assert!(faulty.source().is_none());
}

/// A codec of one's own, with a state: a shift of the alphabet.
struct Shift(u8);

impl Codec<String, String> for Shift {
    type EncodeError = Infallible;
    type DecodeError = &'static str;

    fn encode(&self, value: &String) -> Result<Message, Infallible> {
        Ok(Message::Binary(value.bytes().map(|byte| byte.wrapping_add(self.0)).collect()))
    }

    fn decode(&self, message: &Message) -> Result<String, &'static str> {
        let bytes = message.as_bytes().ok_or("not binary")?;
        let text = bytes.iter().map(|byte| byte.wrapping_sub(self.0)).collect();
        String::from_utf8(text).map_err(|_| "not text")
    }
}

#[wasm_bindgen_test]
async fn a_codec_of_ones_own_serves_callbacks_and_options() {
    let (client, mut told) = connect(Scope::new().url("echo"));
    let typed = client.typed_with::<String, String, _>(Shift(1));
    let heard = Rc::new(RefCell::new(Vec::new()));
    let log = heard.clone();
    let subscription =
        typed.on_message(move |text| log.borrow_mut().push(text.map_err(|error| error.error)));
    let message = typed.encode(&"secret".into()).unwrap();
    client.send(Outgoing::new(message).key("key")).await.unwrap();
    client.send("plain").await.unwrap();
    assert_eq!(told.text().await, "plain");
    assert_eq!(*heard.borrow(), [Ok("secret".to_owned()), Err("not binary")]);
    drop(subscription);
}
