//! The engine and the reference side by side: whatever is done to both, what
//! can be seen of them is the same.

use crate::driver::Driver;
use crate::reference::{Buffer, Obstacle, Order, Reference, Rules, Told};
use proptest::prelude::*;
use sockline::engine::{
    Config, DropReason, Dropped, Overflow, PacingConfig, Priority, QueueConfig, Resend,
    RetryConfig, Window,
};

/// One thing that is done to both.
#[derive(Clone, Debug)]
pub enum Op {
    Send {
        bytes: usize,
        priority: Priority,
        key: Option<u8>,
        ttl: f64,
    },
    /// Time passes and timers fire.
    Wait(f64),
    /// Time passes and no timer fires.
    Sleep(f64),
    /// The network takes bytes.
    Carry(f64),
    Clear,
    /// A new connection, in place of the present one if there is any.
    Connect,
    Lose {
        is_clean: bool,
        knows_residue: bool,
        is_final: bool,
    },
    Close,
    /// The next message meets an obstacle.
    Hinder(Obstacle),
}

/// No retry begins by itself: connections come from [`Op::Connect`].
const NEVER_SOON: f64 = 1e15;

const POLL: f64 = 100.0;

pub fn run(rules: &Rules, ops: &[Op]) -> Result<(), TestCaseError> {
    let mut session = Session::new(rules);
    for (tag, op) in (0..).zip(ops) {
        session.perform(tag, op)?;
        session.compare()?;
    }
    Ok(())
}

struct Session {
    driver: Driver,
    reference: Reference,
    obstacle: Option<Obstacle>,
}

impl Session {
    fn new(rules: &Rules) -> Self {
        let config = Config {
            retry: RetryConfig {
                base: NEVER_SOON,
                cap: NEVER_SOON,
                floor: NEVER_SOON,
                close_deadline: f64::INFINITY,
                ..RetryConfig::default()
            },
            queue: QueueConfig {
                max_messages: rules.max_messages,
                max_bytes: rules.max_bytes,
                overflow: rules.overflow,
            },
            pacing: PacingConfig {
                window: if rules.window == f64::INFINITY {
                    Window::Unlimited
                } else {
                    Window::Fixed(rules.window)
                },
                poll: POLL,
            },
            heartbeat: None,
            resend: rules.resend,
        };
        Self {
            driver: Driver::new(config, 1, rules.buffer),
            reference: Reference::new(rules.clone()),
            obstacle: None,
        }
    }

    fn perform(&mut self, tag: u32, op: &Op) -> Result<(), TestCaseError> {
        match op {
            Op::Send { bytes, priority, key, ttl } => {
                let order = Order { tag, bytes: *bytes, priority: *priority, key: *key, ttl: *ttl };
                let got = self.driver.send(&order);
                // A late timer leaves what has expired no room.
                self.reference.timer(self.driver.now);
                let expected = self.reference.send(self.driver.now, order);
                self.reference.pump(self.driver.now, &mut self.obstacle);
                prop_assert_eq!(got, expected.map(|()| self.reference.outcome(tag)));
            }
            Op::Wait(millis) => self.wait(*millis)?,
            Op::Sleep(millis) => self.driver.now += millis,
            Op::Carry(bytes) => {
                self.driver.carry(*bytes);
                self.reference.carry(*bytes);
            }
            Op::Clear => {
                let cleared: Vec<u32> =
                    self.driver.engine.clear_queue().iter().map(|load| load.tag).collect();
                self.driver.drain();
                prop_assert_eq!(cleared, self.reference.clear());
            }
            Op::Connect => {
                self.driver.reconnect();
                self.driver.accept();
                self.obstacle = None;
                self.reference.connect(self.driver.now);
            }
            Op::Lose { is_clean, knows_residue, is_final } if self.reference.is_connected() => {
                let code = if *is_final { 1008 } else { 1001 };
                self.driver.lose(code, *is_clean, *knows_residue);
                self.reference.lose(*is_clean, *knows_residue, *is_final);
            }
            Op::Close => {
                self.driver.close();
                self.reference.close();
            }
            Op::Hinder(obstacle) if self.reference.is_connected() => {
                self.driver.obstacle = Some(*obstacle);
                self.obstacle = Some(*obstacle);
            }
            Op::Lose { .. } | Op::Hinder(_) => return Ok(()),
        }
        // What the engine is not told of, it cannot act on.
        if !matches!(op, Op::Wait(_) | Op::Sleep(_) | Op::Carry(_) | Op::Hinder(_)) {
            self.settle();
        }
        Ok(())
    }

    /// The reference's driver has nothing to do any more.
    fn settle(&mut self) {
        loop {
            let before = (self.reference.handed.len(), self.reference.told.len());
            self.reference.pump(self.driver.now, &mut self.obstacle);
            if before == (self.reference.handed.len(), self.reference.told.len()) {
                return;
            }
        }
    }

    fn wait(&mut self, millis: f64) -> Result<(), TestCaseError> {
        let end = self.driver.now + millis;
        while self.driver.deadline() <= end {
            self.driver.now = self.driver.now.max(self.driver.deadline());
            let before = self.driver.now;
            self.driver.timer();
            self.reference.timer(before);
            self.settle();
            prop_assert!(self.driver.deadline() > before, "the timer makes no progress");
        }
        self.driver.now = end;
        prop_assert!(self.reference.next_expiry() > end, "a message expired unnoticed");
        Ok(())
    }

