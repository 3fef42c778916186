//! A face in the manner of npm or of Rust, as its way has it.

use crate::journal::{Answers, Entry};
use crate::platform::World;
use crate::rule::Rule;
use crate::script::Provider;
use crate::session::Fault;
use crate::socket::{Phase, Socket, Span};
use crate::user::{Inside, Load, Plan};
use crate::ways::Way;
use sockline::driver::{Driver, Face, Held, Ledger, Platform, Resolution, Transmission};
use sockline::engine::{AttemptId, CloseRequest, Event, Question};
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::panic::resume_unwind;
use std::rc::{Rc, Weak};

/// What a handler throws.
#[derive(Debug)]
pub struct Thrown;

/// Bytes of a ping.
const PING: usize = 4;

pub struct VirtualFace<W: Way> {
    pub world: Rc<World>,
    pub driver: RefCell<Weak<Driver<Self>>>,
    held: Held<Self>,
    ledger: Ledger<Load>,
    /// What a faulty face takes for its ledger.
    another_ledger: Ledger<Load>,
    pub plans: RefCell<Vec<Plan>>,
    pub depth: Cell<usize>,
    pub provider: Cell<Provider>,
    pub pending: RefCell<Vec<AttemptId>>,
    /// After so many more messages the socket refuses one.
    pub refuses_after: Cell<Option<usize>>,
    /// The next handler throws.
    pub throws: Cell<bool>,
    questions: Cell<u32>,
    /// What the buffer held after the last message of this task, if there was one.
    pub left: Cell<Option<f64>>,
    pub in_rows: Cell<u32>,
    pub in_bursts: Cell<u32>,
    way: PhantomData<W>,
}

impl<W: Way> VirtualFace<W> {
    pub fn new(world: Rc<World>) -> Self {
        Self {
            world,
            driver: RefCell::default(),
            held: RefCell::default(),
            ledger: Ledger::default(),
            another_ledger: Ledger::default(),
            plans: RefCell::default(),
            depth: Cell::default(),
            provider: Cell::new(Provider::Ready),
            pending: RefCell::default(),
            refuses_after: Cell::default(),
            throws: Cell::default(),
            questions: Cell::default(),
            left: Cell::default(),
            in_rows: Cell::default(),
            in_bursts: Cell::default(),
            way: PhantomData,
        }
    }

    /// One question after another, as a user asks them. The state can be told in the middle
    /// of a burst, which whatever is asked next ends.
    pub fn answers(&self, driver: &Driver<Self>) -> Answers {
        Answers {
            state: driver.state(),
            stats: driver.stats(),
            queued: driver.queued(),
            is_drained: driver.is_drained(),
            has_room: driver.has_room(),
            has_sent_all: driver.has_sent_all(),
            browser_buffered: if driver.socket().is_some() {
                self.world.seen_buffered()
            } else {
                0.0
            },
        }
    }

    /// A socket takes a message, or a ping without a tag. Whether it does.
    fn take(&self, socket: usize, tag: Option<u32>, bytes: usize) -> bool {
        let world = &self.world;
        if let Some(tag) = tag {
            let refuses_after = self.refuses_after.get();
            self.refuses_after.set(refuses_after.and_then(|count| count.checked_sub(1)));
            if refuses_after == Some(0) {
                world.books.borrow_mut().refuse(tag);
                return false;
            }
        }
        world.note(Entry::Handed { socket, tag });
        let is_lost = tag.is_some() && world.is_faulty(Fault::LosesMessages);
        let is_doubled = tag.is_some() && world.is_faulty(Fault::SendsTwice);
        for _ in 0..1 + u32::from(is_doubled) - u32::from(is_lost) {
            let (start, end) = world.sockets.borrow_mut()[socket].take(world.size(bytes));
            if let Some(tag) = tag {
                let span = Span { socket, start, end };
                let (now, sockets) = (world.now(), world.sockets.borrow());
                let handed = world.books.borrow_mut().hand(tag, span, now, &sockets);
                world.judge(Rule::Settlement, handed);
            }
        }
        // Not at a ping: whoever looks at the buffer from inside sees it there, while the
        // engine has not been told yet, and takes its bytes for those of the message before.
        if tag.is_some() {
            self.call_user(Inside::Send);
        }
        true
    }

