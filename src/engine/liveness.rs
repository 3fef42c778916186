//! Whether the connection still answers.

use super::config::HeartbeatConfig;
use super::time::Time;
use std::mem;

/// A timer that fires this much later than its deadline has been asleep,
/// frozen or throttled, and the answer may lie unread behind it in the event
/// loop. Such a deadline is asked again instead of believed, once: a page that
/// was awake between two late deadlines would have read the answer.
const LATE: f64 = 1_000.0;

/// RFC 6298 §2: the smoothed round-trip time moves by an eighth.
const SMOOTHING: f64 = 0.125;

/// The heartbeat of one connection.
#[derive(Debug)]
pub(super) struct Liveness {
    ping_at: Time,
    pinged_at: Option<Time>,
    /// A ping is out and nothing at all has been heard since. The times would not
    /// tell: an answer may come in the same tick of a browser's coarse clock.
    awaits_answer: bool,
    /// When the answer's deadline began to run.
    waits_since: Time,
    was_late: bool,
    /// An earlier ping was not answered, so that the reply may be to that (Karn).
    is_ambiguous: bool,
    smoothed: Option<f64>,
    last: Option<f64>,
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
    pub(super) fn new() -> Self {
        Self {
            ping_at: Time::NEVER,
            pinged_at: None,
            awaits_answer: false,
            waits_since: Time::ORIGIN,
            was_late: false,
            is_ambiguous: false,
            smoothed: None,
            last: None,
        }
    }

    /// A connection has opened.
    pub(super) fn start(&mut self, config: Option<&HeartbeatConfig>, now: Time) {
        self.pinged_at = None;
        self.handle_data(config, now, false);
    }

    /// A connection has ended: no beat after it.
    pub(super) fn stop(&mut self) {
        self.ping_at = Time::NEVER;
        self.pinged_at = None;
        self.awaits_answer = false;
    }

    /// Any data counts as life; only a reply to a ping measures.
    pub(super) fn handle_data(
        &mut self,
        config: Option<&HeartbeatConfig>,
        now: Time,
        is_reply: bool,
    ) {
        self.awaits_answer = false;
        self.was_late = false;
        let Some(config) = config else { return };
        self.ping_at = now.after(config.interval);
        // While a ping is out, other data keeps the connection alive but the
        // reply is still awaited for its round-trip time.
        if is_reply
            && let Some(pinged_at) = self.pinged_at.take()
            && !self.is_ambiguous
        {
            let measured = now.since(pinged_at);
            let smoothed = self.smoothed.unwrap_or(measured);
            self.smoothed = Some(smoothed + SMOOTHING * (measured - smoothed));
            self.last = Some(measured);
        }
    }

    /// Asks for a ping at once, unless one is out.
    pub(super) fn probe(&mut self, now: Time) {
        if !self.ping_at.is_never() && !self.awaits_answer {
            self.ping_at = now;
        }
    }

    pub(super) fn handle_pinged(&mut self, config: &HeartbeatConfig, now: Time) {
        self.was_late = mem::replace(&mut self.awaits_answer, true);
        self.is_ambiguous = self.pinged_at.replace(now).is_some();
        self.waits_since = now;
        self.ping_at = now.after(config.interval.max(config.deadline));
    }

    /// What was handed over before the ping is leaving the browser: the link
    /// works, and the ping has its way still before it.
    pub(super) fn handle_progress(&mut self, now: Time) {
        self.waits_since = now;
        self.was_late = false;
    }

    /// Judges the connection at `now`.
    pub(super) fn judge(&self, config: &HeartbeatConfig, now: Time) -> Verdict {
        if self.awaits_answer {
            let deadline = self.answer_deadline(config);
            if deadline.is_due(now) {
                let excused = now.since(deadline) > LATE && !self.was_late;
                return if excused { Verdict::Ping } else { Verdict::Dead };
            }
            return Verdict::Alive;
        }
        if self.ping_at.is_due(now) { Verdict::Ping } else { Verdict::Alive }
    }

    /// When [`Self::judge`] has something to say again.
    pub(super) fn deadline(&self, config: &HeartbeatConfig) -> Time {
        if self.awaits_answer { self.answer_deadline(config) } else { self.ping_at }
    }

    /// The last measured round-trip time, in milliseconds.
    pub(super) fn last_round_trip(&self) -> Option<f64> {
        self.last
    }

    /// The smoothed round-trip time, in milliseconds.
    pub(super) fn smoothed_round_trip(&self) -> Option<f64> {
        self.smoothed
    }

    fn answer_deadline(&self, config: &HeartbeatConfig) -> Time {
        self.waits_since.after(config.deadline)
    }
}
