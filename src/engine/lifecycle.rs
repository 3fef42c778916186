//! The life of a client: attempts, connections, losses, retries, the end.

use super::attempt::AttemptId;
use super::backoff;
use super::burst::Burst;
use super::close::{Close, CloseRequest, code};
use super::config::{Config, QueueConfig, Resend, RetryConfig};
use super::events::Events;
use super::in_flight::{InFlight, UNKNOWN};
use super::liveness::{Liveness, Verdict};
use super::messages::Messages;
use super::output::{Action, Cause, DropReason, EndCause, Event, Question};
use super::pacing::Pacing;
use super::payload::Payload;
use super::pending::{Pending, Step};
use super::queue::Queue;
use super::random::Random;
use super::signal::Signal;
use super::state::State;
use super::stats::{Counts, Dropped, Figure, Stats};
use super::time::Time;
use std::mem;

/// A hint that the network is back, or that somebody looks, starts a waiting
/// attempt within this time: at once for a person, spread out for a server
/// whose clients all hear the same hint.
const HINT_JITTER: f64 = 250.0;

/// A hint begins no attempt sooner than this after the last one began, so that
/// hints can't hammer a server that accepts and drops; nor does the user after an
/// attempt that was refused at once.
const HINT_GAP: f64 = 500.0;

/// Some runtimes report an error and nothing after it (Node 20's experimental
/// client on a refused port). Browsers send the close event in the same task.
const ERROR_WITHOUT_CLOSE: f64 = 1_000.0;

/// One client's decisions. See the [module](super) for the contract.
///
/// The fields lie in memory as they stand here, those first that are used most: where
/// WebAssembly finds one takes a byte below 128, and two above.
#[derive(Debug)]
#[repr(C)]
pub struct Engine<P: Payload> {
    pub(super) state: State,
    /// The user has been told that this attempt failed; WebKit reports some
    /// failures twice.
    error_told: bool,
    /// The user's call put the attempt under way in the place of another.
    is_replacement: bool,
    /// The last attempt failed without a socket.
    was_refused: bool,
    online: bool,
    attempt: AttemptId,
    retries: u32,
    pub(super) pending: Pending,
    pub(super) events: Events<P>,
    pub(super) in_flight: InFlight,
    pub(super) messages: Messages<P>,
    pub(super) sending: super::delivery::Sending<P>,
    pub(super) queue: Queue<P>,
    /// Why there was a loss on which the user has not decided yet. Its close is the newest
    /// that is to be told.
    undecided: Option<Cause>,
    retry_at: Time,
    /// The attempt, or the closing handshake, must be over by then.
    pub(super) attempt_deadline: Time,
    pub(super) retry: RetryConfig,
    pub(super) bounds: QueueConfig,
    pub(super) resend: Resend,
    random: Random,
    state_since: Time,
    opened_at: Time,
    /// A hint begins no attempt before: the last one has only just begun, or a restarting
    /// server asked to be left alone.
    hurry_from: Time,
    pub(super) liveness: Liveness,
    pub(super) pacing: Pacing,
    pub(super) burst: Option<Burst>,
    pub(super) counts: Counts,
}

/// Getters.
impl<P: Payload> Engine<P> {
    /// A client in [`State::Idle`]. `seed` is the only randomness it will use.
    pub fn new(config: Config, seed: u64, now: Time) -> Self {
        Self {
            retry: config.retry,
            bounds: config.queue,
            resend: config.resend,
            random: Random::new(seed),
            state: State::Idle,
            state_since: now,
            attempt: AttemptId::NONE,
            attempt_deadline: Time::NEVER,
            opened_at: Time::ORIGIN,
            error_told: false,
            retries: 0,
            is_replacement: false,
            was_refused: false,
            retry_at: Time::NEVER,
            hurry_from: Time::ORIGIN,
            undecided: None,
            online: true,
            liveness: Liveness::new(config.heartbeat),
            messages: Messages::new(),
            queue: Queue::new(),
            in_flight: InFlight::new(),
            pacing: Pacing::new(config.pacing),
            sending: super::delivery::Sending::new(),
            burst: None,
            pending: Pending::default(),
            events: Events::new(),
            counts: Counts::default(),
        }
    }

