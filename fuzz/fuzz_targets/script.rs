//! What a fuzzer's bytes stand for.

use arbitrary::Arbitrary;
use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, Priority, QueueConfig, Resend, RetryConfig,
    Signal, Window,
};

/// One session.
#[derive(Arbitrary, Debug)]
pub(crate) struct Script {
    pub(crate) seed: u64,
    pub(crate) options: Options,
    pub(crate) steps: Vec<Step>,
}

/// The engine's options, each from a few values that lead different ways.
#[derive(Arbitrary, Debug)]
pub(crate) struct Options {
    base: Millis,
    cap: Millis,
    floor: Millis,
    max_retries: Option<u8>,
    stable_after: Millis,
    connect_deadline: Millis,
    close_deadline: Millis,
    asks: bool,
    max_messages: Option<u8>,
    max_bytes: Option<u16>,
    overflow: u8,
    window: Option<Option<u16>>,
    poll: Millis,
    heartbeat: Option<(Millis, Millis)>,
    resend: u8,
}

/// A duration: none, a small one, a long one, or for ever.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Millis {
    Zero,
    Short(u8),
    Fraction(u8),
    Long(u32),
    Endless,
}

/// Which attempt a report is about.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Which {
    Current,
    /// Counted from the first.
    Earlier(u8),
}

/// What a buffer reads.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Reading {
    Empty,
    /// What it would read if nothing had left it.
    Full,
    Bytes(u16),
    Huge,
}

/// One input to the engine, or one poll of it.
#[derive(Arbitrary, Debug)]
pub(crate) enum Step {
    Pass(Millis),
    Open,
    Reconnect,
    Close(Option<u16>, u8),
    Send {
        bytes: u8,
        times: u8,
        priority: u8,
        key: Option<bool>,
        ttl: Millis,
    },
    /// One task of a program that takes the shorter ways.
    Task {
        count: u8,
        bytes: u8,
        times: u8,
        is_taken: bool,
        /// Whether the buffer shows what it is handed.
        shows: bool,
        /// What the buffer holds when the engine asks.
        reading: Reading,
    },
    Clear,
    Resolved(Which),
    Failed(Which),
    Opened(Which),
    Message {
        which: Which,
        bytes: u16,
        is_reply: bool,
    },
    /// The shorter way of a message, if the engine is at rest.
    MessageAtRest {
        bytes: u16,
    },
    Error(Which),
    Closed {
        which: Which,
        code: u16,
        is_clean: bool,
        residue: Option<Reading>,
    },
    Decision(Which, bool),
    Timer,
    /// The timer fires when it is due.
    TimerWhenDue,
    Signal(u8),
    Buffered(Which, Reading),
    /// The message in the driver's hands was taken; what the buffer holds then.
    Transmitted(Reading),
    Refused,
    NotOpen,
    Pinged(Which, Reading),
    PollAction,
    PollEvent,
    /// What a driver does: all actions, each answered as a browser would.
    Drain,
}

impl Millis {
    pub(crate) fn value(self) -> f64 {
        match self {
            Self::Zero => 0.0,
            Self::Short(millis) => f64::from(millis),
            Self::Fraction(part) => f64::from(part) / 256.0,
            Self::Long(millis) => f64::from(millis),
            Self::Endless => f64::INFINITY,
        }
    }

    fn finite(self) -> f64 {
        self.value().min(1e12)
    }
}

impl Options {
    pub(crate) fn config(&self) -> Config {
        Config {
            retry: RetryConfig {
                base: self.base.finite(),
                cap: self.cap.finite(),
                floor: self.floor.finite(),
                max_retries: self.max_retries.map_or(u32::MAX, u32::from),
                stable_after: self.stable_after.value(),
                connect_deadline: self.connect_deadline.value(),
                close_deadline: self.close_deadline.value(),
                asks: self.asks,
            },
            queue: QueueConfig {
                max_messages: self.max_messages.map_or(usize::MAX, usize::from),
                max_bytes: self.max_bytes.map_or(usize::MAX, usize::from),
                overflow: pick(
                    self.overflow,
                    [Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest],
                ),
            },
            pacing: PacingConfig {
                window: match self.window {
                    None => Window::Adaptive,
                    Some(None) => Window::Unlimited,
                    Some(Some(bytes)) => Window::Fixed(f64::from(bytes)),
                },
                poll: self.poll.finite(),
            },
            heartbeat: self.heartbeat.map(|(interval, deadline)| HeartbeatConfig {
                interval: interval.value(),
                deadline: deadline.value(),
            }),
            resend: pick(self.resend, [Resend::Never, Resend::Unsent, Resend::All]),
        }
    }
}

/// The priority that a byte stands for.
pub(crate) fn priority(byte: u8) -> Priority {
    pick(byte, [Priority::High, Priority::Normal, Priority::Low])
}

/// The signal that a byte stands for.
pub(crate) fn signal(byte: u8) -> Signal {
    pick(byte, [Signal::Online, Signal::Offline, Signal::Awake, Signal::Asleep])
}

fn pick<T: Copy, const N: usize>(byte: u8, choices: [T; N]) -> T {
    choices[usize::from(byte) % N]
}
