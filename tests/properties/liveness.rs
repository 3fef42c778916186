//! When pings are sent, when a connection is given up, and what is measured:
//! for every order of messages, replies, timers that are late, and a buffer
//! that moves or does not.

use crate::driver::{Driver, MESSAGE_BYTES, PING_BYTES};
use crate::reference::{Buffer, Order};
use proptest::prelude::*;
use sockline::engine::{
    Cause, Config, Event, HeartbeatConfig, PacingConfig, Priority, RetryConfig, Signal, State,
    Window,
};
use std::collections::VecDeque;

#[derive(Clone, Debug)]
enum Op {
    Receive {
        is_reply: bool,
    },
    Send(usize),
    /// The network takes bytes.
    Carry(f64),
    /// Time passes and timers fire.
    Wait(f64),
    /// Time passes and no timer fires.
    Sleep(f64),
    /// A timer fires, due or not.
    Timer,
    Hint(Signal),
}

fn op() -> impl Strategy<Value = Op> {
    let millis = || prop_oneof![Just(0.0), 0.0..50.0, 0.0..3_000.0, Just(1_000.0), Just(10_000.0)];
    let signals = vec![Signal::Awake, Signal::Online, Signal::Offline, Signal::Asleep];
    prop_oneof![
        2 => any::<bool>().prop_map(|is_reply| Op::Receive { is_reply }),
        2 => (0usize..20).prop_map(Op::Send),
        3 => (0u8..20).prop_map(|bytes| Op::Carry(f64::from(bytes))),
        4 => millis().prop_map(Op::Wait),
        3 => millis().prop_map(Op::Sleep),
        1 => Just(Op::Timer),
        2 => prop::sample::select(signals).prop_map(Op::Hint),
    ]
}

/// A deadline that was missed by more was not watched for.
const ASLEEP: f64 = 1_000.0;

/// What has been heard and said on one connection.
struct Reference {
    config: HeartbeatConfig,
    heard_at: f64,
    /// A hint asks for a ping.
    probed_at: Option<f64>,
    ping: Option<Ping>,
    /// When the pings were sent to which the reply is still to come.
    unanswered: VecDeque<f64>,
    pings: Vec<f64>,
    /// Pings that the driver was asked to send and has not sent yet.
    unsent_pings: usize,
    is_dead: bool,
    online: bool,
    /// Bytes ever handed to the socket.
    written: f64,
    buffered: f64,
    /// The buffer when it was last read.
    seen: f64,
    /// Where the messages end that were not seen to have left.
    held: Vec<f64>,
    measured: Vec<f64>,
    received: usize,
}

/// The last ping.
struct Ping {
    /// Nothing has been heard after it, if only within the clock's tick.
    is_awaited: bool,
    /// When its time began to run: what goes before it may take its time.
    waits_since: f64,
    /// The second in a row that was sent because a deadline passed in sleep.
    is_second_chance: bool,
}

impl Reference {
    fn awaited(&self) -> Option<&Ping> {
        self.ping.as_ref().filter(|ping| ping.is_awaited)
    }

    /// When something is due.
    fn due_at(&self) -> f64 {
        match self.awaited() {
            Some(ping) => ping.waits_since + self.config.deadline,
            None => self.probed_at.unwrap_or(self.heard_at + self.config.interval),
        }
    }

    fn judge(&mut self, now: f64) {
        let due_at = self.due_at();
        if self.is_dead || due_at > now {
            return;
        }
        let awaited = self.awaited();
        let is_second_chance = awaited.is_some();
        if let Some(ping) = awaited
            && (ping.is_second_chance || now - due_at <= ASLEEP)
        {
            self.is_dead = true;
            return;
        }
        self.pings.push(now);
        self.unsent_pings += 1;
        self.probed_at = None;
        self.unanswered.push_back(now);
        self.ping = Some(Ping { is_awaited: true, waits_since: now, is_second_chance });
    }

    fn hear(&mut self, now: f64, is_reply: bool) {
        self.received += 1;
        self.heard_at = now;
        self.probed_at = None;
        if let Some(ping) = &mut self.ping {
            ping.is_awaited = false;
            ping.is_second_chance = false;
        }
        if is_reply {
            // One that may be to any of several says nothing of when that was sent.
            if let [only] = *self.unanswered.make_contiguous() {
                self.measured.push(now - only);
            }
            self.unanswered.pop_front();
        }
    }

    fn probe(&mut self, now: f64) {
        if self.awaited().is_none() {
            self.probed_at = Some(now);
        }
    }

    /// The driver looks at the buffer, if anything may be in it.
    fn look(&mut self, now: f64) {
        let moved = self.buffered < self.seen;
        self.seen = self.buffered;
        let left = self.written - self.buffered;
        self.held.retain(|end| *end > left);
        if let Some(ping) = &mut self.ping
            && moved
            && self.buffered > 0.0
        {
            ping.waits_since = now;
            ping.is_second_chance = false;
        }
    }

    fn hand_over(&mut self, bytes: f64) {
        self.written += bytes;
        self.buffered += bytes;
        self.seen = self.buffered;
    }

