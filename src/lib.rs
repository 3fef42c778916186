//! A WebSocket client for browsers that reconnects, queues, paces and never
//! loses a message without saying so.
//!
//! ```no_run
//! use sockline::{Client, ConnectError, Subscription};
//!
//! fn chat() -> Result<(Client, Subscription), ConnectError> {
//!     let client = Client::builder("wss://example.com/chat").connect()?;
//!
//!     let messages = client.on_message(|message| {
//!         if let Some(text) = message.as_text() {
//!             web_sys::console::log_2(&"received".into(), &text.into());
//!         }
//!     });
//!
//!     // Waits in the queue until the connection is open; after a loss, until the next one is.
//!     let _ = client.try_send("hello");
//!
//!     Ok((client, messages))
//! }
//! ```
//!
//! Keep what it returns: dropping a subscription unsubscribes its callback,
//! dropping the last clone of the client closes it.
//!
//! The [`Builder`] has the options: [`Builder::url_provider`] for a fresh token
//! at each attempt, [`Builder::heartbeat`] to notice dead connections, when to
//! connect again, how much may wait. It runs in windows and in workers; compiled
//! for anything else, connecting is [`ConnectError::NoBrowser`].
//!
//! | Feature | What it adds |
//! |---|---|
//! | `client` (default) | [`Client`] and all that it gives, with a [`Codec`] of your own |
//! | `json`, `msgpack`, `cbor`, `postcard` | the codecs `Json`, `MessagePack`, `Cbor`, `Postcard` |
//! | `io` | `client.bytes()`: `AsyncRead`, `AsyncBufRead` and `AsyncWrite` |
//! | `serde` | options and statistics to and from plain JavaScript objects |
//! | `send-wrapper` | a handle and messages that are `Send`, for Leptos |
//!
//! Front ends need what is exported here. The [`engine`], which decides
//! everything and is pure, the [`driver`], which runs it, and the [`browser`],
//! which alone touches the browser, are the rooms below: public for the npm
//! package and for simulations.

/// Compiles the guide's code.
#[cfg(all(doctest, feature = "json"))]
#[doc = include_str!("../docs/coming-from.md")]
mod coming_from {}

#[cfg(feature = "client")]
pub mod browser;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod codec;
pub mod driver;
pub mod engine;

#[cfg(feature = "io")]
pub use client::Bytes;
#[cfg(feature = "client")]
pub use client::{
    BinaryType, BlobError, Builder, Call, CallError, Calls, Client, ClientEvent, Closed, Closing,
    ConnectError, ConnectionError, DrainError, Drained, Dropped, Duplex, Ended, Events, Fate,
    History, LifeOver, Message, MessageSink, Messages, Opened, Outgoing, Reconnecting, SendError,
    Sending, SinkError, Snapshot, Subscription, Tracked, TrySendError,
};
#[cfg(feature = "serde")]
pub use client::{HeartbeatOptions, JsError, Options, from_js, to_js};
#[cfg(feature = "send-wrapper")]
pub use client::{SendClient, SendMessage};
#[cfg(feature = "cbor")]
pub use codec::Cbor;
#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor", feature = "postcard"))]
pub use codec::FormatError;
#[cfg(feature = "json")]
pub use codec::Json;
#[cfg(feature = "msgpack")]
pub use codec::MessagePack;
#[cfg(feature = "postcard")]
pub use codec::Postcard;
#[cfg(feature = "client")]
pub use codec::{
    Codec, DecodeError, Typed, TypedCallError, TypedCalls, TypedMessages, TypedSendError,
    TypedSink, TypedSinkError, TypedTrySendError,
};
#[cfg(feature = "client")]
pub use engine::{
    Cause, CloseError, DropReason, EndCause, HeartbeatConfig, Outcome, Overflow, PacingConfig,
    Priority, QueueConfig, Resend, RetryConfig, SendOptions, State, Stats, Window,
};
