//! A message's way: accepted, queued, handed over, settled.

use super::attempt::AttemptId;
use super::close::CloseRequest;
use super::config::{Overflow, Resend};
use super::envelope::{Envelope, MessageId, Priority, SendOptions};
use super::lifecycle::Engine;
use super::output::{Action, DropReason, Event};
use super::pacing::Pacing;
use super::payload::Payload;
use super::state::State;
use super::time::Time;

/// A message that was not accepted, given back.
#[derive(Debug)]
pub struct SendError<P> {
    /// The message.
    pub payload: P,
    /// Why.
    pub kind: SendErrorKind,
}

/// Why a message was not accepted. The caller sends too much, or too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendErrorKind {
    /// The client is closing or has ended.
    Closed,
    /// The queue is full; wait for room and send again.
    Full,
}

/// What has become of a message that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was handed to the browser.
    Sent,
    /// It waits in the queue.
    Queued,
    /// It was dropped at once and is given back by [`Event::Drop`]: the queue
    /// was full ([`Overflow::DropNewest`]), or the browser refused it.
    Dropped,
}

/// What a connection is doing with messages.
#[derive(Debug)]
pub(super) struct Sending<P: Payload> {
    last_id: u64,
    /// When to look at the buffer again.
    pub(super) look_at: Time,
    /// What the buffer held at the last look.
    buffered: f64,
    /// A connection has opened and not yet ended.
    begun: bool,
    /// The user has been told that it opened: what the handlers of `open` send
    /// with a high priority goes ahead of the queue.
    pub(super) is_announced: bool,
    /// A message is in the driver's hands; a second would overtake it if
    /// handing over the first runs user code.
    in_hand: bool,
    /// The socket is not open any more, though its end was not reported yet.
    is_halted: bool,
    /// The size of the message that was rejected last, 0 since one was taken.
    rejected_bytes: usize,
    /// The user's close waits until the queue was handed over.
    pub(super) close_after_flush: Option<CloseRequest<P::Reason>>,
    /// The client ended while messages waited.
    pub(super) gave_back_at_end: bool,
    /// Messages had to wait, and the user has not been told that they are gone.
    backlogged: bool,
}

impl<P: Payload> Sending<P> {
    pub(super) fn new() -> Self {
        Self {
            last_id: 0,
            look_at: Time::NEVER,
            buffered: 0.0,
            begun: false,
            is_announced: false,
            in_hand: false,
            is_halted: false,
            rejected_bytes: 0,
            close_after_flush: None,
            gave_back_at_end: false,
            backlogged: false,
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }
}

/// Getters.
impl<P: Payload> Engine<P> {
    /// Messages that wait in the queue.
    pub fn queued_messages(&self) -> usize {
        self.queue.messages()
    }

    /// Bytes that wait in the queue.
    pub fn queued_bytes(&self) -> usize {
        self.queue.bytes()
    }

    /// Whether a message still waits in the queue.
    pub fn is_queued(&self, id: MessageId) -> bool {
        !self.queue.is_empty() && self.queue.contains(id)
    }

    /// Whether the message that was rejected last, or one of no bytes if none
    /// was, would be accepted now without anything being dropped for it.
    pub fn has_room(&self) -> bool {
        !matches!(self.state, State::Closing | State::Closed)
            && self.accepts(self.sending.rejected_bytes)
    }

    /// What has become of a message that was just sent.
    pub fn outcome(&self, id: MessageId) -> Outcome {
        if self.is_queued(id) {
            Outcome::Queued
        } else if self.in_flight.contains(id) {
            Outcome::Sent
        } else {
            Outcome::Dropped
        }
    }

    /// Whether the client ended while messages waited, which were given back.
    pub fn gave_back_at_end(&self) -> bool {
        self.sending.gave_back_at_end
    }

    /// Whether all messages have left the browser, or were given back.
    pub fn is_drained(&self) -> bool {
        self.queue.is_empty() && self.in_flight.is_empty() && !self.sending.in_hand
    }

