//! The virtual platform: clocks, one timer, microtasks, the page, and sockets.

use crate::books::Books;
use crate::dice::Dice;
use crate::grammar::Grammar;
use crate::journal::{Entry, Told};
use crate::rule::Rule;
use crate::script::{Gauge, Script};
use crate::session::Fault;
use crate::socket::{Phase, Socket};
use sockline::driver::Platform;
use sockline::engine::Cause;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Browsers clamp nested timers to 4 ms.
pub const MIN_TIMEOUT: f64 = 4.0;

/// Bytes of framing of a small client frame (RFC 6455 §5.2).
const FRAMING: f64 = 6.0;

/// The platform, and what is noted of a session on it.
pub struct World {
    now: Cell<f64>,
    /// The wall clock is ahead by so much.
    wall_lead: Cell<f64>,
    /// When the driver asked the clock last.
    asked_at: Cell<f64>,
    timer: Cell<Option<f64>>,
    microtask: Cell<bool>,
    pub is_listening: Cell<bool>,
    pub is_online: Cell<bool>,
    /// What the driver has heard of that last, and what it should have known before this
    /// step: what was due before the page told something is judged before that.
    pub known_online: Cell<bool>,
    pub was_online: Cell<bool>,
    pub is_visible: Cell<bool>,
    pub sockets: RefCell<Vec<Socket>>,
    pub gauge: Cell<Gauge>,
    lies: RefCell<Dice>,
    pub fault: Fault,
    faults: Cell<u32>,
    pub books: RefCell<Books>,
    pub grammar: RefCell<Grammar>,
    pub journal: RefCell<Vec<Entry>>,
    pub breaches: RefCell<BTreeMap<Rule, String>>,
}

impl World {
    pub fn new(script: &Script, fault: Fault) -> Self {
        Self {
            now: Cell::new(1_000.0),
            wall_lead: Cell::new(1.7e12),
            asked_at: Cell::new(0.0),
            timer: Cell::new(None),
            microtask: Cell::new(false),
            is_listening: Cell::new(false),
            is_online: Cell::new(true),
            known_online: Cell::new(true),
            was_online: Cell::new(true),
            is_visible: Cell::new(true),
            sockets: RefCell::new(Vec::new()),
            gauge: Cell::new(script.gauge),
            lies: RefCell::new(Dice::new(script.seed)),
            fault,
            faults: Cell::new(0),
            books: RefCell::new(Books::new(script)),
            grammar: RefCell::default(),
            journal: RefCell::default(),
            breaches: RefCell::default(),
        }
    }

    // Notes.

