//! A message's way: accepted, queued, handed over, settled.

use super::attempt::AttemptId;
use super::close::CloseRequest;
use super::config::{Overflow, Resend};
use super::envelope::{Envelope, MessageId, Priority, SendOptions};
use super::lifecycle::Engine;
use super::messages::{Index, NONE};
use super::output::{Action, DropReason, Event};
use super::payload::Payload;
use super::queue::Held;
use super::state::State;
use super::stats::Figure;
use super::time::Time;
use std::{iter, mem};

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

/// A message that [`Engine::send_at_once`] does not take, with its options.
pub type Untaken<P> = (P, SendOptions<<P as Payload>::Key>);

/// What has become of a message that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was handed to the browser.
    Sent,
    /// It waits in the queue.
    Queued,
    /// It was dropped at once and is given back by [`Event::Drop`]: the queue
    /// was full ([`Overflow::DropNewest`]), or the browser refused it.
    Dropped,
}

/// What became of a message at its socket.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transmission {
    /// The socket took it.
    Taken {
        /// Its `bufferedAmount` now.
        buffered: f64,
    },
    /// The socket is not open: it would discard the message without a word.
    NotOpen,
    /// The socket threw.
    Refused,
}

/// What a connection is doing with messages.
#[derive(Debug)]
pub(super) struct Sending<P: Payload> {
    /// When to look at the buffer again.
    pub(super) look_at: Time,
    /// What the buffer held at the last look.
    pub(super) buffered: f64,
    /// A connection has opened, and nothing has shown yet that it ends.
    pub(super) takes: bool,
    /// The user has been told that it opened: what the handlers of `open` send
    /// with a high priority goes ahead of the queue.
    pub(super) is_announced: bool,
    /// A message is in the driver's hands; a second would overtake it if
    /// handing over the first runs user code.
    pub(super) in_hand: bool,
    pub(super) rejected: Rejected,
    /// The user's close, which waits until the queue was handed over.
    pub(super) close_after_flush: Option<CloseRequest<P::Reason>>,
    /// The last connection was lost with messages, or some were given back since.
    pub(super) gave_back: bool,
    /// Messages had to wait, and the user has not been told that they are gone.
    backlogged: bool,
}

/// The message that was rejected last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rejected {
    bytes: usize,
    priority: Priority,
}

impl Rejected {
    /// None was, or another was taken since.
    pub(super) const NONE: Self = Self { bytes: 0, priority: Priority::Low };
}

impl<P: Payload> Sending<P> {
    pub(super) fn new() -> Self {
        Self {
            look_at: Time::NEVER,
            buffered: 0.0,
            takes: false,
            is_announced: false,
            in_hand: false,
            rejected: Rejected::NONE,
            close_after_flush: None,
            gave_back: false,
            backlogged: false,
        }
    }
}

/// Getters.
impl<P: Payload> Engine<P> {
    /// Messages that wait in the queue.
    pub fn queued_messages(&self) -> usize {
        self.queue.held(Priority::High).messages
    }

    /// Bytes that wait in the queue.
    pub fn queued_bytes(&self) -> usize {
        self.queue.held(Priority::High).bytes
    }

    /// The number of the message that was accepted last, by [`MessageId::number`]; 0 before
    /// the first.
    pub fn last_number(&self) -> u64 {
        self.messages.last_number()
    }

    /// The number of the message that goes next of those with this priority, if one waits.
    pub fn next_number(&self, priority: Priority) -> Option<u64> {
        match self.queue.front_of(priority) {
            NONE => None,
            index => Some(self.messages.slot(index).number),
        }
    }

    /// Whether the message that was rejected last, or one of no bytes if none
    /// was, would be accepted now without anything being dropped for it.
    pub fn has_room(&self) -> bool {
        !matches!(self.state, State::Closing | State::Closed)
            && self.accepts(self.sending.rejected.bytes, self.sending.rejected.priority)
    }

    /// What has become of a message that was just sent.
    pub fn outcome(&self, id: MessageId) -> Outcome {
        self.messages.outcome(id)
    }

    /// Whether the client has ended with messages: they were given back, or nobody
    /// knows of them.
    pub fn gave_back_at_end(&self) -> bool {
        self.sending.gave_back && self.state == State::Closed
    }