    /// Whether the driver should read the current socket's `bufferedAmount` and
    /// call [`Self::handle_buffered`] before it polls.
    pub fn wants_buffered(&self) -> bool {
        self.sending.begun && !self.is_drained()
    }
}

/// Commands.
impl<P: Payload> Engine<P> {
    /// Accepts a message, or gives it back. It leaves with the next polls if
    /// the connection is open and the window admits it, otherwise it waits.
    pub fn send(
        &mut self,
        now: Time,
        payload: P,
        options: SendOptions<P::Key>,
    ) -> Result<MessageId, SendError<P>> {
        self.check(now);
        if matches!(self.state, State::Closing | State::Closed) {
            return Err(SendError { payload, kind: SendErrorKind::Closed });
        }
        let SendOptions { priority, key, ttl } = options;
        let expires = now.after(ttl);
        let mut payload = payload;
        let bytes = payload.bytes();
        if let Some(place) = key.as_ref().and_then(|key| self.queue.place_of(key)) {
            let fits = self.queue.fits(&self.config.queue, bytes, 1, place.bytes);
            if fits && place.priority == priority {
                match self.queue.replace(place, payload, expires) {
                    Ok((replaced, may_have_arrived)) => {
                        self.drop_message(replaced, truth(DropReason::Replaced, may_have_arrived));
                        return Ok(place.id);
                    }
                    Err(unplaced) => payload = unplaced,
                }
            } else if !fits && self.config.queue.overflow != Overflow::DropNewest {
                self.sending.rejected_bytes = bytes;
                return Err(SendError { payload, kind: SendErrorKind::Full });
            } else if fits && let Some(outdated) = self.queue.remove(place) {
                // In the lane of its own priority it has no place to inherit.
                self.drop_envelope(outdated, DropReason::Replaced);
            }
        }
        self.sending.last_id += 1;
        let id = MessageId(self.sending.last_id);
        if !self.accepts(bytes) {
            let overflow = self.config.queue.overflow;
            match overflow {
                Overflow::DropOldest if self.make_room(bytes, priority) => {}
                Overflow::DropNewest => {
                    self.drop_message(payload, DropReason::Overflow);
                    return Ok(id);
                }
                Overflow::DropOldest | Overflow::Reject => {
                    self.sending.rejected_bytes = bytes;
                    return Err(SendError { payload, kind: SendErrorKind::Full });
                }
            }
        }
        self.sending.rejected_bytes = 0;
        let may_have_arrived = false;
        self.queue.push_back(Envelope { payload, id, expires, key, priority, may_have_arrived });
        Ok(id)
    }

    /// Empties the queue and gives its messages back in the order in which they
    /// would have been sent.
    pub fn clear_queue(&mut self) -> Vec<P> {
        let mut cleared = Vec::with_capacity(self.queue.messages());
        while let Some(envelope) = self.queue.pop_front() {
            cleared.push(envelope.payload);
        }
        self.forget_backlog();
        cleared
    }

    /// Whether a message of `bytes` fits into the queue, or need not wait there.
    fn accepts(&self, bytes: usize) -> bool {
        self.queue.fits(&self.config.queue, bytes, 0, 0) || self.goes_at_once(bytes)
    }

    fn goes_at_once(&self, bytes: usize) -> bool {
        self.may_transmit()
            && self.queue.is_empty()
            && self.pacing.admits(self.sending.buffered, bytes)
    }

    fn may_transmit(&self) -> bool {
        self.state == State::Open
            && self.sending.begun
            && self.sending.is_announced
            && !self.sending.in_hand
            && !self.sending.is_halted
    }