    fn compare(&self) -> Result<(), TestCaseError> {
        let (driver, reference) = (&self.driver, &self.reference);
        let engine = &driver.engine;
        prop_assert_eq!(&driver.handed, &reference.handed, "handed over");
        prop_assert_eq!(&driver.told, &reference.told, "told");
        let queued = (engine.queued_messages(), engine.queued_bytes());
        prop_assert_eq!(queued, reference.queued(), "queued");
        prop_assert_eq!(engine.is_drained(), reference.is_drained(), "drained");
        prop_assert_eq!(engine.gave_back_at_end(), reference.gave_back_at_end(), "given back");
        if let Some(has_room) = reference.has_room() {
            prop_assert_eq!(engine.has_room(), has_room, "room");
        }
        let stats = engine.stats(driver.time());
        let told = |reason| {
            let is_it = |told: &&Told| matches!(told, Told::Drop(_, of) if *of == reason);
            reference.told.iter().filter(is_it).count() as f64
        };
        let dropped = Dropped {
            overflow: told(DropReason::Overflow),
            expired: told(DropReason::Expired),
            replaced: told(DropReason::Replaced),
            closed: told(DropReason::Closed),
            unsent: told(DropReason::Unsent),
            unknown: told(DropReason::Unknown),
            refused: told(DropReason::Refused),
        };
        prop_assert_eq!(stats.dropped, dropped);
        prop_assert_eq!(stats.messages_sent, reference.handed.len() as f64);
        prop_assert_eq!(stats.bytes_sent, reference.sent_bytes);
        prop_assert_eq!(stats.messages_resent, reference.resent);
        self.compare_deadline()
    }

    /// A timer runs for what waits, and for nothing else.
    fn compare_deadline(&self) -> Result<(), TestCaseError> {
        let deadline = self.driver.deadline();
        let expiry = self.reference.next_expiry();
        if !self.reference.is_connected() {
            let expiry = expiry.min(NEVER_SOON);
            prop_assert_eq!(deadline.min(NEVER_SOON), expiry, "the timer of what expires");
        } else if self.reference.is_drained() {
            prop_assert_eq!(deadline, f64::INFINITY, "a timer for nothing");
        } else if self.reference.halted {
            // Nothing leaves any more whose fate a look could tell.
            prop_assert!(deadline <= expiry, "{deadline} is later than {expiry}");
        } else {
            let latest = expiry.min(self.driver.now + POLL);
            prop_assert!(deadline <= latest, "{deadline} is later than {latest}");
        }
        Ok(())
    }
}

// What is generated: small numbers, so that bounds and edges are met often.

pub fn rules() -> impl Strategy<Value = Rules> {
    let max_messages = prop_oneof![3 => 0usize..6, 1 => Just(usize::MAX)];
    let max_bytes = prop_oneof![Just(0usize), Just(5), 10usize..30, Just(usize::MAX)];
    let overflow =
        prop::sample::select(vec![Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest]);
    let window = prop::sample::select(vec![0.0, 10.0, 25.0, f64::INFINITY]);
    let resend = prop::sample::select(vec![Resend::Never, Resend::Unsent, Resend::All]);
    let buffer =
        prop::sample::select(vec![Buffer::Framed(0.0), Buffer::Framed(6.0), Buffer::Blind]);
    (max_messages, max_bytes, overflow, window, resend, buffer).prop_map(
        |(max_messages, max_bytes, overflow, window, resend, buffer)| Rules {
            max_messages,
            max_bytes,
            overflow,
            window,
            resend,
            buffer,
        },
    )
}

pub fn send() -> impl Strategy<Value = Op> {
    let bytes = prop_oneof![Just(0usize), 1usize..12];
    let priority = prop::sample::select(vec![Priority::High, Priority::Normal, Priority::Low]);
    let key = prop_oneof![2 => Just(None), 1 => (0u8..3).prop_map(Some)];
    let ttl =
        prop_oneof![3 => Just(f64::INFINITY), 1 => Just(0.0), 1 => (1u8..30).prop_map(f64::from)];
    (bytes, priority, key, ttl).prop_map(|(bytes, priority, key, ttl)| Op::Send {
        bytes,
        priority,
        key,
        ttl,
    })
}

pub fn wait() -> impl Strategy<Value = Op> {
    let millis = prop_oneof![Just(0.0), (1u8..20).prop_map(f64::from), Just(1_000.0)];
    (millis, any::<bool>()).prop_map(
        |(millis, fires)| {
            if fires { Op::Wait(millis) } else { Op::Sleep(millis) }
        },
    )
}

pub fn carry() -> impl Strategy<Value = Op> {
    prop_oneof![(0u8..30).prop_map(f64::from), Just(1e9)].prop_map(Op::Carry)
}

pub fn lose() -> impl Strategy<Value = Op> {
    (any::<bool>(), prop::bool::weighted(0.9), prop::bool::weighted(0.1)).prop_map(
        |(is_clean, knows_residue, is_final)| Op::Lose { is_clean, knows_residue, is_final },
    )
}

pub fn hinder() -> impl Strategy<Value = Op> {
    prop::sample::select(vec![Obstacle::Throws, Obstacle::NotOpen]).prop_map(Op::Hinder)
}
