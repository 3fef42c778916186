#![doc = include_str!("../README.md")]

mod handle;
mod hook;
mod mounted;
mod options;
mod received;
mod subscribers;
mod typed;

pub use handle::UseSocket;
pub use hook::use_socket;
pub use options::SocketOptions;
pub use sockline;
pub use typed::{UseTypedSocket, use_typed_socket};
