//! How much may be handed to the browser ahead of the network, and when to
//! look at its buffer again.

use super::config::{PacingConfig, Window};
use super::time::Time;

/// The window before anything was measured. 64 KiB fill a 5 Mbit/s link for a
/// poll of 100 ms, and delay an urgent message on a 1 MB/s link by 64 ms.
const INITIAL: f64 = 65_536.0;
const MIN: f64 = 8_192.0;
const MAX: f64 = 16_777_216.0;

/// The window's bound until more has left the browser than an operating system
/// takes at once: Linux buffers 4 MB of a connection (`tcp_wmem`), and a link
/// that is no link yet looks as fast as memory.
const EARLY: f64 = 262_144.0;

/// The share of what has left the browser since it was last idle that the window
/// may hold then. A sixteenth of 4 MB is [`EARLY`]; at the fastest looks it grows
/// tenfold in 150 ms.
const EARNED: f64 = 1.0 / 16.0;

/// Looks this many milliseconds apart, as in a hidden page, say what the link
/// takes, and not what is buffered: the window may hold as much as has left. In
/// between it is the square that counts, because a page that is merely busy looks
/// late too.
const TELLING: f64 = 1_000.0;

/// How many polls' worth of the measured rate the window holds: one drains
/// while the other waits for the look that follows it.
const POLLS_AHEAD: f64 = 2.0;

/// Browsers clamp nested timers to 4 ms (HTML Standard, "timer initialisation
/// steps"); looking more often is not to be had.
const MIN_LOOK: f64 = 4.0;

/// A sample of the rate needs some time to have passed, or one task's burst of
/// readings would pass for a measurement.
const MIN_SAMPLE: f64 = 2.0;

/// Follows the drain rate of one connection.
#[derive(Debug)]
pub(super) struct Pacing {
    window: f64,
    look_interval: f64,
    /// Bytes per millisecond, smoothed; 0 before the first measurement.
    rate: f64,
    sampled_at: Time,
    sampled_drained: f64,
    /// What had left the browser when it was last idle.
    idle_drained: f64,
    /// Whether something was waiting or in flight at the last sample: an idle
    /// link drains nothing and says nothing about its rate.
    was_busy: bool,
}

impl Pacing {
    pub(super) fn new(config: &PacingConfig, now: Time) -> Self {
        Self {
            window: match config.window {
                Window::Adaptive => INITIAL,
                Window::Fixed(bytes) => bytes,
                Window::Unlimited => f64::INFINITY,
            },
            look_interval: config.poll,
            rate: 0.0,
            sampled_at: now,
            sampled_drained: 0.0,
            idle_drained: 0.0,
            was_busy: false,
        }
    }

    /// Whether `bytes` more may be handed over on top of `buffered`. An empty
    /// buffer takes anything, so that a message larger than the window goes.
    pub(super) fn admits(&self, buffered: f64, bytes: usize) -> bool {
        buffered <= 0.0 || buffered + bytes as f64 <= self.window
    }

    /// Learns from a look at the buffer. `drained` counts the bytes that have
    /// left it since the connection opened, `waiting` says whether messages
    /// wait for the window.
    pub(super) fn observe(
        &mut self,
        config: &PacingConfig,
        now: Time,
        buffered: f64,
        drained: f64,
        waiting: bool,
    ) {
        let busy = waiting || buffered > 0.0;
        if !self.was_busy {
            self.idle_drained = drained;
        }
        if !busy && config.window == Window::Adaptive {
            // Whatever comes next meets empty buffers below the browser.
            self.window = self.window.min(EARLY);
        }
        if !self.was_busy || !busy {
            self.start_sample(now, drained, busy);
            return;
        }
        let elapsed = now.since(self.sampled_at);
        if elapsed < MIN_SAMPLE {
            return;
        }
        let gone = drained - self.sampled_drained;
        self.start_sample(now, drained, busy);
        if config.window != Window::Adaptive {
            return;
        }
        let measured = gone / elapsed;
        let lateness = elapsed / TELLING;
        let earned = (drained - self.idle_drained) * EARNED.max(lateness * lateness);
        let most = earned.clamp(EARLY, MAX);
        let soonest = MIN_LOOK.min(config.poll);
        if buffered <= 0.0 {
            // The link stood idle although there was work: the measured rate is
            // ours, not the link's.
            self.rate = self.rate.max(measured);
            self.window = (self.window * 2.0).min(most);
            self.look_interval = (self.look_interval / 2.0).max(soonest);
        } else {
            self.rate = if self.rate == 0.0 { measured } else { 0.5 * self.rate + 0.5 * measured };
            // A throttled timer looks less often, and more must go meanwhile.
            let horizon = elapsed.max(config.poll);
            let target = (self.rate * horizon * POLLS_AHEAD).clamp(MIN, MAX);
            // Half way, so that one stalled look does not starve the link.
            self.window = (0.5 * self.window + 0.5 * target).min(most);
            let drains_in = self.window / (self.rate * POLLS_AHEAD);
            self.look_interval = drains_in.clamp(soonest, config.poll);
        }
    }

    fn start_sample(&mut self, now: Time, drained: f64, busy: bool) {
        self.sampled_at = now;
        self.sampled_drained = drained;
        self.was_busy = busy;
    }

    pub(super) fn look_interval(&self) -> f64 {
        self.look_interval
    }

    pub(super) fn window(&self) -> f64 {
        self.window
    }

    /// Bytes per second.
    pub(super) fn drain_rate(&self) -> f64 {
        self.rate * 1_000.0
    }
}
