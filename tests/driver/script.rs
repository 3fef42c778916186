//! What happens in a session: a configuration, and steps.

use crate::dice::Dice;
use crate::user::{Inside, Op, Options, Plan};
use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, Priority, QueueConfig, Resend, RetryConfig,
    SendOptions, Window,
};
use std::fmt;
use std::num::NonZeroU32;

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Flavour {
    /// Nothing in which the ways are allowed to differ: the clock stands still during a
    /// task, no user code runs while a socket takes a message, and the buffer is shown.
    Orderly,
    /// Orderly, and every message shows in the buffer. One of no bytes that is sent in a
    /// row counts as gone a little later.
    Rows,
    /// Everything.
    Wild,
}

/// What `bufferedAmount` shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gauge {
    True,
    /// Framing too, with which nobody knows where in it a message of a burst would lie.
    Framed,
    /// Always 0.
    Blind,
    /// Anything.
    Lies,
}

/// What an attempt meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Provider {
    Ready,
    /// It settles later, or never.
    Pending,
    Fails,
    /// The browser's constructor throws.
    ConstructorThrows,
}

/// How the session ends when the client has come to rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Closes,
    /// Where the face allows that, its last handle is dropped.
    Drops,
    /// The same, without waiting for rest.
    DropsAtOnce,
}

#[derive(Clone, Debug)]
pub enum Step {
    User(Vec<Op>),
    Plan(Plan),
    /// The next handler throws through the driver.
    Throws,
    /// Time passes, and the timer fires when it is due.
    Waits(f64),
    /// Time passes and nothing runs.
    Sleeps(f64),
    /// The same, and the monotonic clock stands still.
    Suspends(f64),
    Fires,
    FiresEarly,
    /// As in a page that is hidden: meanwhile the network goes on.
    FiresLate {
        millis: f64,
        drains: f64,
    },
    Opens,
    Arrives {
        is_reply: bool,
        ops: Vec<Op>,
    },
    Errors,
    Closes {
        code: u16,
        was_clean: bool,
    },
    /// The server's close frame has come.
    Ends,
    /// The network takes bytes from the buffer.
    Drains(f64),
    Online(bool),
    Visible(bool),
    Provides(Provider),
    Settles(bool),
    /// The socket refuses a message, after as many more.
    Refuses(usize),
}

impl Step {
    /// What the user does in it.
    pub fn ops(&self) -> Option<&Vec<Op>> {
        match self {
            Self::User(ops) | Self::Plan(Plan { ops, .. }) | Self::Arrives { ops, .. } => Some(ops),
            _ => None,
        }
    }