    /// Whether all messages have left the browser, or were given back before the
    /// client's end.
    pub fn has_sent_all(&self) -> bool {
        self.is_drained() && !self.gave_back_at_end()
    }

    /// Whether all messages have left the browser, or were given back.
    pub fn is_drained(&self) -> bool {
        self.queue.is_empty() && self.in_flight.is_empty() && !self.sending.in_hand
    }

    /// Whether the driver should read the current socket's `bufferedAmount` and
    /// call [`Self::handle_buffered`] before it polls.
    pub fn wants_buffered(&self) -> bool {
        // While a message is in the driver's hands, what its handing over adds
        // could be in the figure or not. Of a socket that is not open any more nobody
        // knows where what leaves its buffer goes.
        let holds = self.sending.buffered > 0.0 || !self.is_drained();
        self.sending.takes && !self.sending.in_hand && holds
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
        let bytes = payload.bytes();
        let queued = self.queue.find(&self.messages, key.as_ref());
        let mut has_room = self.accepts(bytes, priority);
        if queued != NONE {
            let slot = self.messages.look_up(queued);
            let freed = Held { messages: 1, bytes: slot.bytes };
            // What was put back after a loss may exceed the bounds; a message
            // that makes it no worse is welcome.
            has_room |= bytes <= slot.bytes || self.queue.fits(&self.bounds, bytes, freed);
            if has_room && slot.priority == priority {
                self.sending.rejected = Rejected::NONE;
                let reason = self.drop_reason(queued, DropReason::Replaced);
                let replaced = self.queue.replace(&mut self.messages, queued, payload, expires);
                self.tell_drop(replaced, reason);
                return Ok(self.messages.id(queued));
            }
            if has_room {
                // In the lane of its own priority it has no place to inherit.
                self.drop_queued(queued, DropReason::Replaced);
            } else if self.bounds.overflow != Overflow::DropNewest {
                return self.reject(payload, priority);
            }
        }
        // Beside the queued message with its key there is no place for it.
        if !has_room {
            let overflow = self.bounds.overflow;
            match overflow {
                Overflow::DropOldest if self.make_room(bytes, priority) => {}
                Overflow::DropNewest => {
                    self.tell_drop(Some(payload), DropReason::Overflow);
                    return Ok(self.messages.insert_nowhere());
                }
                Overflow::DropOldest | Overflow::Reject => return self.reject(payload, priority),
            }
        }
        self.sending.rejected = Rejected::NONE;
        let id = self.messages.insert(payload, key, priority, expires);
        self.queue.push_back(&mut self.messages, id.index, priority);
        Ok(id)
    }

    /// [`Self::send`] and the poll that follows it in one, for a message that need
    /// not wait: it goes past the queue, which is empty. Any other is returned as
    /// it was given, and nothing has changed but what was due by `now`.
    ///
    /// For programs to which time is worth more than size.
    pub fn send_at_once(
        &mut self,
        now: Time,
        payload: P,
        options: SendOptions<P::Key>,
    ) -> Result<(AttemptId, Envelope<P>), Untaken<P>> {
        self.check(now);
        // What is pending goes first, and what has expired does not go at all.
        let goes =
            self.goes_at_once(payload.bytes()) && self.pending.is_empty() && options.ttl >= 0.0;
        if !goes {
            return Err((payload, options));
        }
        self.sending.rejected = Rejected::NONE;
        self.sending.in_hand = true;
        let SendOptions { priority, key, ttl } = options;
        let envelope = self.messages.insert_taken(payload, key, priority, now.after(ttl));
        Ok((self.attempt(), envelope))
    }

    /// Empties the queue and gives its messages back in the order in which they
    /// would have been sent.
    pub fn clear_queue(&mut self) -> Vec<P> {
        iter::from_fn(|| self.take_queued()).collect()
    }

    /// Takes the message that would go next out of the queue and gives it back.
    pub fn take_queued(&mut self) -> Option<P> {
        let front = self.queue.front();
        if front == NONE {
            // With nothing to tell nobody polls.
            if !self.has_events() {
                self.messages.release();
            }
            return None;
        }
        self.queue.remove(&mut self.messages, front);
        let payload = self.messages.settle(front, Outcome::Dropped);
        self.forget_backlog();
        payload
    }

