//! One session from its script to its balance.

use crate::face::{Thrown, VirtualFace};
use crate::journal::{Entry, Told};
use crate::platform::{MIN_TIMEOUT, World};
use crate::rule::Rule;
use crate::script::{End, Flavour, Gauge, Provider, Script, Step};
use crate::socket::Phase;
use crate::ways::Way;
use sockline::driver::{Driver, SocketChange};
use sockline::engine::{Cause, Close, CloseRequest, State};
use std::any::Any;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{Rc, Weak};

/// A fault planted to check the checker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// A message now and then is not given to the socket that takes it.
    LosesMessages,
    SendsTwice,
    /// The face keeps two ledgers.
    MislaysLedger,
    /// The platform forgets a timer now and then.
    LosesTimers,
    /// The platform does not stop the timer now and then.
    KeepsTimers,
    LosesMicrotasks,
    TellsTwice,
    /// The buffer shows more than it holds.
    ShowsTooMuch,
    LiesOfNetwork,
    ForgetsDiscarding,
    /// The face takes all messages for those of one task.
    StaysInRow,
    /// A handler panics.
    Panics,
}

impl Fault {
    /// What breaks which rule.
    pub const PLANTED: [(Self, Rule); 12] = [
        (Self::LosesMessages, Rule::Settlement),
        (Self::SendsTwice, Rule::Settlement),
        (Self::MislaysLedger, Rule::Settlement),
        (Self::LosesTimers, Rule::Timer),
        (Self::LosesTimers, Rule::Rest),
        (Self::KeepsTimers, Rule::Leaving),
        (Self::LosesMicrotasks, Rule::Telling),
        (Self::TellsTwice, Rule::Grammar),
        (Self::ShowsTooMuch, Rule::Looking),
        (Self::LiesOfNetwork, Rule::Network),
        (Self::ForgetsDiscarding, Rule::Platform),
        (Self::Panics, Rule::Panic),
    ];
}

/// What was seen of a session.
#[derive(Debug)]
pub struct Session {
    pub journal: Vec<Entry>,
    /// For each rule that was broken, how it was first.
    pub breaches: BTreeMap<Rule, String>,
    /// Messages that went in bursts, and in rows.
    pub in_bursts: u32,
    pub in_rows: u32,
}

/// More firings than these make no progress.
const MOST_FIRINGS: usize = 5_000;

/// More microtasks than these, neither.
const MOST_MICROTASKS: usize = 1_000;

/// A client that has not come to rest after as many happenings never does.
const PATIENCE: usize = 400;

/// Bytes of a message that arrives.
const ARRIVING: f64 = 7.0;

pub fn run<W: Way>(script: &Script, fault: Fault) -> Session {
    let world = Rc::new(World::new(script, fault));
    let driver = Driver::new(script.config.clone(), VirtualFace::new(world.clone()), script.seed);
    *driver.face().driver.borrow_mut() = Rc::downgrade(&driver);
    let has_thrown = Cell::new(false);
    let host = Host::<W> { script, world: world.clone(), driver, has_thrown };
    let lived = catch_unwind(AssertUnwindSafe(|| host.live()));
    let face = host.driver.face();
    let (in_bursts, in_rows) = (face.in_bursts.get(), face.in_rows.get());
    let left = match lived {
        Ok(()) => catch_unwind(AssertUnwindSafe(|| host.leave())),
        Err(panic) => {
            // Who knows in which state it is.
            mem::forget(host);
            Err(panic)
        }
    };
    if let Err(panic) = left {
        world.breach(Rule::Panic, words(&*panic));
    }
    let (journal, breaches) = (world.journal.take(), world.breaches.take());
    Session { journal, breaches, in_bursts, in_rows }
}

fn words(panic: &dyn Any) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// What lets everything happen to a driver.
struct Host<'a, W: Way> {
    script: &'a Script,
    world: Rc<World>,
    driver: Rc<Driver<VirtualFace<W>>>,
    /// A handler has thrown through the driver, and nothing was drained since.
    has_thrown: Cell<bool>,
}

