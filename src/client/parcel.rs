//! A message on its way through the engine.

use super::fate::{Fate, Tracker};
use super::message::Message;
use crate::engine::Payload;

/// A message, and who wants to know what becomes of it.
///
/// The engine knows nothing of the tracker: it gives back every message that it
/// does not deliver, so one that it drops has left the browser.
#[derive(Debug)]
pub(super) struct Parcel {
    message: Message,
    tracker: Option<Tracker>,
}

impl Parcel {
    pub(super) fn new(message: Message) -> Self {
        Self { message, tracker: None }
    }

    pub(super) fn tracked(message: Message, tracker: Tracker) -> Self {
        Self { message, tracker: Some(tracker) }
    }

    pub(super) fn message(&self) -> &Message {
        &self.message
    }

    /// The message, of which this is what became.
    pub(super) fn settle(self, fate: Fate) -> Message {
        if let Some(tracker) = &self.tracker {
            tracker.settle(fate);
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