    /// Drops a message that was not accepted yet, though its sender counts on it.
    pub fn give_back(&mut self, payload: P, reason: DropReason) {
        self.tell_drop(Some(payload), reason);
    }

    fn reject(&mut self, payload: P, priority: Priority) -> Result<MessageId, SendError<P>> {
        self.sending.rejected = Rejected { bytes: payload.bytes(), priority };
        Err(SendError { payload, kind: SendErrorKind::Full })
    }

    /// Whether a message of `bytes` need not wait in the queue, or fits there when what
    /// goes before it has gone.
    fn accepts(&self, bytes: usize, priority: Priority) -> bool {
        let front = self.queue.front();
        let mut next = Held { messages: 0, bytes };
        if front != NONE {
            let slot = self.messages.look_up(front);
            if slot.priority <= priority {
                next = Held { messages: 1, bytes: slot.bytes };
            }
        }
        // The buffer may have drained since the last poll.
        let goes = self.may_transmit() && self.pacing.admits(self.sending.buffered, next.bytes);
        let need_not_wait = goes && next.messages == 0;
        let freed = if goes { next } else { Held::default() };
        need_not_wait || self.queue.fits(&self.bounds, bytes, freed)
    }

    fn goes_at_once(&self, bytes: usize) -> bool {
        self.may_transmit()
            && self.queue.is_empty()
            && self.pacing.admits(self.sending.buffered, bytes)
    }

    pub(super) fn may_transmit(&self) -> bool {
        self.state == State::Open
            && self.sending.takes
            && self.sending.is_announced
            && !self.sending.in_hand
    }

    /// Drops the oldest messages of the lowest priority until `bytes` fit;
    /// drops nothing if that can't succeed.
    fn make_room(&mut self, bytes: usize, priority: Priority) -> bool {
        if !self.queue.fits(&self.bounds, bytes, self.queue.held(priority)) {
            return false;
        }
        while !self.queue.fits(&self.bounds, bytes, Held::default()) {
            self.drop_queued(self.queue.oldest_of_lowest(), DropReason::Overflow);
        }
        true
    }
}

/// What happened.
impl<P: Payload> Engine<P> {
    /// The current socket's `bufferedAmount`.
    pub fn handle_buffered(&mut self, now: Time, attempt: AttemptId, buffered: f64) {
        if !self.is_current(attempt) || !self.sending.takes {
            return;
        }
        if buffered < self.sending.buffered {
            self.extend_closing(now);
            // What stays behind shows that the system takes bytes no faster than the
            // link carries them, those of the ping too.
            if buffered > 0.0 {
                self.liveness.handle_progress(now);
            }
        }
        self.sending.buffered = buffered;
        let drained = self.in_flight.drained(buffered);
        self.settle_delivered(drained);
        let waiting = !self.queue.is_empty();
        self.pacing.observe(now, buffered, drained, waiting);
        if self.sending.backlogged && self.is_drained() {
            self.sending.backlogged = false;
            self.events.push(Event::Drain);
        }
    }

    /// What became of a message at its socket.
    ///
    /// How much of a buffer is the message's follows from what the buffer held
    /// before, so it has to be looked at first, as [`Self::wants_buffered`] says:
    /// only from one task to the next does a browser's buffer drain.
    pub fn handle_transmission(
        &mut self,
        attempt: AttemptId,
        envelope: Envelope<P>,
        transmission: Transmission,
    ) {
        let index = self.messages.put(envelope);
        self.note_transmission(attempt, index, transmission);
    }

    pub(super) fn note_transmission(
        &mut self,
        attempt: AttemptId,
        index: Index,
        transmission: Transmission,
    ) {
        self.sending.in_hand = false;
        match transmission {
            Transmission::Taken { buffered } => {
                self.counts.add(Figure::MessagesSent, 1.0);
                let bytes = self.messages.slot(index).bytes;
                self.counts.add(Figure::BytesSent, bytes as f64);
                if self.has_socket(attempt) {
                    let growth = self.note_buffered(buffered);
                    self.in_flight.push(&mut self.messages, index, growth);
                } else {
                    // The connection ended while the browser took the message.
                    self.settle_uncertain(index);
                }
            }
            Transmission::NotOpen => {
                if self.is_current(attempt) {
                    self.rest_sending();
                }
                // One that is closing gives what is back in the queue at its end.
                if self.state == State::Closed {
                    self.drop_message(index, DropReason::Closed);
                } else {
                    self.put_back(index);
                }
            }
            Transmission::Refused => self.drop_message(index, DropReason::Refused),
        }
        self.forget_backlog();
    }

