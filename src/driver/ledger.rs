//! What is noted for the short ways: messages handed over in a burst, of which the engine
//! is to be told, and when it need not be asked.

use crate::engine::{Payload, Time};
use std::cell::{Cell, RefCell};

/// Where nothing may be handed over.
const CLOSED: f64 = f64::NEG_INFINITY;

/// So many bytes are handed over before the socket is asked whether they have left. What
/// has left gives its memory back, for the messages that follow, while the nearest of a
/// processor's caches still holds it: 32 KB where they are small. By the bench, "send
/// 1 KB binary" from Rust.
const ASK_AFTER: f64 = 32_768.0;

/// What the engine has allowed to be handed over without being asked again, and what
/// was. A [`Face`](super::Face) keeps it for the driver.
///
/// Whoever asks the engine for anything, or changes it, tells it of all this before, so
/// that nobody sees that it is told late.
#[derive(Debug)]
pub struct Ledger<P> {
    /// Bytes that may still be handed over.
    room: Cell<f64>,
    /// With no more room than this the socket is asked.
    asked_at: Cell<f64>,
    /// A message is being handed over, of which the engine does not know.
    is_in_hand: Cell<bool>,
    handed: RefCell<Vec<P>>,
    /// A message that arrives has nothing to be done but counted and told. Noted,
    /// because between two messages the browser fills the processor's cache, and to ask
    /// the engine takes longer than all else here.
    pub(super) is_at_rest: Cell<bool>,
    /// When a message was sent past the queue, if the platform has told nothing
    /// since: another one at the same time is of the same task.
    pub(super) sent_at: Cell<Time>,
}

/// Closed, and with nothing written down.
impl<P> Default for Ledger<P> {
    fn default() -> Self {
        Self {
            room: Cell::new(CLOSED),
            asked_at: Cell::new(CLOSED),
            is_in_hand: Cell::new(false),
            handed: RefCell::new(Vec::new()),
            is_at_rest: Cell::new(false),
            sent_at: Cell::new(Time::NEVER),
        }
    }
}

impl<P: Payload> Ledger<P> {
    /// The engine allows so many bytes, or nothing.
    pub(super) fn open(&self, room: Option<f64>) {
        let room = room.unwrap_or(CLOSED);
        self.room.set(room);
        self.asked_at.set(room - ASK_AFTER);
    }

    pub(super) fn is_open(&self) -> bool {
        self.room.get() > CLOSED
    }

    pub(super) fn admits(&self, bytes: usize) -> bool {
        bytes as f64 <= self.room.get()
    }

    /// Whether the socket is to be asked before another message of `bytes`.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        self.room.get() <= self.asked_at.get() || !self.admits(bytes)
    }

    pub(super) fn take_in_hand(&self) {
        self.is_in_hand.set(true);
    }

    /// Whether the engine still does not know of the message in hand.
    pub(super) fn release_hand(&self) -> bool {
        self.is_in_hand.replace(false)
    }

    /// The message in hand was taken.
    pub(super) fn note(&self, payload: P) {
        self.room.set(self.room.get() - payload.bytes() as f64);
        self.handed.borrow_mut().push(payload);
    }

    /// Nothing more is handed over, and this is what was.
    pub(super) fn close(&self, tell: impl FnOnce(&mut Vec<P>)) {
        self.room.set(CLOSED);
        tell(&mut self.handed.borrow_mut());
    }
}
