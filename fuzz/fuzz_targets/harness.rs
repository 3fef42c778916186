//! Runs a script and checks what must hold after every step.

use crate::books::{Books, Load, Place};
use crate::script::{Reading, Script, Step, Which, priority, signal};
use sockline::engine::{
    Action, AttemptId, Close, CloseRequest, Engine, Envelope, Event, Payload, SendOptions, State,
    Time,
};
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::rc::Rc;

/// Runs a script to its end, and then ends the client.
pub(crate) fn run(script: &Script) {
    let mut harness = Harness::new(script);
    for step in &script.steps {
        harness.perform(step);
        harness.check();
    }
    harness.finish();
}

/// What is known of one attempt.
#[derive(Debug)]
struct Attempt {
    id: AttemptId,
    connects: bool,
    closes: bool,
    is_abandoned: bool,
    /// What its buffer would hold if nothing had left it.
    written: f64,
    /// What its buffer was last said to hold.
    buffered: f64,
}

/// A message by the shorter ways.
struct Shortly {
    bytes: usize,
    is_taken: bool,
    /// Whether the buffer shows what it is handed.
    shows: bool,
}

struct Harness {
    engine: Engine<Load>,
    now: f64,
    books: Rc<RefCell<Books>>,
    attempts: Vec<Attempt>,
    /// The message in the driver's hands.
    in_hand: Option<(AttemptId, Envelope<Load>)>,
    /// The attempt on which the user was asked last.
    asked: Option<AttemptId>,
    closes_told: usize,
    losses_told: usize,
    retries_told: usize,
    /// Whether the end was told since the user last asked for a connection.
    has_ended: bool,
    /// The attempt after which the user wants no other.
    last_attempt: Option<AttemptId>,
}

impl Harness {
    fn new(script: &Script) -> Self {
        Self {
            engine: Engine::new(script.options.config(), script.seed, Time::from_millis(0.0)),
            now: 0.0,
            books: Rc::default(),
            attempts: Vec::new(),
            in_hand: None,
            asked: None,
            closes_told: 0,
            losses_told: 0,
            retries_told: 0,
            has_ended: false,
            last_attempt: None,
        }
    }

    fn time(&self) -> Time {
        Time::from_millis(self.now)
    }