    /// Drops the oldest messages of the lowest priority until `bytes` fit;
    /// drops nothing if that can't succeed.
    fn make_room(&mut self, bytes: usize, priority: Priority) -> bool {
        let (messages, freed) = self.queue.freeable(priority);
        if !self.queue.fits(&self.config.queue, bytes, messages, freed) {
            return false;
        }
        while !self.queue.fits(&self.config.queue, bytes, 0, 0) {
            let Some(oldest) = self.queue.pop_oldest_of_lowest(priority) else {
                return false;
            };
            self.drop_envelope(oldest, DropReason::Overflow);
        }
        true
    }
}

/// What happened.
impl<P: Payload> Engine<P> {
    /// The current socket's `bufferedAmount`.
    pub fn handle_buffered(&mut self, now: Time, attempt: AttemptId, buffered: f64) {
        if !self.is_current(attempt) || !self.sending.begun {
            return;
        }
        if buffered < self.sending.buffered {
            self.extend_closing(now);
            if self.in_flight.ping_waits(buffered) {
                self.liveness.handle_progress(now);
            }
        }
        self.sending.buffered = buffered;
        while self.in_flight.pop_drained(buffered).is_some() {}
        let drained = self.in_flight.drained(buffered);
        let waiting = !self.queue.is_empty();
        self.pacing.observe(&self.config.pacing, now, buffered, drained, waiting);
        if self.sending.backlogged && self.is_drained() {
            self.sending.backlogged = false;
            self.events.push_back(Event::Drain);
        }
    }

    /// A message was handed to its socket, whose buffer grew from `before` to
    /// `after`.
    pub fn handle_transmitted(
        &mut self,
        attempt: AttemptId,
        envelope: Envelope<P>,
        before: f64,
        after: f64,
    ) {
        self.sending.in_hand = false;
        self.stats.messages_sent += 1.0;
        self.stats.bytes_sent += envelope.bytes() as f64;
        if self.is_current(attempt) && self.sending.begun {
            self.in_flight.push(envelope, before, after);
            self.sending.buffered = after;
        } else {
            // The connection ended while the browser took the message.
            self.settle_uncertain(envelope);
        }
    }

    /// The socket is no longer open though its end was not reported yet: the
    /// message goes back, and nothing more is handed to this connection.
    pub fn handle_not_open(&mut self, attempt: AttemptId, envelope: Envelope<P>) {
        self.sending.in_hand = false;
        self.sending.is_halted |= self.is_current(attempt);
        if matches!(self.state, State::Closing | State::Closed) {
            self.drop_envelope(envelope, DropReason::Closed);
        } else if let Err(outdated) = self.queue.put_back(envelope) {
            self.drop_envelope(outdated, DropReason::Replaced);
        }
    }

    /// The browser threw instead of taking the message.
    pub fn handle_refused(&mut self, envelope: Envelope<P>) {
        self.sending.in_hand = false;
        self.drop_envelope(envelope, DropReason::Refused);
        self.forget_backlog();
    }

    /// A ping was handed to the socket, whose buffer grew from `before` to
    /// `after`.
    pub fn handle_pinged(&mut self, attempt: AttemptId, before: f64, after: f64) {
        if self.is_current(attempt) && self.sending.begun {
            self.in_flight.push_ping(before, after);
            self.sending.buffered = after;
        }
    }
}

/// One connection's sending, from its opening to its end.
impl<P: Payload> Engine<P> {
    pub(super) fn begin_sending(&mut self, now: Time) {
        self.in_flight.reset();
        self.pacing = Pacing::new(&self.config.pacing, now);
        self.sending.buffered = 0.0;
        self.sending.begun = true;
        self.sending.is_announced = false;
        self.sending.is_halted = false;
    }

    pub(super) fn rest_sending(&mut self) {
        self.sending.begun = false;
        self.sending.close_after_flush = None;
        self.sending.look_at = Time::NEVER;
    }

