//! What happens in a session: a configuration, a link, and steps.

use crate::dice::Dice;
use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, Priority, QueueConfig, Resend, RetryConfig,
    Signal, Window,
};
use std::fmt;

#[derive(Clone, Debug)]
pub struct Script {
    pub seed: u64,
    pub config: Config,
    pub link: LinkOptions,
    /// Milliseconds to wait, and what to do then.
    pub steps: Vec<(f64, Op)>,
}

/// What every connection of the session is like.
#[derive(Clone, Debug)]
pub struct LinkOptions {
    /// Bytes per millisecond that leave the browser.
    pub bandwidth: f64,
    /// Milliseconds from browser to server and back, each.
    pub delay: f64,
    /// Milliseconds until the browser notices a break.
    pub detection: f64,
    /// Whether `bufferedAmount` means anything.
    pub buffer: Buffer,
    /// Whether the server answers pings.
    pub answers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Buffer {
    /// As the standard says.
    Standard,
    /// Counts framing too.
    WithFraming,
    /// Always 0.
    Blind,
}

#[derive(Clone, Debug)]
pub enum Op {
    Send {
        count: usize,
        bytes: usize,
        priority: Priority,
        key: Option<u32>,
        ttl: f64,
    },
    Close(Option<u16>),
    Reconnect,
    Clear,
    /// How the server treats new connections.
    Server(Welcome),
    /// The server closes the open connection with a code.
    ServerClose(u16),
    /// The server sends a message.
    Push,
    /// The connection breaks; what is on its way is lost.
    Break,
    /// Half-open death: nothing moves any more and nobody says so.
    Stall,
    Signal(Signal),
    /// Timers fire only at multiples of this many milliseconds.
    Throttle(f64),
    /// Nothing runs; time passes.
    Sleep(f64),
    /// How providers behave.
    Provider(Provider),
    /// The browser throws instead of taking one of the next messages.
    Refuse,
    /// The socket reports an error while it takes one of them, and closes later.
    Fail,
    /// Does something inside the next callback of a kind.
    Inside(Callback, Box<Op>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Welcome {
    Accept,
    /// Accepts after this many milliseconds.
    Slow(f64),
    Refuse,
    Ignore,
    AcceptAndDrop,
    /// An error event and nothing after it.
    ErrorOnly,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Provider {
    AtOnce,
    After(f64),
    Fails,
    FailsAfter(f64),
    Never,
    /// The browser's constructor throws.
    ConstructorThrows,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Callback {
    Open,
    Message,
    Error,
    Close,
    Reconnecting,
    Drain,
    Drop,
    End,
    Decide,
}

impl Script {
    pub fn generate(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let config = config(&mut dice);
        let link = LinkOptions {
            bandwidth: dice.scale(1.0, 10_000.0),
            delay: dice.scale(1.0, 2_000.0),
            detection: dice.scale(1.0, 5_000.0),
            buffer: dice.pick(&[
                Buffer::Standard,
                Buffer::Standard,
                Buffer::WithFraming,
                Buffer::Blind,
            ]),
            answers: dice.chance(80),
        };
        let count = 4 + dice.below(28);
        let steps = (0..count)
            .map(|_| {
                let wait = if dice.chance(40) { 0.0 } else { dice.scale(1.0, 60_000.0) };
                (wait, op(&mut dice, true))
            })
            .collect();
        Self { seed, config, link, steps }
    }
}

fn config(dice: &mut Dice) -> Config {
    Config {
        retry: RetryConfig {
            base: dice.pick(&[0.0, 1.0, 500.0, 500.0, 500.0, 500.0, 5_000.0]),
            cap: dice.pick(&[0.0, 1_000.0, 1_000.0, 30_000.0, 30_000.0, 30_000.0]),
            floor: dice.pick(&[0.0, 100.0, 100.0, 100.0]),
            max_retries: dice.pick(&[u32::MAX, u32::MAX, 0, 1, 5]),
            asks: dice.chance(20),
            ..RetryConfig::default()
        },
        queue: QueueConfig {
            max_messages: dice.pick(&[65_536, 65_536, 0, 1, 5]),
            max_bytes: dice.pick(&[16 << 20, 16 << 20, 1_000]),
            overflow: dice.pick(&[Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest]),
        },
        pacing: PacingConfig {
            window: dice.pick(&[
                Window::Adaptive,
                Window::Adaptive,
                Window::Fixed(0.0),
                Window::Fixed(1_000.0),
                Window::Unlimited,
            ]),
            poll: dice.pick(&[100.0, 100.0, 10.0]),
        },
        heartbeat: dice.chance(50).then(|| HeartbeatConfig {
            interval: dice.pick(&[25_000.0, 1_000.0]),
            deadline: dice.pick(&[10_000.0, 5_000.0]),
        }),
        resend: dice.pick(&[Resend::Unsent, Resend::Unsent, Resend::Never, Resend::All]),
    }
}

fn op(dice: &mut Dice, may_nest: bool) -> Op {
    match dice.below(if may_nest { 30 } else { 13 }) {
        0..=6 => Op::Send {
            count: dice.pick(&[1, 1, 1, 2, 10]),
            bytes: dice.pick(&[0, 1, 10, 100, 1_000, 70_000]),
            priority: dice.pick(&[
                Priority::High,
                Priority::Normal,
                Priority::Normal,
                Priority::Low,
            ]),
            key: dice.chance(25).then(|| dice.below(3) as u32),
            ttl: dice.pick(&[f64::INFINITY, f64::INFINITY, f64::INFINITY, 0.0, 50.0, 5_000.0]),
        },
        7 => Op::Close(dice.pick(&[None, Some(1000), Some(3001)])),
        8 | 9 => Op::Reconnect,
        10 => Op::Clear,
        11 => Op::Break,
        12 => dice.pick(&[Op::Refuse, Op::Fail]),
        13 | 14 => Op::Server(dice.pick(&[
            Welcome::Accept,
            Welcome::Accept,
            Welcome::Slow(3_000.0),
            Welcome::Slow(15_000.0),
            Welcome::Refuse,
            Welcome::Ignore,
            Welcome::AcceptAndDrop,
            Welcome::ErrorOnly,
        ])),
        15 => Op::ServerClose(dice.pick(&[1000, 1001, 1005, 1008, 1011, 1012, 4000])),
        16 | 17 => Op::Push,
        18 | 19 => Op::Break,
        20 => Op::Stall,
        21 | 22 => {
            Op::Signal(dice.pick(&[Signal::Online, Signal::Offline, Signal::Awake, Signal::Asleep]))
        }
        23 => Op::Throttle(dice.pick(&[0.0, 1_000.0, 60_000.0])),
        24 => Op::Sleep(dice.scale(100.0, 10_000_000.0)),
        25 => Op::Provider(dice.pick(&[
            Provider::AtOnce,
            Provider::After(50.0),
            Provider::After(12_000.0),
            Provider::Fails,
            Provider::FailsAfter(500.0),
            Provider::Never,
            Provider::ConstructorThrows,
        ])),
        _ => Op::Inside(
            dice.pick(&[
                Callback::Open,
                Callback::Message,
                Callback::Error,
                Callback::Close,
                Callback::Reconnecting,
                Callback::Drain,
                Callback::Drop,
                Callback::End,
                Callback::Decide,
            ]),
            Box::new(op(dice, false)),
        ),
    }
}

impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "seed {} with {:?}", self.seed, self.link)?;
        writeln!(formatter, "{:?}", self.config)?;
        for (wait, op) in &self.steps {
            writeln!(formatter, "  after {wait} ms: {op:?}")?;
        }
        Ok(())
    }
}