    pub fn note(&self, entry: Entry) {
        let heard = match &entry {
            Entry::Told(told) => self.grammar.borrow_mut().hear(told),
            Entry::Reconnects => {
                self.grammar.borrow_mut().hear_reconnect();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Entry::Told(Told::Reconnecting { cause, .. }) = &entry
            && self.was_online.get() == self.is_online.get()
            && (*cause == Cause::Offline) == self.is_online.get()
        {
            let network = if self.is_online.get() { "online" } else { "offline" };
            self.breach(Rule::Network, format!("a retry after {cause:?} while {network}"));
        }
        self.journal.borrow_mut().push(entry);
        self.judge(Rule::Grammar, heard);
    }

    /// A rule was broken. The first time counts.
    pub fn breach(&self, rule: Rule, what: impl Into<String>) {
        let at = self.now.get();
        let mut breaches = self.breaches.borrow_mut();
        breaches.entry(rule).or_insert_with(|| format!("at {at} ms: {}", what.into()));
    }

    pub fn judge(&self, rule: Rule, result: Result<(), String>) {
        if let Err(what) = result {
            self.breach(rule, what);
        }
    }

    /// Whether a planted fault happens now: every third time that it could.
    pub fn is_faulty(&self, fault: Fault) -> bool {
        self.fault == fault && {
            self.faults.set(self.faults.get() + 1);
            self.faults.get().is_multiple_of(3)
        }
    }

    // Time.

    pub fn now(&self) -> f64 {
        self.now.get()
    }

    pub fn asked_at(&self) -> f64 {
        self.asked_at.get()
    }

    pub fn pass(&self, millis: f64) {
        self.now.set(self.now.get() + millis);
    }

    /// The device sleeps, and the monotonic clock with it.
    pub fn suspend(&self, millis: f64) {
        self.wall_lead.set(self.wall_lead.get() + millis);
    }

    pub fn timer(&self) -> Option<f64> {
        self.timer.get()
    }

    /// The timer fires, at its time or late. Whether it was set.
    pub fn take_timer(&self) -> bool {
        self.timer.take().is_some_and(|at| {
            self.now.set(self.now.get().max(at));
            true
        })
    }

    /// The timer fires before its time. Whether it was set.
    pub fn take_timer_early(&self) -> bool {
        self.timer.take().is_some()
    }

    /// A microtask was asked for.
    pub fn take_microtask(&self) -> bool {
        self.microtask.take()
    }

    // Sockets.

    /// The socket whose events reach the driver.
    pub fn current(&self) -> Option<usize> {
        let sockets = self.sockets.borrow();
        let last = sockets.last()?;
        (!last.is_discarded).then_some(sockets.len() - 1)
    }

    pub fn phase(&self, socket: usize) -> Phase {
        self.sockets.borrow()[socket].phase
    }

    pub fn set_phase(&self, socket: usize, phase: Phase) {
        self.sockets.borrow_mut()[socket].phase = phase;
    }

    /// How much a message takes of a buffer, and a ping.
    pub fn size(&self, bytes: usize) -> f64 {
        let framing = if self.gauge.get() == Gauge::Framed { FRAMING } else { 0.0 };
        bytes as f64 + framing
    }

    /// What anybody but the driver sees of the current buffer.
    pub fn seen_buffered(&self) -> f64 {
        match (self.gauge.get(), self.current()) {
            (Gauge::Blind, _) | (_, None) => 0.0,
            (_, Some(socket)) => self.sockets.borrow()[socket].buffered(),
        }
    }
}

impl Platform for World {
    type Socket = usize;

    fn now(&self) -> f64 {
        self.asked_at.set(self.now.get());
        self.now.get()
    }

    fn wall_clock(&self) -> f64 {
        self.now.get() + self.wall_lead.get()
    }

    fn arm(&self, delay: f64) {
        if !(delay >= 0.0 && delay < f64::from(1u32 << 31)) {
            self.breach(Rule::Platform, format!("a timer of {delay} ms"));
        }
        if !self.is_faulty(Fault::LosesTimers) {
            self.timer.set(Some(self.now.get() + delay.max(MIN_TIMEOUT)));
        }
    }

    fn disarm(&self) {
        if !self.is_faulty(Fault::KeepsTimers) {
            self.timer.set(None);
        }
    }

    fn soon(&self) {
        if !self.is_faulty(Fault::LosesMicrotasks) {
            self.microtask.set(true);
        }
    }

    fn listen(&self, is_listening: bool) {
        if self.is_listening.replace(is_listening) == is_listening {
            self.breach(Rule::Platform, format!("told twice to listen: {is_listening}"));
        }
    }

    fn is_online(&self) -> bool {
        self.known_online.set(self.is_online.get());
        self.is_online.get() != self.is_faulty(Fault::LiesOfNetwork)
    }

    fn is_visible(&self) -> bool {
        self.is_visible.get()
    }

    fn buffered(&self, socket: &usize) -> f64 {
        let mut buffered = self.sockets.borrow_mut()[*socket].read();
        if self.is_faulty(Fault::ShowsTooMuch) {
            buffered += 1.0;
        }
        match self.gauge.get() {
            Gauge::True | Gauge::Framed => buffered,
            Gauge::Blind => 0.0,
            Gauge::Lies => {
                let mut lies = self.lies.borrow_mut();
                let lie = lies.scale(1.0, 200_000.0);
                lies.pick(&[0.0, buffered, buffered / 2.0, lie])
            }
        }
    }

    fn discard(&self, socket: &usize) {
        self.note(Entry::Discarded(*socket));
        if self.is_faulty(Fault::ForgetsDiscarding) {
            return;
        }
        if std::mem::replace(&mut self.sockets.borrow_mut()[*socket].is_discarded, true) {
            self.breach(Rule::Platform, format!("socket {socket} was discarded twice"));
        }
    }
}