    pub fn ops_mut(&mut self) -> Option<&mut Vec<Op>> {
        match self {
            Self::User(ops) | Self::Plan(Plan { ops, .. }) | Self::Arrives { ops, .. } => Some(ops),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Script {
    pub seed: u64,
    pub flavour: Flavour,
    pub config: Config,
    pub gauge: Gauge,
    /// User code takes time.
    pub works: bool,
    pub steps: Vec<Step>,
    pub end: End,
}

impl Script {
    pub fn generate(seed: u64, flavour: Flavour) -> Self {
        let mut dice = Dice::new(seed);
        let is_wild = flavour == Flavour::Wild;
        let mut config = config(&mut dice);
        if !is_wild {
            // A retry without a delay begins when the engine compares its deadlines next. A
            // message that can't go at once has it do so twice on the short way.
            config.retry.floor = 100.0;
        }
        let gauge = if is_wild {
            dice.pick(&[Gauge::True, Gauge::True, Gauge::Framed, Gauge::Blind, Gauge::Lies])
        } else {
            dice.pick(&[Gauge::True, Gauge::True, Gauge::True, Gauge::Framed])
        };
        let works = is_wild && dice.chance(50);
        let mut writer = Writer { dice, flavour, works };
        let count = 10 + writer.dice.below(50);
        let steps = (0..count).map(|_| writer.step()).collect();
        let ends = [End::Closes, End::Drops, End::DropsAtOnce];
        let end = if is_wild { writer.dice.pick(&ends) } else { End::Closes };
        Self { seed, flavour, config, gauge, works, steps, end }
    }
}

fn config(dice: &mut Dice) -> Config {
    Config {
        retry: RetryConfig {
            base: dice.pick(&[0.0, 500.0, 4_000.0]),
            floor: dice.pick(&[0.0, 100.0]),
            max_retries: dice.pick(&[u32::MAX, u32::MAX, 1]),
            asks: dice.chance(25),
            ..RetryConfig::default()
        },
        queue: QueueConfig {
            max_messages: dice.pick(&[65_536, 65_536, 5, 0]),
            max_bytes: dice.pick(&[16 << 20, 50_000]),
            overflow: dice.pick(&[Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest]),
        },
        pacing: PacingConfig {
            window: dice.pick(&[
                Window::Adaptive,
                Window::Adaptive,
                Window::Fixed(0.0),
                Window::Fixed(30_000.0),
                Window::Unlimited,
            ]),
            ..PacingConfig::default()
        },
        heartbeat: dice
            .chance(33)
            .then_some(HeartbeatConfig { interval: 1_000.0, deadline: 5_000.0 }),
        resend: dice.pick(&[Resend::Unsent, Resend::Unsent, Resend::Never, Resend::All]),
    }
}

struct Writer {
    dice: Dice,
    flavour: Flavour,
    works: bool,
}

impl Writer {
    fn step(&mut self) -> Step {
        match self.dice.below(33) {
            0..=7 => Step::User(self.ops(6)),
            8..=10 => {
                let some = self.dice.scale(1.0, 50_000.0);
                Step::Drains(self.dice.pick(&[some, f64::INFINITY]))
            }
            11 | 12 => Step::Waits(self.dice.pick(&[0.0, 1.0, 20.0, 150.0, 3_000.0, 12_000.0])),
            13 => {
                let millis = self.dice.pick(&[1_000.0, 6_000.0, 60_000.0]);
                let late = Step::FiresLate { millis, drains: self.dice.scale(1.0, 100_000.0) };
                self.dice.pick(&[Step::Fires, Step::FiresEarly, late])
            }
            14..=16 => {
                let ops = if self.dice.chance(50) { Vec::new() } else { self.ops(4) };
                Step::Arrives { is_reply: self.dice.chance(20), ops }
            }
            17..=20 => Step::Opens,
            21 => {
                let after = self.dice.below(4) as usize;
                self.dice.pick(&[Step::Errors, Step::Ends, Step::Refuses(after)])
            }
            22 => Step::Closes {
                code: self.dice.pick(&[1006, 1000, 1001, 1012, 1008]),
                was_clean: self.dice.chance(50),
            },
            23 => Step::Online(self.dice.chance(67)),
            24 => Step::Visible(self.dice.chance(50)),
            25 => Step::Provides(self.dice.pick(&[
                Provider::Ready,
                Provider::Ready,
                Provider::Ready,
                Provider::Pending,
                Provider::Fails,
                Provider::ConstructorThrows,
            ])),
            26 => Step::Settles(self.dice.chance(67)),
            27 => {
                let millis = self.dice.pick(&[1.0, 500.0, 40_000.0]);
                self.dice.pick(&[Step::Sleeps(millis), Step::Suspends(millis)])
            }
            28 if self.flavour == Flavour::Wild => Step::Throws,
            _ => Step::Plan(self.plan()),
        }
    }

    fn plan(&mut self) -> Plan {
        let inside = if self.flavour == Flavour::Wild {
            self.dice.pick(&[Inside::Event, Inside::Event, Inside::Send, Inside::Connect])
        } else {
            Inside::Event
        };
        let calls = if inside == Inside::Send { 6 } else { 3 };
        let after = self.dice.below(calls) as usize;
        let mut ops = self.ops(3);
        if inside == Inside::Send && self.dice.chance(25) {
            ops.push(Op::Fail);
        }
        Plan { inside, after, ops }
    }

    /// One op, or up to as many.
    fn ops(&mut self, most: u64) -> Vec<Op> {
        (0..=self.dice.below(most)).map(|_| self.op()).collect()
    }

    fn op(&mut self) -> Op {
        match self.dice.below(if self.works { 13 } else { 12 }) {
            0..=3 => Op::Send {
                count: 1,
                bytes: self.bytes(&[0, 1, 10, 1_000, 20_000, 70_000]),
                options: self.options(),
            },
            4..=7 => Op::Send {
                count: 1 + self.dice.below(12) as usize,
                bytes: self.bytes(&[0, 1, 10, 100, 1_000, 9_000, 40_000]),
                options: SendOptions::default(),
            },
            8 => Op::Ask,
            9 => self.dice.pick(&[Op::Close, Op::Ask]),
            10 => self.dice.pick(&[Op::Reconnect, Op::Reconnect, Op::Ask]),
            11 => Op::Clear,
            _ => Op::Work(self.dice.pick(&[0.5, 1.0, 5.0, 150.0])),
        }
    }

    fn bytes(&mut self, of: &[usize]) -> usize {
        let fewest = usize::from(self.flavour == Flavour::Rows);
        self.dice.pick(of).max(fewest)
    }

    fn options(&mut self) -> Options {
        let key = self.dice.chance(25).then(|| self.dice.below(3) as u32 + 1);
        SendOptions {
            priority: self.dice.pick(&[
                Priority::High,
                Priority::Normal,
                Priority::Normal,
                Priority::Low,
            ]),
            key: key.and_then(NonZeroU32::new),
            ttl: self.dice.pick(&[f64::INFINITY, f64::INFINITY, 0.0, 50.0, 3_000.0]),
        }
    }
}

impl Gauge {
    /// Whether what is in the buffer follows from what it shows.
    pub fn is_true(self) -> bool {
        matches!(self, Self::True | Self::Framed)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, flavour, config, gauge, steps, end, .. } = self;
        writeln!(formatter, "seed {seed}, {flavour:?}, the buffer {gauge:?}: {config:?}")?;
        for step in steps {
            writeln!(formatter, "  {step:?}")?;
        }
        writeln!(formatter, "  at last {end:?}")
    }
}