    /// The current state.
    pub fn state(&self) -> State {
        self.state
    }

    /// The current attempt; events of any other change nothing.
    pub fn attempt(&self) -> AttemptId {
        self.attempt
    }

    /// Whether there seems to be a network.
    pub fn is_online(&self) -> bool {
        self.online
    }

    /// What the user is asked with [`Action::Decide`]: whether to reconnect after the
    /// newest loss. `None` if there was none, or it has been told.
    pub fn question(&self) -> Option<Question<P::Reason>> {
        let Close { code, reason, was_clean } = self.events.newest_close()?;
        Some(Question {
            code: *code,
            reason: reason.clone(),
            was_clean: *was_clean,
            retries: self.retries,
            default: self.refusal(*code).is_none(),
        })
    }

    /// When [`Self::handle_timer`] wants to be called, or [`Time::NEVER`].
    pub fn deadline(&self) -> Time {
        self.attempt_deadline
            .min(self.retry_at)
            .min(self.liveness.deadline())
            .min(self.sending.look_at)
            .min(self.queue.next_expiry(&self.messages))
    }

    /// Whether there is nothing to do, to tell or to wait for, so that polls would
    /// give nothing. A heartbeat listens to when a message arrives.
    pub fn is_at_rest(&self) -> bool {
        !self.liveness.is_on()
            && self.deadline().is_never()
            && self.pending.is_empty()
            && self.events.is_empty()
            && !self.wants_buffered()
            && self.queue.is_empty()
    }

    /// What has happened so far.
    pub fn stats(&self, now: Time) -> Stats {
        let known = |figure: f64| Some(figure).filter(|figure| !figure.is_nan());
        let Self { counts, liveness, pacing, .. } = self;
        Stats {
            attempts: counts.of(Figure::Attempts) as u32,
            connections: counts.of(Figure::Connections) as u32,
            retries: self.retries,
            messages_sent: counts.of(Figure::MessagesSent),
            bytes_sent: counts.of(Figure::BytesSent),
            messages_received: counts.of(Figure::MessagesReceived),
            bytes_received: counts.of(Figure::BytesReceived),
            messages_resent: counts.of(Figure::MessagesResent),
            dropped: Dropped {
                overflow: counts.dropped(DropReason::Overflow),
                expired: counts.dropped(DropReason::Expired),
                replaced: counts.dropped(DropReason::Replaced),
                closed: counts.dropped(DropReason::Closed),
                unsent: counts.dropped(DropReason::Unsent),
                unknown: counts.dropped(DropReason::Unknown),
                refused: counts.dropped(DropReason::Refused),
            },
            round_trip: known(liveness.last_round_trip()),
            smoothed_round_trip: known(liveness.smoothed_round_trip()),
            drain_rate: pacing.drain_rate(),
            window: pacing.window(),
            time_in_state: now.since(self.state_since),
        }
    }

    /// Tells the figures of [`Self::stats`] one by one, counts first, in its order otherwise. What
    /// is not known yet is not a number.
    ///
    /// For programs to which size is worth more than names.
    pub fn tell_figures(&self, now: Time, tell: impl Fn(f64)) {
        for &count in self.counts.iter() {
            tell(count);
        }
        tell(self.retries.into());
        tell(self.liveness.last_round_trip());
        tell(self.liveness.smoothed_round_trip());
        tell(self.pacing.drain_rate());
        tell(self.pacing.window());
        tell(now.since(self.state_since));
    }

    /// The closing handshake makes progress: its deadline begins anew.
    pub(super) fn extend_closing(&mut self, now: Time) {
        if self.state == State::Closing {
            self.attempt_deadline = now.after(self.retry.close_deadline);
        }
    }

