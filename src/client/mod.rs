//! The Rust face: [`Client`], its builder, callbacks, streams and messages.

mod binary_type;
mod builder;
mod callbacks;
mod calls;
mod drained;
mod duplex;
mod end;
mod error;
mod events;
mod face;
mod fate;
mod handle;
mod history;
#[cfg(feature = "io")]
mod io;
mod listeners;
mod mailbox;
mod message;
mod numbers;
#[cfg(feature = "serde")]
mod options;
mod outgoing;
mod outlet;
mod parcel;
#[cfg(feature = "serde")]
mod plain;
mod provider;
#[cfg(feature = "send-wrapper")]
mod send_wrapper;
mod sending;
#[cfg(feature = "serde")]
mod shapes;
mod sink;
mod states;
mod streams;
mod target;
mod waiters;

pub use binary_type::BinaryType;
pub use builder::Builder;
pub use callbacks::Subscription;
pub use calls::{Call, Calls};
pub(crate) use calls::{Correlate, Exchange};
pub use drained::Drained;
pub use duplex::Duplex;
pub use end::{Closing, Ended, LifeOver};
#[cfg(feature = "serde")]
pub use error::JsError;
pub use error::{
    BlobError, CallError, ConnectError, ConnectionError, DrainError, SendError, SinkError,
    TrySendError,
};
pub use events::{Closed, Dropped, Opened, Reconnecting};
pub use fate::Fate;
pub use handle::Client;
pub use history::{History, Snapshot};
#[cfg(feature = "io")]
pub use io::Bytes;
pub use message::Message;
#[cfg(feature = "serde")]
pub use options::{HeartbeatOptions, Options, from_js, to_js};
pub use outgoing::Outgoing;
#[cfg(feature = "send-wrapper")]
pub use send_wrapper::{SendClient, SendMessage};
pub use sending::{Sending, Tracked};
pub use sink::MessageSink;
pub use streams::{ClientEvent, Events, Messages};