    fn perform(&mut self, step: &Step) {
        let now = self.time();
        match step {
            Step::Pass(millis) => self.now += millis.value().min(1e12),
            Step::Open => {
                if matches!(self.engine.state(), State::Idle | State::Closed) {
                    self.allow_attempts();
                }
                self.engine.open(now);
            }
            Step::Reconnect => {
                self.allow_attempts();
                self.engine.reconnect(now);
            }
            Step::Close(code, reason) => {
                if let Ok(request) = CloseRequest::new(*code, *reason, usize::from(*reason)) {
                    self.engine.close(now, request);
                    self.last_attempt = Some(self.engine.attempt());
                    assert!(matches!(self.engine.state(), State::Closing | State::Closed));
                }
            }
            Step::Send { bytes, times, priority: byte, key, ttl } => {
                let bytes = usize::from(*bytes) * usize::from(*times);
                let load = Books::open(&self.books, bytes);
                let key = key.map(|key| NonZeroU32::MIN.saturating_add(key.into()));
                let options = SendOptions { priority: priority(*byte), key, ttl: ttl.value() };
                match self.engine.send(now, load, options) {
                    Ok(id) => {
                        let _ = self.engine.outcome(id);
                    }
                    Err(error) => error.payload.give_back(),
                }
            }
            Step::Task { count, bytes, times, is_taken, shows, reading } => {
                let bytes = usize::from(*bytes) * usize::from(*times);
                self.task(*count, &Shortly { bytes, is_taken: *is_taken, shows: *shows }, *reading);
            }
            Step::Clear => {
                let queued = self.engine.queued_messages();
                let bytes = self.engine.queued_bytes();
                let cleared = self.engine.clear_queue();
                assert_eq!(cleared.len(), queued);
                assert_eq!(cleared.iter().map(|load| load.bytes).sum::<usize>(), bytes);
                cleared.into_iter().for_each(Load::give_back);
                assert_eq!((self.engine.queued_messages(), self.engine.queued_bytes()), (0, 0));
            }
            Step::Resolved(which) => {
                // An answer needs a question.
                let current = self.engine.attempt();
                let is_asked = self.attempts.iter().any(|attempt| attempt.id == current);
                if matches!(which, Which::Earlier(_)) || is_asked {
                    self.report(*which, |engine, id| engine.handle_resolved(now, id));
                }
            }
            Step::Failed(which) => {
                self.report(*which, |engine, id| engine.handle_attempt_failed(now, id));
            }
            Step::Opened(which) => self.report(*which, |engine, id| engine.handle_open(now, id)),
            Step::Message { which, bytes, is_reply } => self.report(*which, |engine, id| {
                engine.handle_message(now, id, f64::from(*bytes), *is_reply);
            }),
            Step::MessageAtRest { bytes } => {
                if self.engine.is_at_rest() {
                    let current = self.engine.attempt();
                    let told = self.engine.count_message(current, f64::from(*bytes));
                    assert_eq!(told, self.engine.state() == State::Open);
                    assert!(self.engine.is_at_rest());
                }
            }
            Step::Error(which) => self.report(*which, |engine, id| engine.handle_error(now, id)),
            Step::Closed { which, code, is_clean, residue } => {
                let residue = residue.map(|residue| self.reading(*which, residue));
                let close = Close { code: *code, reason: 0, was_clean: *is_clean };
                // The server answered our close frame and has read everything.
                let has_read =
                    *is_clean && residue == Some(0.0) && self.engine.state() == State::Closing;
                self.books.borrow_mut().allow_forgetting(has_read);
                self.report(*which, |engine, id| engine.handle_close(now, id, close, residue));
                self.books.borrow_mut().allow_forgetting(false);
            }
            Step::Decision(which, reconnect) => {
                // An answer needs a question.
                if matches!(which, Which::Earlier(_)) || self.asked == Some(self.engine.attempt()) {
                    self.report(*which, |engine, id| engine.handle_decision(now, id, *reconnect));
                }
            }
            Step::Timer => self.engine.handle_timer(now),
            Step::TimerWhenDue => {
                let deadline = self.engine.deadline().millis();
                if deadline < 1e15 {
                    self.now = self.now.max(deadline);
                    self.engine.handle_timer(self.time());
                }
            }
            Step::Signal(byte) => self.engine.handle_signal(now, signal(*byte)),
            Step::Buffered(which, reading) => {
                let reading = self.reading(*which, *reading);
                self.books.borrow_mut().allow_forgetting(true);
                self.report(*which, |engine, id| engine.handle_buffered(now, id, reading));
                self.books.borrow_mut().allow_forgetting(false);
            }
            Step::Transmitted(reading) => {
                let buffered = self.reading(Which::Current, *reading);
                self.transmitted(buffered);
            }
            Step::Refused => {
                if let Some((_, envelope)) = self.take_in_hand() {
                    self.engine.handle_refused(envelope);
                }
            }
            Step::NotOpen => {
                if let Some((attempt, envelope)) = self.take_in_hand() {
                    self.engine.handle_not_open(attempt, envelope);
                }
            }
            Step::Pinged(which, reading) => {
                let buffered = self.reading(*which, *reading);
                self.report(*which, |engine, id| engine.handle_pinged(id, buffered));
            }
            Step::PollAction => {
                if let Some(action) = self.engine.poll_action(now) {
                    self.note_action(action);
                }
            }
            Step::PollEvent => {
                if let Some(event) = self.engine.poll_event() {
                    self.note_event(event);
                }
            }
            Step::Drain => self.drain(),
        }
    }