impl<W: Way> Host<'_, W> {
    fn live(&self) {
        self.task(|driver| driver.open());
        self.check();
        for (number, step) in self.script.steps.iter().enumerate() {
            self.world.note(Entry::Step(number));
            self.step(step);
            self.check();
        }
        if self.drops() && self.script.end == End::DropsAtOnce {
            return;
        }
        self.heal();
        self.come_to_rest();
        let balance = self.world.books.borrow().balance(&self.world.sockets.borrow());
        self.world.judge(Rule::Settlement, balance);
        if !self.drops() {
            self.close();
        }
    }

    /// Whether the last handle is dropped, and the client not closed before.
    fn drops(&self) -> bool {
        W::IS_SHORT && self.script.end != End::Closes
    }

    fn step(&self, step: &Step) {
        let (world, face) = (&self.world, self.driver.face());
        match step {
            Step::User(ops) => self.task(|driver| face.perform(driver, ops)),
            Step::Plan(plan) => face.plans.borrow_mut().push(plan.clone()),
            Step::Throws => face.throws.set(true),
            Step::Waits(millis) => self.wait(*millis),
            Step::Sleeps(millis) => world.pass(*millis),
            Step::Suspends(millis) => world.suspend(*millis),
            Step::Fires => self.fire(world.take_timer()),
            Step::FiresEarly => self.fire(world.take_timer_early()),
            Step::FiresLate { millis, drains } => {
                world.pass(*millis);
                self.drain(*drains);
                self.fire(world.take_timer());
            }
            Step::Opens => self.open(),
            Step::Arrives { is_reply, ops } => self.arrive(*is_reply, || {
                world.note(Entry::Arrived);
                face.perform(&self.driver, ops);
            }),
            Step::Errors => {
                if let Some(socket) = world.current() {
                    world.sockets.borrow_mut()[socket].has_failed = true;
                    self.task(|driver| driver.on_socket(SocketChange::Failed));
                }
            }
            Step::Closes { code, was_clean } => self.lose(*code, *was_clean),
            Step::Ends => {
                if let Some(socket) = world.current()
                    && world.phase(socket) == Phase::Open
                {
                    world.set_phase(socket, Phase::Ending);
                }
            }
            Step::Drains(bytes) => self.drain(*bytes),
            Step::Online(is_online) => {
                world.is_online.set(*is_online);
                self.tell_page();
            }
            Step::Visible(is_visible) => {
                world.is_visible.set(*is_visible);
                self.tell_page();
            }
            Step::Provides(provider) => face.provider.set(*provider),
            Step::Settles(is_ready) => {
                let attempt = face.pending.borrow_mut().pop();
                if let Some(attempt) = attempt {
                    self.task(|driver| driver.resolved(attempt, *is_ready));
                }
            }
            Step::Refuses(after) => face.refuses_after.set(Some(*after)),
        }
    }

    /// The call stack is empty before and after.
    fn task(&self, happening: impl FnOnce(&Rc<Driver<VirtualFace<W>>>)) {
        self.guard(happening);
        self.end_task();
        if self.has_thrown.get() {
            // What is waited for is armed before a handler may throw.
            self.check_timer();
            // What was to be told after it is told when anything else happens.
            if self.world.is_listening.get() {
                self.guard(|driver| driver.on_page());
            } else {
                self.guard(|driver| driver.clear_queue(drop));
            }
            self.end_task();
        }
    }

    /// The platform tells something, which shows what has left the buffer.
    fn happen(&self, happening: impl FnOnce(&Rc<Driver<VirtualFace<W>>>)) {
        let before = self.seen_empty();
        self.task(happening);
        // Whatever was handed over since needs not show in it.
        if before.is_some() && self.seen_empty() == before && !self.driver.is_drained() {
            let queued = self.driver.queued();
            self.world.breach(Rule::Looking, format!("not seen to be empty, {queued:?} queued"));
        }
    }

    /// The open socket whose buffer shows that it is empty, and how much it has taken.
    fn seen_empty(&self) -> Option<(usize, usize)> {
        let number = self.world.current()?;
        let socket = &self.world.sockets.borrow()[number];
        let shows = self.world.gauge.get().is_true() && socket.is_sound();
        (shows && socket.buffered() <= 0.0).then_some((number, socket.taken()))
    }

    /// Whether the buffer shows for the first time that it drains, and that it goes on.
    fn seen_to_drain(&self) -> bool {
        self.world.current().is_some_and(|number| {
            let socket = &self.world.sockets.borrow()[number];
            let shows = self.world.gauge.get().is_true() && socket.is_sound();
            shows && socket.has_drained() && socket.buffered() > 0.0
        })
    }

    fn guard(&self, happening: impl FnOnce(&Rc<Driver<VirtualFace<W>>>)) {
        if let Err(thrown) = catch_unwind(AssertUnwindSafe(|| happening(&self.driver))) {
            if !thrown.is::<Thrown>() {
                resume_unwind(thrown);
            }
            self.has_thrown.set(true);
            self.driver.face().depth.set(0);
        }
    }

    /// Microtasks run.
    fn end_task(&self) {
        // The ways look at the buffer differently often within a task. Where they are
        // compared each task ends with a look.
        let mut looks = self.script.flavour != Flavour::Wild;
        for _ in 0..MOST_MICROTASKS {
            if !self.world.take_microtask() && !mem::take(&mut looks) {
                self.driver.face().left.set(None);
                return;
            }
            self.guard(|driver| {
                driver.on_told();
                self.has_thrown.set(false);
            });
        }
        self.world.breach(Rule::Rest, "microtasks without end");
    }

    // Happenings.

    fn fire(&self, was_set: bool) {
        if !was_set {
            return;
        }
        let drains = self.seen_to_drain();
        let before = self.world.journal.borrow().len();
        self.happen(|driver| driver.on_timer());
        let journal = self.world.journal.borrow();
        let gives_up = |entry: &Entry| {
            matches!(entry, Entry::Told(Told::Reconnecting { cause: Cause::Heartbeat, .. }))
        };
        if drains && journal[before..].iter().any(gives_up) {
            self.world.breach(Rule::Looking, "a connection that drains was taken for dead");
        }
    }

    fn wait(&self, millis: f64) {
        let end = self.world.now() + millis;
        for _ in 0..MOST_FIRINGS {
            if self.world.timer().is_none_or(|at| at > end) {
                self.world.pass((end - self.world.now()).max(0.0));
                return;
            }
            self.fire(self.world.take_timer());
        }
        self.world.breach(Rule::Rest, "the timer fires without end");
    }

    fn open(&self) {
        if let Some(socket) = self.world.current()
            && self.world.phase(socket) == Phase::Connecting
        {
            self.world.set_phase(socket, Phase::Open);
            self.happen(|driver| driver.on_socket(SocketChange::Opened));
        }
    }

    fn arrive(&self, is_reply: bool, tell: impl FnOnce()) {
        let phase = self.world.current().map(|socket| self.world.phase(socket));
        if matches!(phase, Some(Phase::Open | Phase::Closing)) {
            self.happen(|driver| driver.on_message(ARRIVING, is_reply, tell));
        }
    }

    fn lose(&self, code: u16, was_clean: bool) {
        if let Some(socket) = self.world.current() {
            let lost = &mut self.world.sockets.borrow_mut()[socket];
            lost.was_lost_open = lost.is_sound();
            lost.phase = Phase::Closed;
        }
        if self.world.current().is_some() {
            self.task(|driver| driver.on_close(Close { code, reason: 0, was_clean }));
        }
    }

    fn drain(&self, bytes: f64) {
        if let Some(socket) = self.world.current() {
            self.world.sockets.borrow_mut()[socket].drain(bytes);
        }
    }

    fn tell_page(&self) {
        if self.world.is_listening.get() {
            self.happen(|driver| driver.on_page());
        }
    }

    // The end.

    /// From now on nothing goes wrong any more.
    fn heal(&self) {
        let (world, face) = (&self.world, self.driver.face());
        face.plans.borrow_mut().clear();
        face.throws.set(false);
        face.provider.set(Provider::Ready);
        face.refuses_after.set(None);
        if world.gauge.get() == Gauge::Lies {
            world.gauge.set(Gauge::True);
        }
        world.is_online.set(true);
        self.tell_page();
    }

    fn come_to_rest(&self) {
        for _ in 0..PATIENCE {
            if self.is_at_rest() {
                return self.stay_at_rest();
            }
            self.help();
        }
        self.world.breach(Rule::Rest, format!("not at rest but {:?}", self.driver.state()));
    }

    fn is_at_rest(&self) -> bool {
        match self.driver.state() {
            State::Idle | State::Closed => true,
            State::Open => self.driver.is_drained(),
            _ => false,
        }
    }

    /// The network does what is waited for, or else the timer fires.
    fn help(&self) {
        let phase = self.world.current().map(|socket| self.world.phase(socket));
        self.drain(f64::INFINITY);
        match phase {
            Some(Phase::Connecting) => return self.open(),
            Some(Phase::Ending | Phase::Closing) => return self.lose(1000, true),
            Some(Phase::Open) => self.arrive(true, || {}),
            Some(Phase::Closed) | None => {}
        }
        if self.world.timer().is_none() && !self.is_at_rest() {
            self.world.breach(Rule::Rest, format!("no timer runs in {:?}", self.driver.state()));
        }
        self.fire(self.world.take_timer());
        self.check();
    }

    /// Nothing waits: without a heartbeat the timer soon stands still.
    fn stay_at_rest(&self) {
        if self.script.config.heartbeat.is_none() {
            self.wait(100_000.0);
            if self.is_at_rest() && self.world.timer().is_some() {
                self.world.breach(Rule::Rest, "a timer runs while nothing waits");
            }
        }
        self.check();
    }

    fn close(&self) {
        self.task(|driver| {
            self.world.note(Entry::Closes);
            driver.close(CloseRequest::plain());
        });
        self.lose(1000, true);
        self.check();
        if self.driver.state() != State::Closed {
            let what = format!("closed by the user, and {:?}", self.driver.state());
            self.world.breach(Rule::Leaving, what);
        }
        check_nothing_left(&self.world);
    }

    /// The last handle is dropped.
    fn leave(self) {
        if self.has_thrown.get() {
            // It was the last event: the loop has not come to let go of the client. The
            // Rust face catches what its handlers throw.
            self.driver.on_told();
        }
        let hands_over = self.hands_over();
        let waits = self.driver.queued().0 > 0;
        let gives_back = W::IS_SHORT && waits && self.driver.state() == State::Closing;
        let Self { world, driver, .. } = self;
        let driver = forget_handle(driver);
        if hands_over {
            let handed = world.books.borrow().check_nothing_waits(world.now());
            world.judge(Rule::Settlement, handed);
        }
        // It lives on as long as its end is to give back what waited when it was closed.
        let held = driver.upgrade();
        if gives_back && held.is_none() {
            world.breach(Rule::Leaving, "dropped with what it was to give back");
        }
        if let Some(held) = held {
            if held.state() != State::Closing {
                world.breach(Rule::Leaving, format!("held in {:?}", held.state()));
            }
            held.face().plans.borrow_mut().clear();
            held.face().throws.set(false);
            if let Some(socket) = world.current() {
                world.set_phase(socket, Phase::Closed);
                held.on_close(Close { code: 1000, reason: 0, was_clean: true });
            }
            if world.take_microtask() {
                held.on_told();
            }
            let given_back = world.books.borrow().check_nothing_waits(f64::NEG_INFINITY);
            world.judge(Rule::Settlement, given_back);
        }
        if driver.upgrade().is_some() {
            world.breach(Rule::Leaving, "held for ever");
        }
        if W::IS_SHORT {
            check_nothing_left(&world);
        }
    }

    /// What waits is handed to an open connection before it is closed, if it is taken.
    fn hands_over(&self) -> bool {
        let face = self.driver.face();
        face.refuses_after.set(None);
        let socket = self.world.current();
        W::IS_SHORT
            && self.driver.state() == State::Open
            && socket.is_some_and(|socket| self.world.sockets.borrow()[socket].is_sound())
    }

    // Checks.

    /// What must hold whenever a step has ended.
    fn check(&self) {
        let (world, driver) = (&self.world, &self.driver);
        self.check_timer();
        let (state, deadline, is_told) =
            driver.read(|engine| (engine.state(), engine.deadline(), !engine.has_events()));
        if is_told {
            world.judge(Rule::Grammar, world.grammar.borrow().check(state));
        } else {
            world.breach(Rule::Telling, format!("something is left to be told in {state:?}"));
        }
        if world.is_listening.get() == matches!(state, State::Idle | State::Closed) {
            let is_listening = world.is_listening.get();
            world.breach(Rule::Leaving, format!("{state:?}, and listening: {is_listening}"));
        }
        let answers = driver.face().answers(driver);
        world.note(Entry::Rests { answers, deadline: deadline.millis() });
        // A client that does not live knows what it heard last.
        let listens = world.is_listening.get();
        let known = if listens { &world.is_online } else { &world.known_online };
        world.was_online.set(known.get());
    }

    fn check_timer(&self) {
        let deadline = self.driver.read(|engine| engine.deadline().millis());
        let latest = deadline.max(self.world.now() + MIN_TIMEOUT) + 1.0;
        if deadline.is_finite() && self.world.timer().is_none_or(|at| at > latest) {
            let what = format!("armed for {:?}, due at {deadline}", self.world.timer());
            self.world.breach(Rule::Timer, what);
        }
    }
}

fn forget_handle<T>(handle: Rc<T>) -> Weak<T> {
    Rc::downgrade(&handle)
}

/// Nobody uses the client any more.
fn check_nothing_left(world: &World) {
    let is_listening = world.is_listening.get();
    if is_listening || world.timer().is_some() {
        let what = format!("listening: {is_listening}, and a timer for {:?}", world.timer());
        world.breach(Rule::Leaving, what);
    }
    for (number, socket) in world.sockets.borrow().iter().enumerate() {
        if !socket.is_discarded {
            world.breach(Rule::Leaving, format!("socket {number} is left: {socket:?}"));
        }
    }
}
