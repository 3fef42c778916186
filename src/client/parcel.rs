//! The Rust face's payload: a message, and who waits for its fate.

use super::fate::{Fate, Tracker};
#[cfg(feature = "io")]
use super::io::Chunk;
use super::message::Message;
use crate::engine::Payload;

/// A message, and who wants to know what becomes of it.
///
/// The engine knows nothing of them: it gives back every message that it does not
/// deliver, so one that it drops has left the browser.
#[derive(Debug)]
pub(super) struct Parcel {
    message: Message,
    waiting: Waiting,
}

#[derive(Debug)]
enum Waiting {
    Nobody,
    Task(Tracker),
    #[cfg(feature = "io")]
    Stream(Chunk),
}

impl Parcel {
    pub(super) fn new(message: Message) -> Self {
        Self { message, waiting: Waiting::Nobody }
    }

    pub(super) fn tracked(message: Message, tracker: Tracker) -> Self {
        Self { message, waiting: Waiting::Task(tracker) }
    }

    #[cfg(feature = "io")]
    pub(super) fn chunk(message: Message, chunk: Chunk) -> Self {
        Self { message, waiting: Waiting::Stream(chunk) }
    }

    pub(super) fn message(&self) -> &Message {
        &self.message
    }

    /// The message, of which this is what became.
    pub(super) fn settle(self, fate: Fate) -> Message {
        match &self.waiting {
            Waiting::Nobody => {}
            Waiting::Task(tracker) => tracker.settle(fate),
            #[cfg(feature = "io")]
            Waiting::Stream(chunk) => chunk.give_back(),
        }
        self.message
    }

    /// The message, which was never accepted. It has no fate.
    pub(super) fn reject(self) -> Message {
        self.message
    }
}

impl Payload for Parcel {
    type Key = String;
    type Reason = String;

    fn bytes(&self) -> usize {
        self.message.size()
    }
}
