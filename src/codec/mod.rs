//! Typed messages: a [`Codec`] turns values into messages and messages into
//! values, [`Typed`] sends and receives through one.
//!
//! [`Json`], [`MessagePack`], [`Cbor`] and [`Postcard`] stand behind the
//! features `json`, `msgpack`, `cbor` and `postcard`; any other format is an
//! implementation of [`Codec`].

mod calls;
#[cfg(feature = "cbor")]
mod cbor;
mod error;
mod format;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "msgpack")]
mod msgpack;
#[cfg(feature = "postcard")]
mod postcard;
mod sink;
mod stream;
mod typed;

pub use calls::TypedCalls;
#[cfg(feature = "cbor")]
pub use cbor::Cbor;
#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor", feature = "postcard"))]
pub use error::FormatError;
pub use error::{DecodeError, TypedCallError, TypedSendError, TypedSinkError, TypedTrySendError};
pub use format::Codec;
#[cfg(feature = "json")]
pub use json::Json;
#[cfg(feature = "msgpack")]
pub use msgpack::MessagePack;
#[cfg(feature = "postcard")]
pub use postcard::Postcard;
pub use sink::TypedSink;
pub use stream::TypedMessages;
pub use typed::Typed;