    /// A message was handed to its socket, whose buffer holds `buffered` now:
    /// [`Self::handle_transmission`] of [`Transmission::Taken`].
    pub fn handle_transmitted(&mut self, attempt: AttemptId, envelope: Envelope<P>, buffered: f64) {
        self.handle_transmission(attempt, envelope, Transmission::Taken { buffered });
    }

    /// The socket is no longer open though its end was not reported yet: the
    /// message goes back, and nothing more is handed to this connection.
    pub fn handle_not_open(&mut self, attempt: AttemptId, envelope: Envelope<P>) {
        self.handle_transmission(attempt, envelope, Transmission::NotOpen);
    }

    /// The browser threw instead of taking the message.
    pub fn handle_refused(&mut self, envelope: Envelope<P>) {
        self.handle_transmission(self.attempt(), envelope, Transmission::Refused);
    }

    /// A ping was handed to the socket, whose buffer holds `buffered` now. As
    /// with [`Self::handle_transmitted`], it has to be looked at first.
    pub fn handle_pinged(&mut self, attempt: AttemptId, buffered: f64) {
        if self.is_current(attempt) {
            let growth = self.note_buffered(buffered);
            self.in_flight.push_ping(growth);
        }
    }

    /// By how much the buffer has grown since the last look.
    fn note_buffered(&mut self, buffered: f64) -> f64 {
        (buffered - mem::replace(&mut self.sending.buffered, buffered)).max(0.0)
    }
}

/// One connection's sending, from its opening to its end.
impl<P: Payload> Engine<P> {
    pub(super) fn begin_sending(&mut self) {
        self.sending.buffered = 0.0;
        self.sending.takes = true;
        self.sending.is_announced = false;
        // Not that of a socket which threw something that took its message along.
        self.sending.in_hand = false;
    }

    /// The socket is not open any more, or is none of this client's.
    // For a copy in each of the three places that ask is larger.
    #[inline(never)]
    pub(super) fn rest_sending(&mut self) {
        self.sending.takes = false;
        self.sending.close_after_flush = None;
        self.sending.look_at = Time::NEVER;
    }

    /// The next message that may go, or what follows when none may.
    pub(super) fn poll_transmit(&mut self, now: Time) -> Option<Action<P>> {
        if self.sending.in_hand {
            return None;
        }
        let flushes = self.sending.close_after_flush.is_some();
        if self.may_transmit() || (flushes && self.sending.takes) {
            loop {
                let front = self.queue.front();
                if front == NONE {
                    break;
                }
                let slot = self.messages.slot(front);
                if !flushes && !self.pacing.admits(self.sending.buffered, slot.bytes) {
                    break;
                }
                // A timer may be late; the clock is not.
                if slot.expires < now {
                    self.drop_queued(front, DropReason::Expired);
                    self.forget_backlog();
                    continue;
                }
                self.queue.remove(&mut self.messages, front);
                self.sending.in_hand = true;
                let envelope = self.messages.take(front)?;
                return Some(Action::Transmit { attempt: self.attempt(), envelope });
            }
        }
        if let Some(request) = self.sending.close_after_flush.take() {
            return Some(Action::Close { attempt: self.attempt(), request });
        }
        if self.sending.takes {
            self.sending.backlogged |= !self.queue.is_empty();
            self.schedule_look(now);
        } else if self.state == State::Open && self.attempt_deadline.is_never() {
            // The peer's close frame has come, and nobody is told before the end.
            self.attempt_deadline = now.after(self.retry.close_deadline);
        }
        None
    }

    /// Something waits: look again. Nothing waits: nothing polls.
    fn schedule_look(&mut self, now: Time) {
        // Pings, too, take the room that a rejected message may wait for.
        let awaits_room = self.liveness.is_on() && self.sending.buffered > 0.0;
        self.sending.look_at = if self.is_drained() && !awaits_room {
            Time::NEVER
        } else {
            let waiting = !self.queue.is_empty();
            let interval = self.pacing.look_interval(waiting);
            self.sending.look_at.min(now.after(interval))
        };
    }