    pub(super) fn is_current(&self, attempt: AttemptId) -> bool {
        self.attempt == attempt
    }

    /// Whether this attempt has a socket whose end was not reported yet.
    pub(super) fn has_socket(&self, attempt: AttemptId) -> bool {
        let live = matches!(self.state, State::Connecting | State::Open | State::Closing);
        self.is_current(attempt) && live
    }
}

/// Commands.
impl<P: Payload> Engine<P> {
    /// Begins to connect, from [`State::Idle`] or [`State::Closed`]; otherwise
    /// does nothing.
    pub fn open(&mut self, now: Time) {
        if matches!(self.state, State::Idle | State::Closed) {
            self.reconnect(now);
        }
    }

    /// Replaces whatever is under way by a new attempt at once, with a fresh
    /// count of retries. Works in every state, also after the end.
    ///
    /// An attempt that was itself put in the place of another, and has neither
    /// opened nor failed yet, is replaced without a word; one that has told its
    /// error tells its close, too. Half a second lies
    /// between the beginnings of an attempt that failed before there was a socket
    /// and of the next.
    ///
    /// Messages that the replaced connection still holds are reported with an
    /// unknown fate (or sent again with [`Resend::All`]): its buffer goes on
    /// draining while it closes.
    ///
    /// [`Resend::All`]: super::Resend::All
    pub fn reconnect(&mut self, now: Time) {
        let is_replacement = matches!(self.state, State::Resolving | State::Connecting);
        match self.state {
            State::Idle | State::Waiting | State::Closed => {}
            State::Resolving | State::Connecting => {
                if self.state == State::Connecting {
                    self.abandon();
                }
                // Handlers of `error` and `close` that both connect anew would
                // go on telling each other of attempts that nobody waited for.
                if !self.is_replacement || self.error_told {
                    self.tell_error();
                    self.tell_close(code::ABNORMAL, P::Reason::default(), false, true);
                }
            }
            State::Open | State::Closing => {
                self.abandon();
                self.settle_in_flight(UNKNOWN);
                if self.opened_at.is_never() {
                    self.tell_error();
                }
                let was_clean = !self.error_told;
                let code = if was_clean { code::NORMAL } else { code::ABNORMAL };
                self.tell_close(code, P::Reason::default(), was_clean, true);
            }
        }
        self.rest();
        self.retries = 0;
        // A retry or an end that was not told yet is none.
        self.events.recall(true);
        // An attempt that was refused without a connection takes no time, so that
        // handlers of `close` that connect anew would keep the page from all else.
        self.enter(now, State::Waiting);
        self.retry_at = if self.was_refused { self.hurry_from } else { now };
        self.check(now);
        self.is_replacement = is_replacement;
    }

    /// Ends the client: nothing reconnects any more until [`Self::reconnect`].
    ///
    /// In [`State::Open`] what waits in the queue is handed over first, ahead
    /// of the close frame, as the standard's `close()` does with what was sent
    /// before it. In other states it is given back ([`Closed`]).
    /// [`Event::End`] follows in every state; [`Event::Close`] only if an
    /// attempt or a connection ends by it.
    ///
    /// [`Closed`]: super::DropReason::Closed
    pub fn close(&mut self, now: Time, request: CloseRequest<P::Reason>) {
        match self.state {
            State::Closing | State::Closed => {}
            State::Idle | State::Waiting => {
                // Before the first attempt there is none.
                self.events.recall(false);
                self.end(now, EndCause::Closed);
            }
            State::Resolving => {
                // There is no socket that would tell.
                self.enter(now, State::Closing);
                self.fail(now, Cause::Close);
            }
            State::Connecting | State::Open => {
                self.enter(now, State::Closing);
                self.liveness.stop();
                self.attempt_deadline = now.after(self.retry.close_deadline);
                self.sending.close_after_flush = Some(request);
            }
        }
    }
}

