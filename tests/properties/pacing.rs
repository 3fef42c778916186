//! How much the browser is given ahead of the network, for every way in which
//! its buffer may drain.

use crate::driver::{Driver, Look};
use crate::reference::{Buffer, Order};
use proptest::prelude::*;
use sockline::engine::{Config, PacingConfig, Priority, QueueConfig, State, Window};

/// What is learnt from the looks at a connection's buffer.
#[derive(Debug)]
struct Learnt {
    poll: f64,
    window: f64,
    /// Bytes per millisecond.
    rate: f64,
    /// Milliseconds until the next look, if the link has held anything back.
    interval: Option<f64>,
    /// The look that the next one is compared with.
    first: Option<Look>,
    /// The look at which the link last stood idle.
    idle: Option<Look>,
    /// Milliseconds between the last two looks that were compared.
    elapsed: f64,
    looks: usize,
}

impl Learnt {
    fn new(poll: f64) -> Self {
        let (interval, first, idle) = (None, None, None);
        Self { poll, window: FIRST, rate: 0.0, interval, first, idle, elapsed: 0.0, looks: 0 }
    }

    /// From one look to another that is at least 2 ms later something can be
    /// learnt, if something was in the buffer or waited at the first.
    fn look(&mut self, look: Look) {
        let is_idle = !look.waiting && look.reading == 0.0;
        if is_idle {
            self.window = self.window.min(EARLY);
            self.interval = None;
        }
        let Some(first) = self.first.filter(|first| first.waiting || first.reading > 0.0) else {
            self.first = Some(look);
            self.idle = Some(look);
            self.elapsed = 0.0;
            return;
        };
        if is_idle {
            self.first = Some(look);
            self.elapsed = 0.0;
            return;
        }
        let elapsed = look.at - first.at;
        let gone = (look.written - look.reading) - (first.written - first.reading);
        // A task sees no byte leave, and may last.
        if elapsed < 2.0 || (gone < 1.0 && elapsed < self.poll) {
            return;
        }
        self.first = Some(look);
        let measured = gone / elapsed;
        // Two late looks in a row are a throttled timer's.
        let lasting = elapsed.min(self.elapsed);
        self.elapsed = elapsed;
        let two_polls = 2.0 * (lasting - self.poll).max(self.poll);
        if look.reading > 0.0 {
            let is_known = self.rate != 0.0;
            self.rate = if is_known { (self.rate + measured) / 2.0 } else { measured };
            let target = (self.rate * two_polls).clamp(MIN, MAX);
            self.window = (self.window + target) / 2.0;
        } else if look.waiting {
            // It ran dry, so the link can do more than was measured.
            self.rate = self.rate.max(measured);
            self.window = (self.window * 2.0).min(MAX);
            self.interval = None;
        }
        if let Some(idle) = self.idle {
            self.window = self.window.min((shown(idle, look) * two_polls).max(EARLY));
        }
        if look.reading > 0.0 {
            // When half of the window has drained.
            self.interval = Some(self.window / 2.0 / self.rate);
        }
    }

    /// Milliseconds until the next look.
    fn until_next(&self, waiting: bool) -> f64 {
        match self.interval {
            Some(interval) => interval.max(self.poll.min(1.0)).min(self.poll),
            None if waiting => self.poll.min(1.0),
            None => self.poll,
        }
    }
}

/// Bytes per millisecond since the link stood idle, or in four seconds if that is
/// more, not counting the first 10 MiB, which the operating system may hold; and as
/// much as is trusted anyway.
fn shown(idle: Look, look: Look) -> f64 {
    let left = (look.written - look.reading) - (idle.written - idle.reading);
    let average = (left - 10_485_760.0) / (look.at - idle.at).max(4_000.0);
    if average < 1_280.0 { 1_280.0 } else { average }
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * one.abs().max(other.abs())
}

/// The adaptive window at first, and its bounds.
const FIRST: f64 = 65_536.0;
const MIN: f64 = 8_192.0;
/// What a link is trusted with until it has shown more.
const EARLY: f64 = 256_000.0;
const MAX: f64 = 16_777_216.0;

#[derive(Clone, Debug)]
enum Op {
    Send {
        count: usize,
        bytes: usize,
    },
    /// Time passes, the network takes bytes from time to time, timers fire.
    Wait {
        millis: f64,
        rate: f64,
    },
    /// The same, and timers are throttled: they fire at the end.
    Throttled {
        millis: f64,
        rate: f64,
    },
}

/// Bytes per millisecond, over six orders of magnitude, and none at all.
fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 6 => (-1.0..5.0f64).prop_map(|power| 10f64.powf(power))]
}

