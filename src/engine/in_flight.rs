//! Messages that the browser holds: handed over, not yet seen to have left.

use super::messages::{Index, List, Messages, NONE};
use super::payload::Payload;

/// The residue where the runtime's figure is worth nothing: no comparison with
/// it holds, so that no message counts as unsent, and none as delivered.
pub(super) const UNKNOWN: f64 = f64::NAN;

/// Remembers every message handed to the current socket until the socket's
/// `bufferedAmount` shows it gone.
///
/// Positions are counted in the browser's own measure: a message is as long as
/// `bufferedAmount` grew when it was handed over, so a runtime that counts
/// framing, or nothing at all, is still consistent with itself. In a burst that
/// is assumed, and looked at when it ends. Positions go on from socket to socket:
/// only their distances from the end matter.
#[derive(Debug)]
pub(super) struct InFlight {
    handed: List,
    /// The end of the newest message.
    end: f64,
}

impl InFlight {
    pub(super) const fn new() -> Self {
        Self { handed: List::EMPTY, end: 0.0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.handed.front == NONE
    }

    /// Everything before this position has left the browser.
    pub(super) fn drained(&self, buffered: f64) -> f64 {
        self.end - buffered
    }

    /// Notes a message whose handing over made the buffer grow by `growth`.
    pub(super) fn push<P: Payload>(
        &mut self,
        messages: &mut Messages<P>,
        index: Index,
        growth: f64,
    ) {
        let slot = messages.slot_mut(index);
        slot.start = self.end;
        self.end += growth;
        slot.end = self.end;
        self.handed.insert(messages, index, self.handed.back);
    }

    /// The newest `count` messages hold `surplus` more than was assumed, and nobody
    /// knows which. So none of them counts as unsent, and none as delivered before
    /// all are.
    pub(super) fn blur<P: Payload>(
        &mut self,
        messages: &mut Messages<P>,
        count: u32,
        surplus: f64,
    ) {
        self.end += surplus;
        let mut index = self.handed.back;
        for _ in 0..count {
            let slot = messages.slot_mut(index);
            slot.start = f64::NEG_INFINITY;
            slot.end = self.end;
            index = slot.previous;
        }
    }

    /// Notes a ping.
    pub(super) fn push_ping(&mut self, growth: f64) {
        self.end += growth;
    }

    /// The oldest message if it lies wholly before this position, or [`NONE`].
    pub(super) fn drained_front<P: Payload>(&self, messages: &Messages<P>, drained: f64) -> Index {
        let front = self.handed.front;
        if front == NONE || messages.slot(front).end > drained { NONE } else { front }
    }

    /// The oldest message, or [`NONE`].
    pub(super) fn front(&self) -> Index {
        self.handed.front
    }

    /// The newest message, or [`NONE`].
    pub(super) fn back(&self) -> Index {
        self.handed.back
    }

    /// Whether a message lies wholly inside the last `residue` bytes, and so
    /// never left the browser. An empty message right at the edge may have been
    /// the last to go, so it does not count.
    pub(super) fn is_unsent<P: Payload>(
        &self,
        messages: &Messages<P>,
        index: Index,
        residue: f64,
    ) -> bool {
        let drained = self.drained(residue);
        let slot = messages.look_up(index);
        slot.start >= drained && slot.end > drained
    }

    /// Takes a message out, wherever it stands.
    pub(super) fn remove<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        self.handed.remove(messages, index);
    }
}