/// What happened.
impl<P: Payload> Engine<P> {
    /// The attempt's URL and protocols are known.
    pub fn handle_resolved(&mut self, now: Time, attempt: AttemptId) {
        if self.is_current(attempt) && self.state == State::Resolving {
            self.enter(now, State::Connecting);
            self.pending.step = Some(Step::Connect);
        }
    }

    /// The attempt's provider failed, or the browser refused to make a socket.
    pub fn handle_attempt_failed(&mut self, now: Time, attempt: AttemptId) {
        let begun = matches!(self.state, State::Resolving | State::Connecting | State::Closing);
        if self.is_current(attempt) && begun {
            self.was_refused = true;
            self.fail(now, Cause::Provider);
        }
    }

    /// The handshake succeeded.
    pub fn handle_open(&mut self, now: Time, attempt: AttemptId) {
        if !self.is_current(attempt) || self.state != State::Connecting {
            return;
        }
        self.enter(now, State::Open);
        self.attempt_deadline = Time::NEVER;
        self.opened_at = now;
        self.counts.add(Figure::Connections, 1.0);
        self.begin_sending();
        self.liveness.start(now);
        self.events.push(Event::Open);
    }

    /// A message of `bytes` arrived; `is_reply` if it answers a ping. Returns
    /// whether it is the user's business: not if it came from a connection
    /// that is no longer the current one.
    pub fn handle_message(
        &mut self,
        now: Time,
        attempt: AttemptId,
        bytes: f64,
        is_reply: bool,
    ) -> bool {
        if !self.count_message(attempt, bytes) {
            return false;
        }
        self.liveness.handle_data(now, is_reply);
        self.check(now);
        true
    }

    /// Counts a message of `bytes` that arrived, which is all that
    /// [`Self::handle_message`] does of an engine that [is at rest](Self::is_at_rest).
    /// Returns the same.
    ///
    /// For programs to which time is worth more than size.
    pub fn count_message(&mut self, attempt: AttemptId, bytes: f64) -> bool {
        // The standard drops what arrives while the closing handshake runs.
        if !self.is_current(attempt) || self.state != State::Open {
            return false;
        }
        self.counts.add(Figure::MessagesReceived, 1.0);
        self.counts.add(Figure::BytesReceived, bytes);
        true
    }

    /// The socket reported an error.
    pub fn handle_error(&mut self, now: Time, attempt: AttemptId) {
        if self.has_socket(attempt) {
            self.tell_error();
            self.rest_sending();
            self.attempt_deadline = now.after(ERROR_WITHOUT_CLOSE);
        }
    }

    /// The socket closed. `residue` is what its buffer held then, or `None`
    /// where the runtime's figure is worth nothing.
    pub fn handle_close(
        &mut self,
        now: Time,
        attempt: AttemptId,
        close: Close<P::Reason>,
        residue: Option<f64>,
    ) {
        if self.has_socket(attempt) {
            let Close { code, reason, was_clean } = close;
            self.lose(now, code, reason, was_clean, Cause::Close, residue.unwrap_or(UNKNOWN));
        }
    }

    /// The user's answer to [`Action::Decide`].
    pub fn handle_decision(&mut self, now: Time, attempt: AttemptId, reconnect: bool) {
        if !self.is_current(attempt) {
            return;
        }
        if let Some(cause) = self.undecided.take()
            && let Some(close) = self.events.newest_close()
        {
            let code = close.code;
            self.pending.cancel();
            let refusal = if reconnect { None } else { Some(EndCause::Declined) };
            self.settle_loss(now, code, cause, refusal);
        }
    }

    /// The timer for [`Self::deadline`] fired, or time has passed unnoticed.
    pub fn handle_timer(&mut self, now: Time) {
        self.check(now);
    }

