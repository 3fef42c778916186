//! A WebSocket client for browsers that reconnects, queues, paces and never
//! loses a message without saying so.
//!
//! [`Client`] is what Rust front ends use. The [`engine`] decides everything
//! and is pure; the [`driver`] runs it; the [`browser`] room touches the
//! browser; faces are thin.

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
    History, Message, MessageSink, Messages, Opened, Outgoing, Reconnecting, SendError, Sending,
    SinkError, Snapshot, Subscription, Tracked, TrySendError,
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