    pub(super) fn drop_expired(&mut self, now: Time) {
        loop {
            let expired = self.queue.expired(&self.messages, now);
            if expired == NONE {
                break;
            }
            self.drop_queued(expired, DropReason::Expired);
            self.forget_backlog();
        }
    }

    pub(super) fn drop_queue(&mut self) {
        while !self.queue.is_empty() {
            self.drop_queued(self.queue.front(), DropReason::Closed);
        }
        self.forget_backlog();
    }

    /// What waited has gone another way than through the browser.
    fn forget_backlog(&mut self) {
        if self.is_drained() {
            self.sending.backlogged = false;
            self.pacing.rest();
        }
    }

    fn drop_queued(&mut self, index: Index, reason: DropReason) {
        self.queue.remove(&mut self.messages, index);
        self.drop_message(index, reason);
    }

    /// Drops a message that is in no list.
    fn drop_message(&mut self, index: Index, reason: DropReason) {
        let reason = self.drop_reason(index, reason);
        let payload = self.messages.settle(index, Outcome::Dropped);
        self.tell_drop(payload, reason);
    }

    /// Whatever happens to a message: if the server may have it, that is what counts.
    fn drop_reason(&self, index: Index, reason: DropReason) -> DropReason {
        if self.messages.look_up(index).may_have_arrived { DropReason::Unknown } else { reason }
    }

    fn tell_drop(&mut self, payload: Option<P>, reason: DropReason) {
        if let Some(payload) = payload {
            self.sending.gave_back |= self.state == State::Closed;
            self.counts.add_drop(reason);
            self.events.push(Event::Drop { payload, reason });
        }
    }
}

/// What a lost connection's messages become.
impl<P: Payload> Engine<P> {
    /// Everything before this position has been sent.
    pub(super) fn settle_delivered(&mut self, drained: f64) {
        loop {
            let front = self.in_flight.drained_front(&self.messages, drained);
            if front == NONE {
                break;
            }
            self.in_flight.remove(&mut self.messages, front);
            if let Some(payload) = self.messages.settle(front, Outcome::Sent) {
                payload.delivered();
            }
        }
    }

    /// Messages wholly inside the residue never left the browser; of all others
    /// nobody knows.
    pub(super) fn settle_in_flight(&mut self, residue: f64) {
        let resend = self.resend;
        // Backwards, so that each goes ahead of the one put back before it.
        let mut index = self.in_flight.back();
        while index != NONE && resend != Resend::Never {
            let is_unsent = self.in_flight.is_unsent(&self.messages, index, residue);
            if !is_unsent && resend == Resend::Unsent {
                break;
            }
            self.in_flight.remove(&mut self.messages, index);
            self.messages.look_up_mut(index).may_have_arrived |= !is_unsent;
            self.resend(index);
            index = self.in_flight.back();
        }
        while !self.in_flight.is_empty() {
            let index = self.in_flight.front();
            let is_unsent = self.in_flight.is_unsent(&self.messages, index, residue);
            let reason = if is_unsent { DropReason::Unsent } else { DropReason::Unknown };
            self.in_flight.remove(&mut self.messages, index);
            self.drop_message(index, reason);
        }
        self.forget_backlog();
    }

    /// A message that may or may not have been sent.
    fn settle_uncertain(&mut self, index: Index) {
        self.messages.look_up_mut(index).may_have_arrived = true;
        let ended = matches!(self.state, State::Closing | State::Closed);
        if self.resend == Resend::All && !ended {
            self.resend(index);
        } else {
            self.drop_message(index, DropReason::Unknown);
        }
    }

    fn resend(&mut self, index: Index) {
        if self.put_back(index) {
            self.counts.add(Figure::MessagesResent, 1.0);
        }
    }

    /// Puts a message back into the queue, where of those with one key the newest waits.
    fn put_back(&mut self, index: Index) -> bool {
        let slot = self.messages.look_up(index);
        let queued = self.queue.find(&self.messages, slot.key.as_ref());
        if queued != NONE {
            if self.messages.look_up(queued).number > slot.number {
                self.drop_message(index, DropReason::Replaced);
                return false;
            }
            self.drop_queued(queued, DropReason::Replaced);
        }
        self.queue.put_back(&mut self.messages, index);
        true
    }
}