    /// What a driver does after each input: it looks, hands over, and looks
    /// again.
    fn settle(&mut self, now: f64, sent: Option<f64>) {
        if self.is_dead {
            return;
        }
        if sent.is_some() || !self.held.is_empty() || self.seen > 0.0 {
            self.look(now);
        }
        for _ in 0..std::mem::take(&mut self.unsent_pings) {
            self.hand_over(PING_BYTES);
        }
        if let Some(bytes) = sent {
            self.hand_over(bytes);
            self.held.push(self.written);
        }
        if !self.held.is_empty() || self.seen > 0.0 {
            self.look(now);
        }
    }
}

proptest! {
    #![proptest_config(crate::cases(4_000))]

    #[test]
    fn pings_deaths_and_round_trips_come_when_the_reference_says(
        interval in prop_oneof![1.0..200.0f64, Just(1_000.0)],
        deadline in prop_oneof![1.0..200.0f64, Just(1_000.0)],
        ops in prop::collection::vec(op(), 0..80),
    ) {
        let heartbeat = HeartbeatConfig { interval, deadline };
        let config = Config {
            retry: RetryConfig::default(),
            pacing: PacingConfig { window: Window::Unlimited, poll: 50.0 },
            heartbeat: Some(heartbeat.clone()),
            ..Config::default()
        };
        let mut driver = Driver::new(config, 1, Buffer::Framed(0.0));
        driver.reconnect();
        driver.accept();
        driver.events.clear();
        let mut reference = Reference {
            config: heartbeat,
            heard_at: 0.0,
            probed_at: None,
            ping: None,
            unanswered: VecDeque::new(),
            pings: Vec::new(),
            unsent_pings: 0,
            is_dead: false,
            online: true,
            written: 0.0,
            buffered: 0.0,
            seen: 0.0,
            held: Vec::new(),
            measured: Vec::new(),
            received: 0,
        };
        for (tag, op) in (0..).zip(&ops) {
            match op {
                Op::Receive { is_reply } => {
                    driver.receive(*is_reply);
                    reference.hear(driver.now, *is_reply);
                    reference.judge(driver.now);
                }
                Op::Send(bytes) => {
                    let (bytes, ttl) = (*bytes, f64::INFINITY);
                    let order = Order { tag, bytes, priority: Priority::Normal, key: None, ttl };
                    reference.judge(driver.now);
                    driver.send(&order).unwrap();
                }
                Op::Carry(bytes) => {
                    driver.carry(*bytes);
                    reference.buffered = (reference.buffered - bytes).max(0.0);
                    continue;
                }
                Op::Wait(millis) => {
                    let end = driver.now + millis;
                    while driver.deadline() <= end && !reference.is_dead {
                        driver.now = driver.now.max(driver.deadline());
                        reference.judge(driver.now);
                        driver.timer();
                        reference.settle(driver.now, None);
                    }
                    if !reference.is_dead {
                        prop_assert!(reference.due_at() > end, "nothing was done when due");
                    }
                    driver.now = end;
                    compare(&driver, &reference)?;
                    if reference.is_dead {
                        return Ok(());
                    }
                    continue;
                }
                Op::Sleep(millis) => {
                    driver.now += millis;
                    continue;
                }
                Op::Timer => {
                    driver.timer();
                    reference.judge(driver.now);
                }
                Op::Hint(signal) => {
                    driver.signal(*signal);
                    reference.judge(driver.now);
                    // A death that was due comes before what the signal says.
                    match signal {
                        Signal::Online if !reference.is_dead => reference.online = true,
                        Signal::Offline if !reference.is_dead => reference.online = false,
                        _ => {}
                    }
                    if *signal != Signal::Asleep {
                        reference.probe(driver.now);
                    }
                    reference.judge(driver.now);
                }
            }
            let sent = if let Op::Send(bytes) = op { Some(*bytes as f64) } else { None };
            reference.settle(driver.now, sent);
            compare(&driver, &reference)?;
            if reference.is_dead {
                return Ok(());
            }
        }
    }
}

fn compare(driver: &Driver, reference: &Reference) -> Result<(), TestCaseError> {
    prop_assert_eq!(&driver.pings, &reference.pings, "pings");
    if reference.is_dead {
        prop_assert_eq!(driver.engine.state(), State::Waiting);
        let told: Vec<_> = driver.events.iter().collect();
        let [Event::Error, Event::Close { close, .. }, Event::Reconnecting { cause, .. }] =
            &told[..]
        else {
            panic!("{told:?}")
        };
        let expected = if reference.online { Cause::Heartbeat } else { Cause::Offline };
        prop_assert_eq!((close.code, *cause), (1006, expected));
        prop_assert!(driver.socket.is_none(), "the dead connection is kept");
        return Ok(());
    }
    prop_assert_eq!(driver.engine.state(), State::Open, "given up too soon");
    let stats = driver.engine.stats(driver.time());
    prop_assert_eq!(stats.messages_received, reference.received as f64);
    prop_assert_eq!(stats.bytes_received, reference.received as f64 * MESSAGE_BYTES);
    prop_assert_eq!(stats.round_trip, reference.measured.last().copied());
    // RFC 6298 §2: an eighth of each new one.
    let smoothed = reference.measured.iter().copied().reduce(|old, new| old + (new - old) / 8.0);
    match (stats.smoothed_round_trip, smoothed) {
        (Some(got), Some(expected)) => prop_assert!((got - expected).abs() < 1e-6),
        (got, expected) => prop_assert_eq!(got, expected),
    }
    Ok(())
}
