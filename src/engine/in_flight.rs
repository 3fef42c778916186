//! Messages that the browser holds: handed over, not yet seen to have left.

use super::envelope::{Envelope, MessageId};
use super::payload::Payload;
use std::collections::VecDeque;

/// Remembers every message handed to the current socket until the socket's
/// `bufferedAmount` shows it gone.
///
/// Positions are counted in the browser's own measure: a message is as long as
/// `bufferedAmount` grew when it was handed over, so a runtime that counts
/// framing, or nothing at all, is still consistent with itself.
#[derive(Debug)]
pub(super) struct InFlight<P: Payload> {
    handed: VecDeque<Handed<P>>,
    /// The end of the newest message.
    end: f64,
    /// The end of the newest ping.
    ping_end: f64,
}

#[derive(Debug)]
struct Handed<P: Payload> {
    envelope: Envelope<P>,
    start: f64,
    end: f64,
}

impl<P: Payload> InFlight<P> {
    pub(super) fn new() -> Self {
        Self { handed: VecDeque::new(), end: 0.0, ping_end: 0.0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.handed.is_empty()
    }

    /// Whether the browser holds this message. The newest is looked at first.
    pub(super) fn contains(&self, id: MessageId) -> bool {
        self.handed.iter().rev().any(|handed| handed.envelope.id == id)
    }

    /// Everything before this position has left the browser.
    pub(super) fn drained(&self, buffered: f64) -> f64 {
        self.end - buffered
    }

    /// Notes a message whose handing over made the buffer grow from `before`
    /// to `after`.
    pub(super) fn push(&mut self, envelope: Envelope<P>, before: f64, after: f64) {
        let start = self.end;
        self.end += (after - before).max(0.0);
        self.handed.push_back(Handed { envelope, start, end: self.end });
    }

    /// Notes a ping.
    pub(super) fn push_ping(&mut self, before: f64, after: f64) {
        self.end += (after - before).max(0.0);
        self.ping_end = self.end;
    }

    /// Whether the ping still has messages before it in the buffer.
    pub(super) fn ping_waits(&self, buffered: f64) -> bool {
        self.drained(buffered) < self.ping_end
    }

    /// Takes a message that a buffer of `buffered` bytes no longer holds.
    pub(super) fn pop_drained(&mut self, buffered: f64) -> Option<Envelope<P>> {
        let drained = self.drained(buffered);
        if self.handed.front()?.end > drained {
            return None;
        }
        self.handed.pop_front().map(|handed| handed.envelope)
    }

    /// Takes the newest message if it lies wholly inside the last `residue`
    /// bytes: it never left the browser.
    pub(super) fn pop_unsent(&mut self, residue: f64) -> Option<Envelope<P>> {
        let drained = self.drained(residue);
        if !self.handed.back()?.is_after(drained) {
            return None;
        }
        self.pop_newest()
    }

    /// Takes the newest message.
    pub(super) fn pop_newest(&mut self) -> Option<Envelope<P>> {
        self.handed.pop_back().map(|handed| handed.envelope)
    }

    /// Takes the oldest message, with whether it certainly never left.
    pub(super) fn pop_oldest(&mut self, residue: Option<f64>) -> Option<(Envelope<P>, bool)> {
        let drained = residue.map_or(f64::INFINITY, |residue| self.drained(residue));
        let handed = self.handed.pop_front()?;
        let is_unsent = handed.is_after(drained);
        Some((handed.envelope, is_unsent))
    }

    /// Starts the count of a new socket, whose buffer is empty.
    pub(super) fn reset(&mut self) {
        self.handed.clear();
        self.end = 0.0;
        self.ping_end = 0.0;
    }
}

impl<P: Payload> Handed<P> {
    /// Wholly after this position. An empty message right at it may have been
    /// the last to go, so it does not count.
    fn is_after(&self, position: f64) -> bool {
        self.start >= position && self.end > position
    }
}
