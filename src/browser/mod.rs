//! The only code that touches the browser: socket, timeout, clock, page.
//!
//! [`Web`] is the [`Platform`] on which the Rust face runs. It works in a window
//! and in workers; what a worker lacks (`document`, page events) is simply
//! absent there.
//!
//! [`Platform`]: crate::driver::Platform

mod caught;
mod clock;
mod encoded_text;
mod handlers;
mod kept_views;
mod latin_text;
mod long_text;
mod page;
mod received;
mod seed;
mod short_text;
mod sleep;
mod span;
mod text;
mod timeout;
mod url;
mod web;
mod web_socket;

pub use caught::{caught, reported};
pub use encoded_text::encoded_text;
pub use handlers::{Handlers, WebFace};
pub use latin_text::latin_text;
pub use received::Received;
pub use seed::seed;
pub use sleep::Sleep;
pub use text::Text;
pub use url::parse_url;
pub use web::Web;
pub use web_socket::WebSocket;