    /// The next message that may go, or what follows when none may.
    pub(super) fn poll_transmit(&mut self, now: Time) -> Option<Action<P>> {
        if self.sending.in_hand || !self.sending.begun {
            return None;
        }
        let flushes = self.sending.close_after_flush.is_some();
        if self.may_transmit() || (flushes && !self.sending.is_halted) {
            while let Some(bytes) = self.queue.front_bytes() {
                if !flushes && !self.pacing.admits(self.sending.buffered, bytes) {
                    break;
                }
                let Some(envelope) = self.queue.pop_front() else {
                    break;
                };
                // A timer may be late; the clock is not.
                if envelope.expires < now {
                    self.drop_envelope(envelope, DropReason::Expired);
                    self.forget_backlog();
                    continue;
                }
                self.sending.in_hand = true;
                return Some(Action::Transmit { attempt: self.attempt(), envelope });
            }
        }
        if let Some(request) = self.sending.close_after_flush.take() {
            return Some(Action::Close { attempt: self.attempt(), request });
        }
        self.sending.backlogged |= !self.queue.is_empty();
        self.schedule_look(now);
        None
    }

    /// Something waits: look again. Nothing waits: nothing polls.
    fn schedule_look(&mut self, now: Time) {
        self.sending.look_at = if self.is_drained() {
            Time::NEVER
        } else {
            self.sending.look_at.min(now.after(self.pacing.look_interval()))
        };
    }

    pub(super) fn drop_expired(&mut self, now: Time) {
        while let Some(envelope) = self.queue.pop_expired(now) {
            self.drop_envelope(envelope, DropReason::Expired);
            self.forget_backlog();
        }
    }

    /// What waited has gone another way than through the browser.
    pub(super) fn forget_backlog(&mut self) {
        if self.is_drained() {
            self.sending.backlogged = false;
        }
    }

    pub(super) fn drop_envelope(&mut self, envelope: Envelope<P>, reason: DropReason) {
        self.drop_message(envelope.payload, truth(reason, envelope.may_have_arrived));
    }

    fn drop_message(&mut self, payload: P, reason: DropReason) {
        self.stats.dropped.count(reason);
        self.events.push_back(Event::Drop { payload, reason });
    }
}

/// What a lost connection's messages become.
impl<P: Payload> Engine<P> {
    /// The peer read everything.
    pub(super) fn settle_delivered(&mut self) {
        self.in_flight.reset();
    }

    /// Messages wholly inside the residue never left the browser; of all others
    /// nobody knows.
    pub(super) fn settle_in_flight(&mut self, residue: Option<f64>) {
        if self.config.resend != Resend::Never
            && let Some(residue) = residue
        {
            while let Some(envelope) = self.in_flight.pop_unsent(residue) {
                self.put_back(envelope);
            }
        }
        if self.config.resend == Resend::All {
            while let Some(mut envelope) = self.in_flight.pop_newest() {
                envelope.may_have_arrived = true;
                self.put_back(envelope);
            }
        }
        while let Some((envelope, was_unsent)) = self.in_flight.pop_oldest(residue) {
            let reason = if was_unsent { DropReason::Unsent } else { DropReason::Unknown };
            self.drop_envelope(envelope, reason);
        }
        self.in_flight.reset();
        self.forget_backlog();
    }

    /// A message that may or may not have been sent.
    fn settle_uncertain(&mut self, mut envelope: Envelope<P>) {
        envelope.may_have_arrived = true;
        let ended = matches!(self.state, State::Closing | State::Closed);
        if self.config.resend == Resend::All && !ended {
            self.put_back(envelope);
        } else {
            self.drop_envelope(envelope, DropReason::Unknown);
        }
    }

    fn put_back(&mut self, envelope: Envelope<P>) {
        self.stats.messages_resent += 1.0;
        if let Err(outdated) = self.queue.put_back(envelope) {
            self.drop_envelope(outdated, DropReason::Replaced);
        }
    }
}

/// Whatever happened to a message since: if the server may have it, that is
/// what counts.
fn truth(reason: DropReason, may_have_arrived: bool) -> DropReason {
    if may_have_arrived { DropReason::Unknown } else { reason }
}
