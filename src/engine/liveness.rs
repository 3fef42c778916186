//! Whether the connection still answers.

use super::config::HeartbeatConfig;
use super::time::Time;
use std::mem;

/// A timer that fires this much later than its deadline has been asleep,
/// frozen or throttled, and the answer may lie unread behind it in the event
/// loop. Such a deadline is asked again instead of believed, once: a page that
/// was awake between two late deadlines would have read the answer.
const LATE: f64 = 1_000.0;

/// Pings whose answers are awaited for ever come no closer together than this, or an
/// interval of 0 would do nothing but ping.
const UNANSWERED: f64 = 1_000.0;

/// RFC 6298 §2: the smoothed round-trip time moves by an eighth.
const SMOOTHING: f64 = 0.125;

/// The heartbeat of one connection.
#[derive(Debug)]
pub(super) struct Liveness {
    /// Infinite without a heartbeat: no ping is ever due then.
    interval: f64,
    /// How long an answer may take.
    patience: f64,
    ping_at: Time,
    pinged_at: Time,
    /// A ping is out and nothing at all has been heard since. The times would not
    /// tell: an answer may come in the same tick of a browser's coarse clock.
    awaits_answer: bool,
    /// When the answer's deadline began to run.
    waits_since: Time,
    was_late: bool,
    /// Pings to which the reply is still to come: with several of them out it may be to any, and
    /// says nothing of when that was sent (Karn).
    unanswered: u32,
    /// Not a number before the first.
    smoothed: f64,
    last: f64,
}

/// What the heartbeat asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is due.
    Alive,
    /// A ping is due.
    Ping,
    /// The connection did not answer in time.
    Dead,
}

impl Liveness {
    pub(super) fn new(config: Option<HeartbeatConfig>) -> Self {
        let (interval, patience) =
            config.map_or((f64::INFINITY, 0.0), |config| (config.interval, config.deadline));
        Self {
            interval,
            patience,
            ping_at: Time::NEVER,
            pinged_at: Time::ORIGIN,
            awaits_answer: false,
            waits_since: Time::ORIGIN,
            was_late: false,
            unanswered: 0,
            smoothed: f64::NAN,
            last: f64::NAN,
        }
    }

    /// A connection has opened.
    pub(super) fn start(&mut self, now: Time) {
        self.handle_data(now, false);
    }

    /// A connection has ended: no beat after it.
    pub(super) fn stop(&mut self) {
        self.ping_at = Time::NEVER;
        self.awaits_answer = false;
        self.unanswered = 0;
    }

    /// Any data counts as life; only a reply to a ping measures.
    pub(super) fn handle_data(&mut self, now: Time, is_reply: bool) {
        self.awaits_answer = false;
        self.was_late = false;
        self.ping_at = now.after(self.interval);
        // While a ping is out, other data keeps the connection alive but the
        // reply is still awaited for its round-trip time.
        if is_reply && self.unanswered > 0 {
            self.unanswered -= 1;
            if self.unanswered == 0 {
                let measured = now.since(self.pinged_at);
                self.last = measured;
                self.smoothed += SMOOTHING * (measured - self.smoothed);
                if self.smoothed.is_nan() {
                    self.smoothed = measured;
                }
            }
        }
    }

    /// Asks for a ping at once, unless one is out that was not answered.
    pub(super) fn probe(&mut self, now: Time) {
        if !self.ping_at.is_never() && !self.awaits_answer {
            self.ping_at = now;
        }
    }

    pub(super) fn handle_pinged(&mut self, now: Time) {
        self.was_late = mem::replace(&mut self.awaits_answer, true);
        self.unanswered += 1;
        self.pinged_at = now;
        self.waits_since = now;
        // While an answer is awaited no other ping goes.
        let other = if self.may_die() { self.patience } else { UNANSWERED };
        self.ping_at = now.after(self.interval.max(other));
    }

    /// What was handed over before the ping is leaving the browser: the link
    /// works, and the ping has its way still before it.
    pub(super) fn handle_progress(&mut self, now: Time) {
        self.waits_since = now;
        self.was_late = false;
    }

    /// Judges the connection at `now`.
    pub(super) fn judge(&self, now: Time) -> Verdict {
        if self.awaits_answer && self.may_die() {
            let deadline = self.answer_deadline();
            if deadline.is_due(now) {
                let excused = now.since(deadline) > LATE && !self.was_late;
                return if excused { Verdict::Ping } else { Verdict::Dead };
            }
            return Verdict::Alive;
        }
        if self.ping_at.is_due(now) { Verdict::Ping } else { Verdict::Alive }
    }

    /// When [`Self::judge`] has something to say again.
    pub(super) fn deadline(&self) -> Time {
        if self.awaits_answer && self.may_die() { self.answer_deadline() } else { self.ping_at }
    }

    /// Whether there is a heartbeat at all.
    pub(super) fn is_on(&self) -> bool {
        self.interval < f64::INFINITY
    }

    /// The last measured round-trip time, in milliseconds; not a number before the
    /// first.
    pub(super) fn last_round_trip(&self) -> f64 {
        self.last
    }

    /// The smoothed round-trip time, in milliseconds; not a number before the first.
    pub(super) fn smoothed_round_trip(&self) -> f64 {
        self.smoothed
    }

    /// Whether the connection is given up if a ping is not answered. As in [`Time::comes`].
    fn may_die(&self) -> bool {
        self.patience <= f64::MAX
    }

    fn answer_deadline(&self) -> Time {
        self.waits_since.after(self.patience)
    }
}
