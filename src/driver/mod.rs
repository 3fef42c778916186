//! Runs the engine on a platform: every input is followed, in one place, by
//! draining every output.
//!
//! The driver knows neither browser nor language. It is given a [`Platform`]
//! (clocks, a timer, the page, sockets) and a [`Face`] (whom to ask and to
//! tell): the Rust [`Client`] on wasm-bindgen is one pair, the npm package on
//! plain numbers another, and a program with needs of its own could write a
//! third. Everybody else uses a face.
//!
//! [`Client`]: crate::Client

mod drive;
mod face;
mod ledger;
mod platform;

pub use crate::engine::Transmission;
pub use drive::{Driver, SocketChange};
pub use face::{Face, Held, Resolution};
pub use ledger::Ledger;
pub use platform::Platform;
