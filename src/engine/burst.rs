//! Many messages handed over in one task, without asking the socket at each.
//!
//! While a task runs a browser's buffer does not drain (WHATWG WebSockets,
//! `bufferedAmount`), so what one message has shown of how the buffer counts holds
//! for all that follow it in the same task. A task in whose middle the browser runs
//! others, as for a dialog, does no harm: what the buffer lost meanwhile has left,
//! and a socket that has begun to close counts what it is given and keeps it.

use super::attempt::AttemptId;
use super::delivery::{Rejected, Transmission};
use super::envelope::{MessageId, Priority};
use super::lifecycle::Engine;
use super::payload::Payload;
use super::stats::Figure;
use super::time::Time;

/// The most that is handed over before the buffer is asked, so that without a
/// window nothing is kept for long that has left already.
const MOST: f64 = 1_048_576.0;

/// A burst under way.
#[derive(Debug)]
pub(super) struct Burst {
    attempt: AttemptId,
    /// By how much the buffer grows for each byte of a message: 1, or 0 where it
    /// shows nothing, or nothing yet.
    growth: f64,
    /// Bytes that the window still admits.
    room: f64,
    /// Messages that were handed over and not seen in the buffer.
    unseen: u32,
}

/// For programs to which time is worth more than size.
impl<P: Payload> Engine<P> {
    /// Begins a burst if this message, which has just gone by itself, shows how
    /// the socket's buffer counts. Before [`Self::handle_buffered`] comes
    /// [`Self::end_burst`], and before the task ends, after a look at the buffer,
    /// [`Self::end_task`].
    pub fn begin_burst(&mut self, id: MessageId) -> bool {
        // Whatever an earlier one has shown.
        self.burst = None;
        // Only the newest of those that the browser holds has gone by itself.
        if self.in_flight.back() != id.index || self.messages.id(id.index) != id {
            return false;
        }
        let slot = self.messages.slot(id.index);
        let growth = (slot.end - slot.start) / slot.bytes as f64;
        (growth == 1.0 || growth == 0.0) && self.start_burst(growth)
    }

    fn start_burst(&mut self, growth: f64) -> bool {
        let room = self.window_room().min(MOST);
        if room > 0.0 {
            self.burst = Some(Burst { attempt: self.attempt(), growth, room, unseen: 0 });
        }
        room > 0.0
    }

    /// How many bytes the driver may hand over in messages without options, one after
    /// another, before it tells of them by [`Self::handle_burst`]. It tells before it
    /// asks the engine for anything else, or has it do anything. `None` if no burst is
    /// under way, or something else comes first.
    pub fn burst_room(&self) -> Option<f64> {
        let burst = self.burst.as_ref()?;
        let is_free = self.is_current(burst.attempt)
            && self.may_transmit()
            && self.queue.is_empty()
            && self.pending.is_empty();
        // What went another way in the same task is in the buffer too.
        let room = burst.room.min(self.window_room());
        (is_free && room >= 0.0).then_some(room)
    }

    fn window_room(&self) -> f64 {
        self.pacing.window() - self.sending.buffered
    }

    /// Messages of the burst were handed over in this order.
    pub fn handle_burst(&mut self, handed: &mut Vec<P>) {
        let attempt = self.attempt();
        for payload in handed.drain(..) {
            self.hold_in_burst();
            self.handle_sent_in_burst(attempt, payload, true);
        }
    }

    /// [`Self::handle_burst`] of messages of which the buffer shows nothing, and a look at
    /// it: they need neither slots nor numbers any more.
    fn handle_burst_gone(&mut self, handed: &mut Vec<P>) {
        self.counts.add(Figure::MessagesSent, handed.len() as f64);
        let bytes: usize = handed.iter().map(P::bytes).sum();
        self.counts.add(Figure::BytesSent, bytes as f64);
        handed.drain(..).for_each(P::delivered);
    }

    /// A message of the burst is in the driver's hands. Where handing it over runs user
    /// code, nothing overtakes it. [`Self::handle_sent_in_burst`] follows.
    pub fn hold_in_burst(&mut self) {
        self.sending.in_hand = true;
        self.sending.rejected = Rejected::NONE;
        self.messages.reserve_number();
    }

    /// The message of [`Self::hold_in_burst`] was handed over, or refused.
    pub fn handle_sent_in_burst(
        &mut self,
        attempt: AttemptId,
        payload: P,
        is_taken: bool,
    ) -> MessageId {
        let mut buffered = self.sending.buffered;
        // It is gone if the connection ended while the browser took the message.
        if let Some(burst) = &mut self.burst
            && is_taken
        {
            let bytes = payload.bytes() as f64;
            burst.unseen += 1;
            burst.room -= bytes;
            buffered += bytes * burst.growth;
        }
        let transmission =
            if is_taken { Transmission::Taken { buffered } } else { Transmission::Refused };
        let index = self.messages.insert(payload, None, Priority::default(), Time::NEVER).index;
        self.messages.give_reserved_number(index);
        let id = self.messages.id(index);
        self.note_transmission(attempt, index, transmission);
        id
    }

    /// [`Self::handle_burst`] and [`Self::handle_buffered`] in the middle of a burst, which
    /// goes on if the buffer has room.
    pub fn renew_burst(
        &mut self,
        now: Time,
        attempt: AttemptId,
        buffered: f64,
        handed: &mut Vec<P>,
    ) {
        let growth = self.burst.as_ref().map(|burst| burst.growth);
        if growth == Some(0.0) && buffered <= 0.0 {
            self.handle_burst_gone(handed);
        } else {
            self.handle_burst(handed);
        }
        let expected = self.sending.buffered;
        self.end_burst(attempt, buffered);
        // Within one task nothing leaves, which says nothing of the link.
        if buffered < expected || buffered <= 0.0 {
            self.handle_buffered(now, attempt, buffered);
        }
        if let Some(growth) = growth
            && buffered <= expected
            && self.is_current(attempt)
        {
            self.start_burst(growth);
        }
    }

    /// Whether the message of a burst that was just handed over has left something
    /// to do: it was refused, or handing it over ran user code.
    pub fn has_more(&self) -> bool {
        self.has_events()
            || !self.queue.is_empty()
            || !self.pending.is_empty()
            || self.sending.close_after_flush.is_some()
    }

    /// The socket's buffer holds `buffered` at the end of a burst.
    pub fn end_burst(&mut self, attempt: AttemptId, buffered: f64) {
        let Some(burst) = self.burst.take() else { return };
        // If it is less, something has left meanwhile. If it is more, the buffer counts
        // otherwise than the first message showed.
        let surplus = buffered - self.sending.buffered;
        let is_its_own = burst.attempt == attempt && self.is_current(attempt);
        // With nothing unseen it is the first message that the buffer shows late, and holds still.
        if surplus > 0.0 && burst.unseen > 0 && is_its_own {
            self.in_flight.blur(&mut self.messages, burst.unseen, surplus);
            self.sending.buffered = buffered;
        }
    }

    /// The task ends, and with it the burst. One that [`Self::wants_buffered`] asked
    /// for nothing, because nothing was left in the buffer, has not ended before.
    pub fn end_task(&mut self) {
        self.burst = None;
    }
}
