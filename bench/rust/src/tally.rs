//! What has arrived.

use std::sync::atomic::{AtomicU32, Ordering};

/// Counts messages and their bytes. Shared by atomics, because one contestant asks for callbacks
/// that are `Send`; in WebAssembly without threads these are plain numbers.
#[derive(Debug, Default)]
pub struct Tally {
    messages: AtomicU32,
    bytes: AtomicU32,
}

impl Tally {
    /// A message was read that has this many bytes.
    pub fn add(&self, bytes: usize) {
        self.messages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u32, Ordering::Relaxed);
    }

    /// How many have arrived.
    pub fn messages(&self) -> u32 {
        self.messages.load(Ordering::Relaxed)
    }

    /// How large they were in all, modulo 2³².
    pub fn bytes(&self) -> u32 {
        self.bytes.load(Ordering::Relaxed)
    }
}