    /// As the driver of a face does that takes the shorter ways.
    fn task(&mut self, count: u8, message: &Shortly, reading: Reading) {
        if self.in_hand.is_some() {
            return;
        }
        let mut untold = Vec::new();
        for _ in 0..count % 16 {
            self.send_shortly(message, reading, &mut untold);
        }
        self.engine.handle_burst(&mut untold);
        let attempt = self.engine.attempt();
        let buffered = self.reading(Which::Current, reading);
        self.books.borrow_mut().allow_forgetting(true);
        self.engine.end_burst(attempt, buffered);
        self.engine.handle_buffered(self.time(), attempt, buffered);
        self.books.borrow_mut().allow_forgetting(false);
        self.engine.end_task();
    }

    /// Of a message that is `untold` the engine is told before it is asked for anything else.
    fn send_shortly(&mut self, message: &Shortly, reading: Reading, untold: &mut Vec<Load>) {
        let now = self.time();
        let load = Books::open(&self.books, message.bytes);
        let tag = load.tag;
        let options = SendOptions::default();
        let bytes: usize = untold.iter().map(Payload::bytes).sum();
        let has_room = |room| (bytes + message.bytes) as f64 <= room;
        if self.engine.burst_room().is_some_and(has_room) {
            let id = self.engine.attempt();
            self.check_open(id);
            if !message.is_taken {
                self.engine.handle_burst(untold);
                self.engine.hold_in_burst();
                self.engine.handle_sent_in_burst(id, load, false);
                return;
            }
            self.books.borrow_mut().move_to(tag, Place::HandedOver);
            self.note_written(id, message);
            untold.push(load);
            return;
        }
        if !untold.is_empty() {
            let id = self.engine.attempt();
            let buffered = self.reading(Which::Current, reading);
            self.books.borrow_mut().allow_forgetting(true);
            self.engine.renew_burst(now, id, buffered, untold);
            self.books.borrow_mut().allow_forgetting(false);
        }
        match self.engine.send_at_once(now, load, options) {
            Ok((id, envelope)) => {
                self.check_open(id);
                let message_id = envelope.id();
                self.books.borrow_mut().move_to(tag, Place::HandedOver);
                if message.is_taken {
                    let buffered = self.note_written(id, message);
                    self.engine.handle_transmitted(id, envelope, buffered);
                } else {
                    self.engine.handle_refused(envelope);
                }
                self.engine.begin_burst(message_id);
            }
            Err((load, options)) => {
                if let Err(error) = self.engine.send(now, load, options) {
                    error.payload.give_back();
                }
            }
        }
    }

    fn check_open(&mut self, id: AttemptId) {
        assert_eq!(id, self.engine.attempt());
        assert_eq!(self.engine.state(), State::Open);
        let attempt = self.attempt(id);
        assert!(!attempt.closes && !attempt.is_abandoned, "{attempt:?} is handed more");
    }

    /// What the buffer holds after that.
    fn note_written(&mut self, id: AttemptId, message: &Shortly) -> f64 {
        let bytes = message.bytes as f64;
        let attempt = self.attempt(id);
        if message.shows {
            attempt.written += bytes;
            attempt.buffered += bytes;
        }
        attempt.buffered
    }

    /// The user wants a connection.
    fn allow_attempts(&mut self) {
        self.last_attempt = None;
        self.has_ended = false;
    }

    /// Reports something of an attempt. What is of another attempt than the
    /// current one changes nothing.
    fn report(&mut self, which: Which, report: impl FnOnce(&mut Engine<Load>, AttemptId)) {
        let current = self.engine.attempt();
        let id = match which {
            Which::Current => current,
            Which::Earlier(index) => match self.attempts.get(usize::from(index)) {
                Some(attempt) => attempt.id,
                None => return,
            },
        };
        if id == current {
            report(&mut self.engine, id);
            return;
        }
        let before = format!("{:?}", self.engine);
        report(&mut self.engine, id);
        assert_eq!(before, format!("{:?}", self.engine), "of another attempt");
    }

