//! What a contestant has to do.

use std::future::Future;
use std::sync::Arc;

use wasm_bindgen::JsValue;

use crate::Tally;

/// One way to use a WebSocket from Rust.
///
/// Messages are given as a program has them that has just made them: owned. A contestant that needs
/// less is free to borrow.
pub trait Contestant: Sized + 'static {
    /// Resolves when the connection is open. Whatever arrives is read into memory and counted.
    fn connect(url: &str, tally: Arc<Tally>) -> impl Future<Output = Result<Self, Failed>>;

    /// Sends a text.
    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>>;

    /// Sends bytes.
    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>>;

    /// Sends a text before all others that wait, where the library knows of priorities.
    fn send_urgent(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        self.send_text(text)
    }
}

/// A contestant did not do it. It says no more, because text and its formatting would count among
/// its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

impl From<Failed> for JsValue {
    fn from(_: Failed) -> Self {
        Self::from_str("the contestant has failed")
    }
}