    fn transmit_if_open(&self, socket: usize, tag: Option<u32>, bytes: usize) -> Transmission {
        if self.world.phase(socket) != Phase::Open {
            return Transmission::NotOpen;
        }
        if !self.take(socket, tag, bytes) {
            return Transmission::Refused;
        }
        let buffered = self.world.buffered(&socket);
        self.left.set(Some(self.world.seen_buffered()));
        Transmission::Taken { buffered }
    }
}

impl<W: Way> Face for VirtualFace<W> {
    type Payload = Load;
    type Platform = World;

    fn held(&self) -> Option<&Held<Self>> {
        W::IS_SHORT.then_some(&self.held)
    }

    fn ledger(&self) -> Option<&Ledger<Load>> {
        let takes_another = self.world.is_faulty(Fault::MislaysLedger);
        W::IS_SHORT.then_some(if takes_another { &self.another_ledger } else { &self.ledger })
    }

    fn platform(&self) -> &World {
        &self.world
    }

    fn resolve(&self, driver: &Rc<Driver<Self>>, attempt: AttemptId) -> Resolution {
        self.call_user(Inside::Connect);
        match self.provider.get() {
            Provider::Ready | Provider::ConstructorThrows => Resolution::Ready,
            Provider::Pending => {
                self.pending.borrow_mut().push(attempt);
                Resolution::Pending
            }
            Provider::Fails => {
                driver.resolved(attempt, false);
                Resolution::Pending
            }
        }
    }

    fn connect(&self) -> Option<usize> {
        if self.provider.get() == Provider::ConstructorThrows {
            return None;
        }
        let mut sockets = self.world.sockets.borrow_mut();
        let socket = sockets.len();
        if sockets.last().is_some_and(|last| !last.is_discarded) {
            self.world.breach(Rule::Platform, "two sockets at once");
        }
        sockets.push(Socket::new());
        drop(sockets);
        self.world.note(Entry::Made(socket));
        self.call_user(Inside::Connect);
        Some(socket)
    }

    fn transmit(&self, socket: &usize, load: &Load) -> Transmission {
        self.transmit_if_open(*socket, Some(load.tag), load.bytes)
    }

    fn hand_over(&self, socket: &usize, load: &Load) -> bool {
        self.in_bursts.set(self.in_bursts.get() + 1);
        let phase = self.world.phase(*socket);
        if phase != Phase::Open {
            let what = format!("{} of a burst went to a socket that is {phase:?}", load.tag);
            self.world.breach(Rule::Platform, what);
        }
        self.take(*socket, Some(load.tag), load.bytes)
    }

    fn ping(&self, socket: &usize) -> Transmission {
        self.transmit_if_open(*socket, None, PING)
    }

    fn close(&self, socket: &usize, _: CloseRequest<u32>) {
        self.world.note(Entry::Closed(*socket));
        match self.world.phase(*socket) {
            Phase::Connecting | Phase::Open => self.world.set_phase(*socket, Phase::Closing),
            Phase::Ending => {}
            phase @ (Phase::Closing | Phase::Closed) => {
                self.world.breach(Rule::Platform, format!("a {phase:?} socket was closed"));
            }
        }
    }

    fn decide(&self, question: &Question<u32>) -> bool {
        let &Question { code, retries, default, .. } = question;
        self.world.note(Entry::Asked { code, retries, default });
        self.call_user(Inside::Event);
        self.questions.set(self.questions.get() + 1);
        !self.questions.get().is_multiple_of(3)
    }

    fn settled(&self, _: &Rc<Driver<Self>>) {}

    fn announce(&self, _: &Rc<Driver<Self>>, event: Event<Load>) {
        let world = &self.world;
        if let Event::Drop { payload, reason } = &event {
            let (now, sockets) = (world.now(), world.sockets.borrow());
            let dropped = world.books.borrow_mut().drop(payload.tag, *reason, now, &sockets);
            world.judge(Rule::Settlement, dropped);
        }
        world.note(Entry::Told((&event).into()));
        if world.is_faulty(Fault::TellsTwice) {
            world.note(Entry::Told((&event).into()));
        }
        if world.is_faulty(Fault::Panics) {
            resume_unwind(Box::new("planted"));
        }
        self.call_user(Inside::Event);
        if self.throws.take() {
            // Not a panic, of which something would be printed.
            resume_unwind(Box::new(Thrown));
        }
    }
}
