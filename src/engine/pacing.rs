//! How much may be handed to the browser ahead of the network, and when to
//! look at its buffer again.

use super::config::{PacingConfig, Window};
use super::time::Time;
use std::mem;

/// The window before anything was measured. 64 KiB fill a 5 Mbit/s link for a
/// poll of 100 ms, and delay an urgent message on a 1 MB/s link by 64 ms.
const INITIAL: f64 = 65_536.0;
const MIN: f64 = 8_192.0;
const MAX: f64 = 16_777_216.0;

/// The window's bound until the link has shown more: what a link of
/// [`TRUSTED`] carries while two polls pass.
const EARLY: f64 = 256_000.0;

/// The rate that a link is trusted with before anything has shown it, in bytes
/// per millisecond. A link that is no link yet looks as fast as memory.
const TRUSTED: f64 = 1_280.0;

/// What may have left the browser without having been carried by the link. Linux
/// buffers 4 MiB of a connection that sends (`tcp_wmem`), and what receives on the
/// same machine, as a proxy does, 6 MiB (`tcp_rmem`, more on newer kernels).
const BELOW: f64 = 10_485_760.0;

/// The least time over which a rate is an average. Nothing bounds what is swallowed
/// on the way, but it is swallowed within a fraction of a second: of what goes
/// beyond [`BELOW`] then, no more than a twentieth adds to the window.
const SHOWN_OVER: f64 = 4_000.0;

/// How many polls' worth of the measured rate the window holds: one drains
/// while the other waits for the look that follows it.
const POLLS_AHEAD: f64 = 2.0;

/// A sample of the rate needs some milliseconds to have passed, or one task's
/// burst of readings would pass for a measurement.
const MIN_SAMPLE: f64 = 2.0;

/// The least time from one look to the next: the shortest that a timer is. A
/// fast link empties the whole of an early window meanwhile, and stands idle
/// until the look.
const MIN_LOOK: f64 = 1.0;

/// Follows the drain rate of one connection.
#[derive(Debug)]
pub(super) struct Pacing {
    first_window: f64,
    is_adaptive: bool,
    poll: f64,
    window: f64,
    /// Milliseconds; 0 while all that is known of the link is that it has taken
    /// whatever it was given.
    look_interval: f64,
    /// Bytes per millisecond, smoothed; 0 before the first measurement.
    rate: f64,
    /// Milliseconds that the last sample took.
    elapsed: f64,
    sampled_at: Time,
    sampled_drained: f64,
    /// When the buffer was last empty with nothing waiting, and what had left it.
    idle_at: Time,
    idle_drained: f64,
    /// Whether something was waiting or in flight at the last sample: an idle
    /// link drains nothing and says nothing about its rate.
    was_busy: bool,
}

impl Pacing {
    pub(super) fn new(config: PacingConfig) -> Self {
        let first_window = match config.window {
            Window::Adaptive => INITIAL,
            Window::Fixed(bytes) => bytes,
            Window::Unlimited => f64::INFINITY,
        };
        Self {
            first_window,
            is_adaptive: config.window == Window::Adaptive,
            poll: config.poll,
            window: first_window,
            look_interval: 0.0,
            rate: 0.0,
            elapsed: 0.0,
            sampled_at: Time::ORIGIN,
            sampled_drained: 0.0,
            idle_at: Time::ORIGIN,
            idle_drained: 0.0,
            was_busy: false,
        }
    }

    /// Nothing is known of the link that comes.
    pub(super) fn start(&mut self) {
        self.window = self.first_window;
        self.look_interval = if self.is_adaptive { 0.0 } else { self.poll };
        self.rate = 0.0;
        self.was_busy = false;
    }

    /// Nothing waits or is in flight any more, though no look at the buffer has shown it:
    /// the time from now on says nothing of the link.
    pub(super) fn rest(&mut self) {
        self.was_busy = false;
    }

    /// Whether `bytes` more may be handed over on top of `buffered`. An empty
    /// buffer takes anything, so that a message larger than the window goes.
    pub(super) fn admits(&self, buffered: f64, bytes: usize) -> bool {
        buffered <= 0.0 || buffered + bytes as f64 <= self.window
    }

    /// Learns from a look at the buffer. `drained` counts the bytes that have
    /// left it since the connection opened, `waiting` says whether messages
    /// wait for the window.
    pub(super) fn observe(&mut self, now: Time, buffered: f64, drained: f64, waiting: bool) {
        let busy = waiting || buffered > 0.0;
        if !self.was_busy {
            self.idle_at = now;
            self.idle_drained = drained;
        }
        if !busy && self.is_adaptive {
            // Whatever comes next meets empty buffers below the browser.
            self.window = self.window.min(EARLY);
            self.look_interval = 0.0;
        }
        if !self.was_busy || !busy {
            self.elapsed = 0.0;
            self.start_sample(now, drained, busy);
            return;
        }
        let elapsed = now.since(self.sampled_at);
        // Less than before has left where the platform counts late.
        let gone = (drained - self.sampled_drained).max(0.0);
        // However long a task lasts, the buffer does not drain within it. Only
        // after a poll's time nothing gone means that the link stands still.
        if elapsed < MIN_SAMPLE || (gone < 1.0 && elapsed < self.poll) {
            return;
        }
        let measured = gone / elapsed;
        self.start_sample(now, drained, busy);
        if !self.is_adaptive {
            return;
        }
        // A throttled timer looks less often, and more must go meanwhile; a single
        // late look has only met a long task. Up to a poll's time may have passed
        // without anything to measure.
        let lasting = elapsed.min(mem::replace(&mut self.elapsed, elapsed));
        let horizon = (lasting - self.poll).max(self.poll) * POLLS_AHEAD;
        let most = within(EARLY, self.trusted(now, drained) * horizon, MAX);
        if buffered <= 0.0 {
            // The link stood idle although there was work: the measured rate is
            // ours, not the link's.
            self.rate = self.rate.max(measured);
            self.window = (self.window * 2.0).min(most);
            self.look_interval = 0.0;
        } else {
            self.rate = if self.rate == 0.0 { measured } else { 0.5 * self.rate + 0.5 * measured };
            let target = within(MIN, self.rate * horizon, MAX);
            // Half way, so that one stalled look does not starve the link.
            self.window = (0.5 * self.window + 0.5 * target).min(most);
            self.look_interval = self.window / (self.rate * POLLS_AHEAD);
        }
    }

    /// The rate that the link has shown since it was last idle. The average counts
    /// and not the newest, because a link may take its bytes in bursts.
    fn trusted(&self, now: Time, drained: f64) -> f64 {
        let carried = drained - self.idle_drained - BELOW;
        (carried / now.since(self.idle_at).max(SHOWN_OVER)).max(TRUSTED)
    }

    fn start_sample(&mut self, now: Time, drained: f64, busy: bool) {
        self.sampled_at = now;
        self.sampled_drained = drained;
        self.was_busy = busy;
    }

    /// Milliseconds from one look to the next. While messages wait for a window
    /// that nothing has held back yet, the next look is the first occasion.
    pub(super) fn look_interval(&self, waiting: bool) -> f64 {
        if waiting || self.look_interval > 0.0 {
            self.look_interval.max(MIN_LOOK).min(self.poll)
        } else {
            self.poll
        }
    }

    pub(super) fn window(&self) -> f64 {
        self.window
    }

    /// Bytes per second.
    pub(super) fn drain_rate(&self) -> f64 {
        self.rate * 1_000.0
    }
}

/// As `clamp`, which has each bound twice in the published wasm.
fn within(least: f64, figure: f64, most: f64) -> f64 {
    figure.max(least).min(most)
}