    /// The page or the network told something.
    pub fn handle_signal(&mut self, now: Time, signal: Signal) {
        self.check(now);
        match signal {
            Signal::Offline => {
                self.online = false;
                if self.state == State::Waiting {
                    // Attempts without a network only fail, but the hint may
                    // be wrong and the server may be on this very device, so
                    // they go on at the slowest pace.
                    self.retry_at = self.retry_at.max(now.after(self.retry.cap));
                }
            }
            Signal::Online => self.online = true,
            Signal::Awake | Signal::Asleep => {}
        }
        if signal != Signal::Asleep {
            if self.online {
                self.hurry(now);
            }
            self.liveness.probe(now);
        }
        self.check(now);
    }
}

/// Outputs.
impl<P: Payload> Engine<P> {
    /// The next thing to do, or `None` when all is done for now.
    pub fn poll_action(&mut self, now: Time) -> Option<Action<P>> {
        if let Some(attempt) = self.pending.abandon.take() {
            return Some(Action::Abandon { attempt });
        }
        let attempt = self.attempt;
        match self.pending.step.take() {
            Some(Step::Resolve) => return Some(Action::Resolve { attempt }),
            Some(Step::Connect) => return Some(Action::Connect { attempt }),
            Some(Step::Decide) => return Some(Action::Decide { attempt }),
            None => {}
        }
        // A socket that is not open any more sends none, and is not looked at.
        if mem::take(&mut self.pending.ping) && self.sending.takes {
            return Some(Action::Ping { attempt });
        }
        self.poll_transmit(now)
    }

    /// The next thing to tell, or `None`.
    pub fn poll_event(&mut self) -> Option<Event<P>> {
        // What is to be told of a loss is not known before the user has decided.
        if self.undecided.is_some() {
            return None;
        }
        let event = self.events.pop();
        match event {
            Some(Event::Open) => self.sending.is_announced = true,
            None => self.messages.release(),
            _ => {}
        }
        event
    }

    /// Whether [`Self::poll_event`] has something.
    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }
}

/// Deadlines.
impl<P: Payload> Engine<P> {
    /// Compares every deadline with the clock. Called whenever anything
    /// happens, so that sleep, freezing and throttled timers are noticed at
    /// the first opportunity.
    pub(super) fn check(&mut self, now: Time) {
        if self.attempt_deadline.is_due(now) {
            if self.state != State::Resolving {
                self.abandon();
            }
            // Some platforms tell an error, and no close after it.
            let cause = if self.error_told { Cause::Close } else { Cause::Timeout };
            self.fail(now, cause);
        }
        if self.retry_at.is_due(now) {
            self.retry_at = Time::NEVER;
            self.begin_attempt(now);
        }
        if self.sending.look_at.is_due(now) {
            self.sending.look_at = Time::NEVER;
        }
        match self.liveness.judge(now) {
            Verdict::Alive => {}
            Verdict::Ping => {
                self.liveness.handle_pinged(now);
                self.pending.ping = true;
            }
            Verdict::Dead => {
                self.abandon();
                self.fail(now, Cause::Heartbeat);
            }
        }
        self.drop_expired(now);
    }

    /// Starts a waiting attempt early.
    fn hurry(&mut self, now: Time) {
        if self.state == State::Waiting && self.undecided.is_none() {
            let soon = now.after(self.random.uniform(0.0, HINT_JITTER)).max(self.hurry_from);
            self.retry_at = self.retry_at.min(soon);
        }
    }
}

/// Transitions.
impl<P: Payload> Engine<P> {
    fn enter(&mut self, now: Time, state: State) {
        self.state = state;
        self.state_since = now;
    }

    fn begin_attempt(&mut self, now: Time) {
        self.sending.gave_back = false;
        self.attempt = self.attempt.next();
        self.hurry_from = now.after(HINT_GAP);
        self.opened_at = Time::NEVER;
        self.error_told = false;
        self.is_replacement = false;
        self.was_refused = false;
        self.attempt_deadline = now.after(self.retry.connect_deadline);
        self.counts.add(Figure::Attempts, 1.0);
        self.pacing.start();
        self.enter(now, State::Resolving);
        self.pending.step = Some(Step::Resolve);
    }

