//! The only code that touches the browser: socket, timer, clock, page, and the
//! driver that runs the engine on them.
//!
//! This room is for those who build a face: the Rust [`Client`] and the npm
//! package are two, and a program with needs of its own could write a third by
//! implementing [`Face`]. Everybody else uses a face.
//!
//! Works in a window and in workers; what a worker lacks (`document`, page
//! events) is simply absent there.
//!
//! [`Client`]: crate::Client

mod clock;
mod driver;
mod face;
mod page;
mod seed;
mod timer;
mod url;
mod web_socket;

pub use driver::Driver;
pub use face::{Face, Resolution};
pub use url::{ParsedUrl, parse_url};
pub use web_socket::{CloseEvent, MessageEvent, WebSocket};