fn op() -> impl Strategy<Value = Op> {
    let bytes = prop_oneof![Just(0usize), 1usize..100, 1_000usize..100_000, Just(20_000_000)];
    let millis = || prop_oneof![0.0..10.0f64, 10.0..2_000.0f64];
    prop_oneof![
        3 => (1usize..40, bytes).prop_map(|(count, bytes)| Op::Send { count, bytes }),
        3 => (millis(), rate()).prop_map(|(millis, rate)| Op::Wait { millis, rate }),
        1 => (millis(), rate()).prop_map(|(millis, rate)| Op::Throttled { millis, rate }),
    ]
}

fn pacing() -> impl Strategy<Value = PacingConfig> {
    let window = prop_oneof![
        3 => Just(Window::Adaptive),
        1 => Just(Window::Fixed(0.0)),
        2 => (0.0..1e6f64).prop_map(Window::Fixed),
        1 => Just(Window::Unlimited),
    ];
    let poll = prop_oneof![Just(100.0), Just(1.0), 1.0..1_000.0f64];
    (window, poll).prop_map(|(window, poll)| PacingConfig { window, poll })
}

struct Link {
    driver: Driver,
    sizes: Vec<usize>,
    pacing: PacingConfig,
    learnt: Learnt,
}

impl Link {
    fn open(pacing: &PacingConfig, buffer: Buffer) -> Self {
        let config = Config {
            pacing: pacing.clone(),
            queue: QueueConfig {
                max_messages: usize::MAX,
                max_bytes: usize::MAX,
                ..QueueConfig::default()
            },
            ..Config::default()
        };
        let mut driver = Driver::new(config, 1, buffer);
        driver.reconnect();
        driver.accept();
        Self { driver, sizes: Vec::new(), pacing: pacing.clone(), learnt: Learnt::new(pacing.poll) }
    }

    fn buffered(&self) -> f64 {
        self.driver.socket.as_ref().unwrap().buffered
    }

    /// What the network has taken.
    fn carried(&self) -> f64 {
        let handed = self.driver.handed.iter().map(|tag| self.sizes[*tag as usize] as f64);
        handed.sum::<f64>() - self.buffered()
    }

    fn send(&mut self, bytes: usize) -> Result<(), TestCaseError> {
        let tag = u32::try_from(self.sizes.len()).unwrap();
        self.sizes.push(bytes);
        let order = Order { tag, bytes, priority: Priority::Normal, key: None, ttl: f64::INFINITY };
        self.watch(|driver| {
            driver.send(&order).unwrap();
        })
    }

    fn timer(&mut self) -> Result<(), TestCaseError> {
        self.watch(Driver::timer)
    }

    /// Gives the engine an occasion to hand over, and checks what it makes of
    /// it.
    fn watch(&mut self, occasion: impl FnOnce(&mut Driver)) -> Result<(), TestCaseError> {
        let handed = self.driver.handed.len();
        let held = self.buffered();
        let mut reading = self.driver.reading(held);
        occasion(&mut self.driver);
        // Time stands still, so the window that was used is the one of now.
        let window = self.driver.engine.stats(self.driver.time()).window;
        for tag in &self.driver.handed[handed..] {
            let bytes = self.sizes[*tag as usize] as f64;
            let admitted = reading == 0.0 || reading + bytes <= window;
            prop_assert!(admitted, "{bytes} on top of {reading} in a window of {window}");
            reading = self.driver.reading(reading + bytes);
        }
        if let Some(next) = self.sizes.get(self.driver.handed.len()) {
            let admitted = reading == 0.0 || reading + *next as f64 <= window;
            prop_assert!(!admitted, "{next} on top of {reading} waits for a window of {window}");
        }
        self.check_learnt(window)?;
        self.check_deadline()
    }

    fn check_learnt(&mut self, window: f64) -> Result<(), TestCaseError> {
        let learnt = &mut self.learnt;
        while let Some(look) = self.driver.looks.get(learnt.looks) {
            learnt.looks += 1;
            learnt.look(*look);
        }
        if self.pacing.window != Window::Adaptive {
            return Ok(());
        }
        prop_assert!(is_close(window, learnt.window), "{} is not {:?}", window, learnt);
        let rate = self.driver.engine.stats(self.driver.time()).drain_rate / 1_000.0;
        prop_assert!(is_close(rate, learnt.rate), "{} is not {:?}", rate, learnt);
        Ok(())
    }

    /// A timer runs while anything waits or is not yet seen to have left.
    fn check_deadline(&self) -> Result<(), TestCaseError> {
        let deadline = self.driver.deadline();
        if self.driver.engine.is_drained() {
            prop_assert_eq!(deadline, f64::INFINITY);
        } else {
            let latest = self.driver.now + self.pacing.poll;
            prop_assert!(deadline <= latest, "{} is later than {}", deadline, latest);
        }
        Ok(())
    }

