//! What has arrived.

use std::future::poll_fn;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;

use futures::task::AtomicWaker;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Counts messages and their bytes. Shared by atomics, because one contestant asks for callbacks
/// that are `Send`; in WebAssembly without threads these are plain numbers.
#[derive(Debug, Default)]
pub struct Tally {
    messages: AtomicU32,
    bytes: AtomicU32,
    /// How many messages somebody waits for.
    goal: AtomicU32,
    waiting: AtomicWaker,
}

impl Tally {
    /// A message was read that has this many bytes.
    pub fn add(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u32, Ordering::Relaxed);
        let before = self.messages.fetch_add(1, Ordering::Relaxed);
        if before + 1 == self.goal.load(Ordering::Relaxed) {
            self.waiting.wake();
        }
    }

    /// A message has arrived as the browser gives it: it is read into memory, and counted.
    pub fn read(&self, data: &JsValue) {
        if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            self.add(Uint8Array::new(buffer).to_vec().len());
        } else if let Some(text) = data.as_string() {
            self.add(text.len());
        }
    }

    /// How many have arrived.
    pub fn messages(&self) -> u32 {
        self.messages.load(Ordering::Relaxed)
    }

    /// How large they were in all, modulo 2³².
    pub fn bytes(&self) -> u32 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Resolves when so many messages have arrived in all. One at a time may wait.
    pub(crate) async fn reached(&self, goal: u32) {
        self.goal.store(goal, Ordering::Relaxed);
        poll_fn(|context| {
            self.waiting.register(context.waker());
            if self.messages() < goal { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }
}