    fn reading(&self, which: Which, reading: Reading) -> f64 {
        let written = match which {
            Which::Current => self.attempts.last(),
            Which::Earlier(index) => self.attempts.get(usize::from(index)),
        }
        .map_or(0.0, |attempt| attempt.written);
        match reading {
            Reading::Empty => 0.0,
            Reading::Full => written,
            Reading::Bytes(bytes) => f64::from(bytes),
            Reading::Huge => 1e300,
        }
    }

    fn take_in_hand(&mut self) -> Option<(AttemptId, Envelope<Load>)> {
        let (attempt, envelope) = self.in_hand.take()?;
        self.books.borrow_mut().move_to(envelope.payload.tag, Place::HandedOver);
        Some((attempt, envelope))
    }

    fn transmitted(&mut self, buffered: f64) {
        if let Some((attempt, envelope)) = self.take_in_hand() {
            if let Some(known) = self.attempts.iter_mut().find(|known| known.id == attempt) {
                known.written += (buffered - known.buffered).max(0.0);
                known.buffered = buffered;
            }
            self.engine.handle_transmitted(attempt, envelope, buffered);
        }
    }

    fn attempt(&mut self, id: AttemptId) -> &mut Attempt {
        let index = self.attempts.iter().position(|attempt| attempt.id == id);
        let index = index.unwrap_or_else(|| panic!("{id:?} was never resolved"));
        &mut self.attempts[index]
    }

    /// What an action may be.
    fn note_action(&mut self, action: Action<Load>) {
        let current = self.engine.attempt();
        match action {
            Action::Resolve { attempt: id } => {
                assert_eq!(id, current);
                assert!(self.attempts.iter().all(|attempt| attempt.id != id), "{id:?} twice");
                self.attempts.push(Attempt {
                    id,
                    connects: false,
                    closes: false,
                    is_abandoned: false,
                    written: 0.0,
                    buffered: 0.0,
                });
            }
            Action::Connect { attempt: id } => {
                assert_eq!(id, current);
                let attempt = self.attempt(id);
                assert!(!attempt.connects && !attempt.is_abandoned, "{attempt:?} connects");
                attempt.connects = true;
            }
            Action::Transmit { attempt: id, envelope } => {
                assert_eq!(id, current);
                assert!(matches!(self.engine.state(), State::Open | State::Closing));
                assert!(self.in_hand.is_none(), "two messages in hand");
                let attempt = self.attempt(id);
                assert!(!attempt.closes && !attempt.is_abandoned, "{attempt:?} is handed more");
                let tag = envelope.payload.tag;
                let place = self.books.borrow().place(tag);
                assert!(matches!(place, Place::Accepted | Place::HandedOver), "{tag} {place:?}");
                self.books.borrow_mut().move_to(tag, Place::InHand);
                self.in_hand = Some((id, envelope));
            }
            Action::Ping { attempt: id } => {
                assert_eq!(id, current);
                let attempt = self.attempt(id);
                assert!(!attempt.closes && !attempt.is_abandoned, "{attempt:?} is pinged");
            }
            Action::Close { attempt: id, .. } => {
                assert_eq!(id, current);
                let attempt = self.attempt(id);
                assert!(!attempt.closes && !attempt.is_abandoned, "{attempt:?} closes again");
                attempt.closes = true;
            }
            // An attempt may be abandoned before anybody asked what to do.
            Action::Abandon { attempt: id } => {
                if let Some(attempt) = self.attempts.iter_mut().find(|attempt| attempt.id == id) {
                    assert!(!attempt.is_abandoned, "{attempt:?} is abandoned again");
                    attempt.is_abandoned = true;
                }
            }
            Action::Decide { attempt } => {
                assert_eq!(attempt, current);
                assert!(self.engine.question().is_some());
                self.asked = Some(current);
                assert_eq!(self.engine.state(), State::Waiting);
            }
        }
    }