    fn wait(&mut self, millis: f64, rate: f64) -> Result<(), TestCaseError> {
        let end = self.driver.now + millis;
        while self.driver.deadline() <= end {
            let passed = self.driver.deadline() - self.driver.now;
            self.driver.now = self.driver.now.max(self.driver.deadline());
            self.driver.carry(rate * passed.max(0.0));
            let before = self.driver.now;
            self.timer()?;
            if self.pacing.window == Window::Adaptive && !self.driver.engine.is_drained() {
                let interval = self.driver.deadline() - before;
                let waiting = self.driver.engine.queued_messages() > 0;
                prop_assert!(
                    is_close(interval, self.learnt.until_next(waiting)),
                    "{} ms",
                    interval
                );
            }
            prop_assert!(self.driver.deadline() > before, "the timer makes no progress");
        }
        self.driver.carry(rate * (end - self.driver.now));
        self.driver.now = end;
        Ok(())
    }

    fn perform(&mut self, op: &Op) -> Result<(), TestCaseError> {
        match *op {
            Op::Send { count, bytes } => (0..count).try_for_each(|_| self.send(bytes)),
            Op::Wait { millis, rate } => self.wait(millis, rate),
            Op::Throttled { millis, rate } => {
                self.driver.now += millis;
                self.driver.carry(rate * millis);
                self.timer()
            }
        }
    }
}

proptest! {
    #![proptest_config(crate::cases(400))]

    #[test]
    fn no_more_than_the_window_is_handed_over_and_no_less(
        pacing in pacing(),
        ops in prop::collection::vec(op(), 0..30),
    ) {
        let mut link = Link::open(&pacing, Buffer::Framed(0.0));
        for op in &ops {
            link.perform(op)?;
            let stats = link.driver.engine.stats(link.driver.time());
            match pacing.window {
                Window::Adaptive => prop_assert!((MIN..=MAX).contains(&stats.window)),
                Window::Fixed(bytes) => prop_assert_eq!(stats.window, bytes),
                Window::Unlimited => prop_assert_eq!(stats.window, f64::INFINITY),
            }
            prop_assert!(stats.drain_rate >= 0.0 && stats.drain_rate.is_finite());
        }
        // Whatever was, all goes as soon as the network takes anything.
        let messages = link.sizes.len();
        for _ in 0..=2 * messages + 1 {
            link.driver.carry(f64::INFINITY);
            let wait = (link.driver.deadline() - link.driver.now).clamp(0.0, pacing.poll);
            link.wait(wait, 0.0)?;
        }
        prop_assert_eq!(link.driver.handed.len(), messages);
        prop_assert!(link.driver.engine.is_drained());
        prop_assert_eq!(link.driver.engine.state(), State::Open);
    }

    #[test]
    fn a_buffer_that_always_reads_zero_holds_nothing_back(
        pacing in pacing(),
        ops in prop::collection::vec(op(), 0..30),
    ) {
        let mut link = Link::open(&pacing, Buffer::Blind);
        for op in &ops {
            link.perform(op)?;
            prop_assert_eq!(link.driver.handed.len(), link.sizes.len());
            prop_assert!(link.driver.engine.is_drained());
        }
    }

    /// The window follows the link: about two polls' worth of what it carries,
    /// or what a link is trusted with from the beginning; and the link is busy.
    #[test]
    fn the_window_settles_at_two_polls_worth_of_the_rate(
        power in 1.5..4.5f64,
        before in -1.0..5.0f64,
    ) {
        let pacing = PacingConfig::default();
        let mut link = Link::open(&pacing, Buffer::Framed(0.0));
        let mut carried = 0.0;
        for power in [before, power] {
            let rate = 10f64.powf(power);
            let bytes = ((rate * 5.0) as usize).clamp(1, 4_000);
            // As much as both phases may carry, and more.
            let enough = (rate * 8_000.0) as usize;
            let message = bytes.max(enough / 4_000);
            while link.driver.engine.queued_bytes() < enough {
                link.send(message)?;
            }
            link.wait(3_000.0, rate)?;
            carried = link.carried();
            link.wait(3_000.0, rate)?;
        }
        let rate = 10f64.powf(power);
        let share = (link.carried() - carried) / (rate * 3_000.0);
        prop_assert!(share > 0.9, "{} of {}", share, rate);
        let target = (rate * 200.0).clamp(MIN, MAX);
        let window = link.driver.engine.stats(link.driver.time()).window;
        prop_assert!(window <= 2.1 * target, "{} for {}", window, target);
        prop_assert!(window >= EARLY.min(0.4 * target), "{} for {}", window, target);
    }
}
