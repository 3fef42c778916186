//! The Rust face: [`Client`], its builder, callbacks and messages.

mod binary_type;
mod builder;
mod callbacks;
mod error;
mod events;
mod face;
mod handle;
mod message;
mod provider;
mod target;

pub use binary_type::BinaryType;
pub use builder::Builder;
pub use callbacks::Subscription;
pub use error::{ConnectError, ConnectionError, TrySendError};
pub use events::{Closed, Dropped, Opened, Reconnecting};
pub use handle::Client;
pub use message::Message;