    /// What an event may be.
    fn note_event(&mut self, event: Event<Load>) {
        let is_drop = matches!(event, Event::Drop { .. });
        assert!(is_drop || !self.has_ended, "{event:?} after the end");
        match event {
            Event::Close { will_reconnect, .. } => {
                self.closes_told += 1;
                self.losses_told += usize::from(will_reconnect);
            }
            Event::Reconnecting { delay, .. } => {
                self.retries_told += 1;
                assert!(delay >= 0.0 && delay.is_finite(), "a retry after {delay} ms");
            }
            Event::Drop { payload, .. } => {
                let place = self.books.borrow().place(payload.tag);
                let held = matches!(place, Place::Accepted | Place::HandedOver);
                assert!(held, "{payload:?} is dropped though {place:?}");
                payload.give_back();
            }
            Event::End { .. } => self.has_ended = true,
            Event::Open | Event::Error | Event::Drain => {}
        }
        assert!(self.retries_told <= self.losses_told, "a retry without a loss");
        let attempts = self.engine.stats(self.time()).attempts as usize;
        assert!(self.closes_told <= attempts, "more closes than attempts");
    }

    /// As a driver does, with a browser that takes everything at once.
    fn drain(&mut self) {
        for _ in 0..10_000 {
            let now = self.time();
            self.transmitted(0.0);
            match self.engine.poll_action(now) {
                Some(action) => {
                    let resolves = match &action {
                        Action::Resolve { attempt } => Some(*attempt),
                        _ => None,
                    };
                    self.note_action(action);
                    if let Some(attempt) = resolves {
                        self.engine.handle_resolved(now, attempt);
                    }
                }
                None => match self.engine.poll_event() {
                    Some(event) => self.note_event(event),
                    None => return,
                },
            }
        }
        panic!("the engine never rests");
    }

    /// What holds at any time.
    fn check(&self) {
        let engine = &self.engine;
        let deadline = engine.deadline();
        assert!(!deadline.millis().is_nan(), "the deadline is no number");
        let (messages, bytes) = (engine.queued_messages(), engine.queued_bytes());
        assert!(messages > 0 || bytes == 0, "{bytes} bytes in no messages");
        assert!(messages <= self.books.borrow().held(), "more messages than there are");
        assert!(messages == 0 || !engine.is_drained(), "drained while {messages} wait");
        if engine.wants_buffered() {
            assert!(matches!(engine.state(), State::Open | State::Closing));
        }
        let state = engine.state();
        let rests = matches!(state, State::Idle | State::Closed) && messages == 0;
        assert!(!rests || deadline.is_never(), "a timer for nothing in {state:?}");
        if state == State::Closed {
            assert_eq!(messages, 0, "messages wait at a closed client");
        }
        if let Some(last) = self.last_attempt {
            assert!(matches!(state, State::Closing | State::Closed), "{state:?} after close()");
            assert_eq!(engine.attempt(), last, "another attempt after close()");
        }
        let stats = engine.stats(self.time());
        assert!(!stats.window.is_nan() && !stats.drain_rate.is_nan(), "{stats:?}");
    }

    /// The client ends, and every message is accounted for.
    fn finish(mut self) {
        self.drain();
        if let Ok(request) = CloseRequest::new(None, 0, 0) {
            self.engine.close(self.time(), request);
        }
        self.drain();
        if self.engine.state() == State::Closing {
            let close = Close { code: 1006, reason: 0, was_clean: false };
            let attempt = self.engine.attempt();
            self.engine.handle_close(self.time(), attempt, close, None);
        }
        self.drain();
        self.check();
        assert_eq!(self.engine.state(), State::Closed);
        assert!(self.has_ended || self.attempts.is_empty(), "the end was not told");
        assert!(self.engine.is_drained());
        assert_eq!(self.books.borrow().held(), 0, "the engine keeps messages for ever");
    }
}
