#![doc = include_str!("../README.md")]

mod handle;
mod hook;
mod link;
mod options;
mod redraw;
mod typed;
mod view;

pub use handle::UseSocket;
pub use hook::use_socket;
pub use options::SocketOptions;
pub use sockline;
pub use typed::{UseTypedSocket, use_typed_socket};
