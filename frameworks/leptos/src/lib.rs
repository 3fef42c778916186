#![doc = include_str!("../README.md")]

mod hook;
mod mounted;
mod options;
mod received;
mod socket;
mod subscribers;
mod typed;

pub use hook::use_socket;
pub use options::SocketOptions;
pub use socket::UseSocket;
pub use sockline;
pub use typed::{UseTypedSocket, use_typed_socket};