    /// Everything that belongs to a connection stops.
    fn rest(&mut self) {
        self.attempt_deadline = Time::NEVER;
        self.retry_at = Time::NEVER;
        self.undecided = None;
        self.liveness.stop();
        self.rest_sending();
        self.pending.cancel();
    }

    fn abandon(&mut self) {
        self.pending.abandon = Some(self.attempt);
    }

    /// The current attempt or connection is over without a close frame.
    fn fail(&mut self, now: Time, cause: Cause) {
        self.tell_error();
        self.lose(now, code::ABNORMAL, P::Reason::default(), false, cause, UNKNOWN);
    }

    /// The current attempt or connection is over, whoever ended it.
    fn lose(
        &mut self,
        now: Time,
        code: u16,
        reason: P::Reason,
        was_clean: bool,
        cause: Cause,
        residue: f64,
    ) {
        let was_closing = self.state == State::Closing;
        // Nobody knows whether it counts the message that is being handed over.
        let residue = if self.sending.in_hand { UNKNOWN } else { residue };
        let is_emptied = residue <= 0.0;
        if was_closing && self.sending.takes && was_clean && is_emptied {
            // The peer answered our close frame, and so read all before it. A
            // residue, or a socket that took nothing any more, means that its own
            // close frame crossed ours.
            self.settle_delivered(f64::INFINITY);
        } else {
            self.sending.gave_back = !self.in_flight.is_empty();
            self.settle_in_flight(residue);
        }
        if now.since(self.opened_at) >= self.retry.stable_after {
            self.retries = 0;
        }
        self.rest();
        self.tell_close(code, reason, was_clean, !was_closing);
        if was_closing {
            self.end(now, EndCause::Closed);
        } else if self.retry.asks {
            self.enter(now, State::Waiting);
            self.pending.step = Some(Step::Decide);
            self.undecided = Some(cause);
        } else {
            self.settle_loss(now, code, cause, self.refusal(code));
        }
    }

    // For a copy in each of the two places that ask is larger.
    #[inline(never)]
    fn refusal(&self, close_code: u16) -> Option<EndCause> {
        if backoff::is_final(close_code) {
            Some(EndCause::FinalCode)
        } else if self.retry.max_retries != u32::MAX && self.retries >= self.retry.max_retries {
            Some(EndCause::RetriesExhausted)
        } else {
            None
        }
    }

    fn settle_loss(&mut self, now: Time, code: u16, cause: Cause, refusal: Option<EndCause>) {
        if let Some(cause) = refusal {
            self.events.recall(false);
            self.end(now, cause);
            return;
        }
        self.enter(now, State::Waiting);
        let delay = backoff::delay(&self.retry, self.retries, code, &mut self.random);
        if backoff::is_restart(code) {
            self.hurry_from = now.after(delay);
        }
        let (delay, cause) =
            if self.online { (delay, cause) } else { (delay.max(self.retry.cap), Cause::Offline) };
        self.retry_at = now.after(delay);
        self.retries = self.retries.saturating_add(1);
        self.events.push(Event::Reconnecting { retry: self.retries, delay, cause });
    }

    fn end(&mut self, now: Time, cause: EndCause) {
        self.rest();
        self.enter(now, State::Closed);
        self.drop_queue();
        self.events.push(Event::End { cause });
    }

    fn tell_error(&mut self) {
        if !self.error_told {
            self.error_told = true;
            self.events.push(Event::Error);
        }
    }

    fn tell_close(&mut self, code: u16, reason: P::Reason, was_clean: bool, will_reconnect: bool) {
        let close = Close { code, reason, was_clean };
        self.events.push(Event::Close { close, will_reconnect });
    }
}
