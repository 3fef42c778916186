//! The driver, as `src/driver/drive.rs` works: the same flags, the same
//! order, with the virtual browser in place of the real one.

use crate::ledger::{Fate, Ledger};
use crate::link::{Phase, Socket};
use crate::script::{Callback, Op, Provider, Script, Welcome};
use crate::session::Fault;
use sockline::engine::{
    Action, AttemptId, Close, CloseRequest, Engine, Event, MessageId, Outcome, Payload, Resend,
    SendError, SendOptions, State, Time,
};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A message.
#[derive(Debug)]
pub struct Load {
    pub tag: u32,
    pub bytes: usize,
}

impl Payload for Load {
    type Key = String;
    type Reason = u32;

    fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What the virtual browser will do.
#[derive(Debug)]
pub enum Due {
    Opens(usize),
    /// The server's close frame comes.
    Ends(usize),
    Errors(usize),
    Closes {
        socket: usize,
        code: u16,
        clean: bool,
    },
    Arrives {
        socket: usize,
        reply: bool,
    },
    Settles {
        attempt: AttemptId,
        ready: bool,
    },
    /// The call stack that caused events is empty.
    Tell,
}

#[derive(Debug)]
struct Scheduled {
    at: f64,
    order: u64,
    due: Due,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> Ordering {
        other.at.total_cmp(&self.at).then(other.order.cmp(&self.order))
    }
}

/// Browsers clamp nested timers to 4 ms.
const MIN_TIMEOUT: f64 = 4.0;

/// One client in its virtual browser.
pub struct Client<'a> {
    pub script: &'a Script,
    fault: Fault,
    engine: Engine<Load>,
    /// Messages of a burst of which the engine was not told.
    untold: Vec<Load>,
    /// Bytes that may still go without its being asked.
    room: Option<f64>,
    /// A message of a burst is being handed over, of which it was not told.
    in_hand: bool,
    pub now: f64,
    pub sockets: Vec<Socket>,
    current: Option<usize>,
    agenda: BinaryHeap<Scheduled>,
    order: u64,
    armed_for: f64,
    pub throttle: f64,
    pub welcome: Welcome,
    pub provider: Provider,
    /// After so many more messages the browser refuses one, and the link fails under one.
    refuses_after: Option<u64>,
    fails_after: Option<u64>,
    inside: Vec<(Callback, Op)>,
    telling: bool,
    will_tell: bool,
    /// A microtask will look at the buffer.
    will_look: bool,
    acting: bool,
    pub ledger: Ledger,
    pub violation: Option<String>,
    /// Attempts begun, and those that somebody asked for or that were announced.
    attempts: u64,
    allowed_attempts: u64,
    /// Losses that were told, and retries that were announced.
    closes_again: u64,
    retries: u64,
    /// `End` told in this life, and the life itself.
    ended: bool,
    depth: usize,
}

impl<'a> Client<'a> {
    pub fn new(script: &'a Script, fault: Fault) -> Self {
        let mut config = script.config.clone();
        if fault == Fault::ResendsEverything {
            config.resend = Resend::All;
        }
        Self {
            engine: Engine::new(config, script.seed, Time::from_millis(0.0)),
            untold: Vec::new(),
            room: None,
            in_hand: false,
            script,
            fault,
            now: 0.0,
            sockets: Vec::new(),
            current: None,
            agenda: BinaryHeap::new(),
            order: 0,
            armed_for: f64::INFINITY,
            throttle: 0.0,
            welcome: Welcome::Accept,
            provider: Provider::AtOnce,
            refuses_after: None,
            fails_after: None,
            inside: Vec::new(),
            telling: false,
            will_tell: false,
            will_look: false,
            acting: false,
            ledger: Ledger::default(),
            violation: None,
            attempts: 0,
            allowed_attempts: 0,
            closes_again: 0,
            retries: 0,
            ended: false,
            depth: 0,
        }
    }

    fn time(&self) -> Time {
        Time::from_millis(self.now)
    }

    pub fn violate(&mut self, what: impl Into<String>) {
        if self.violation.is_none() {
            self.violation = Some(format!("at {} ms: {}", self.now, what.into()));
        }
    }

    fn check(&mut self, result: Result<(), String>) {
        if let Err(what) = result {
            self.violate(what);
        }
    }

    fn schedule(&mut self, after: f64, due: Due) {
        self.order += 1;
        self.agenda.push(Scheduled { at: self.now + after, order: self.order, due });
    }

    // The user's calls.

    pub fn open(&mut self) {
        self.allowed_attempts += 1;
        self.command(|engine, now| engine.open(now));
    }

    pub fn reconnect(&mut self) {
        self.allowed_attempts += 1;
        self.ended = false;
        self.command(|engine, now| engine.reconnect(now));
    }

    pub fn close(&mut self, code: Option<u16>) {
        let request = CloseRequest::new(code, 0, 0).expect("a valid close");
        let allowed_attempts = self.allowed_attempts;
        self.command(|engine, now| engine.close(now, request));
        // A socket that fails at once has handlers run within the call, which may
        // connect anew.
        if self.allowed_attempts == allowed_attempts
            && !matches!(self.engine().state(), State::Closing | State::Closed)
        {
            self.violate("close() left the client alive");
        }
    }

    pub fn perform(&mut self, op: &Op) {
        self.do_perform(op);
        self.end_task();
    }

    fn do_perform(&mut self, op: &Op) {
        match op {
            Op::Send { count, bytes, priority, key, ttl } => {
                for _ in 0..*count {
                    let key = key.map(|key| key.to_string());
                    self.send(*bytes, SendOptions { priority: *priority, key, ttl: *ttl });
                }
            }
            Op::Close(code) => self.close(*code),
            Op::Reconnect => self.reconnect(),
            Op::Clear => {
                let cleared = self.command(|engine, _| engine.clear_queue());
                for load in cleared {
                    let given = self.ledger.give_back(load.tag);
                    self.check(given);
                }
                if self.engine().queued_messages() != 0 || self.engine().queued_bytes() != 0 {
                    self.violate("a cleared queue is not empty");
                }
            }
            Op::Server(welcome) => self.welcome = *welcome,
            Op::Provider(provider) => self.provider = *provider,
            Op::ServerClose(code) => self.server_close(*code),
            Op::Push => {
                if let Some(socket) = self.live() {
                    let delay = self.script.link.delay;
                    self.schedule(delay, Due::Arrives { socket, reply: false });
                }
            }
            Op::Break => self.break_link(),
            Op::Stall => {
                if let Some(socket) = self.live() {
                    let link = &self.script.link;
                    self.sockets[socket].drain(link, self.now);
                    self.sockets[socket].stalled = true;
                }
            }
            Op::Signal(signal) => {
                let now = self.time();
                self.engine().handle_signal(now, *signal);
                self.drain();
            }
            Op::Throttle(millis) => self.throttle = *millis,
            Op::Sleep(millis) => self.now += millis,
            Op::Refuse => self.refuses_after = Some(self.script.seed % 5),
            Op::Fail => self.fails_after = Some(self.script.seed % 5),
            Op::Inside(callback, op) => self.inside.push((*callback, (**op).clone())),
        }
    }

    fn send(&mut self, bytes: usize, options: SendOptions<String>) {
        let priority = options.priority;
        let tag = self.ledger.accept(bytes, self.now + options.ttl, priority);
        let load = Load { tag, bytes };
        let result = if self.takes_short_ways() {
            self.send_shortly(load, options)
        } else {
            self.command(|engine, now| engine.send(now, load, options)).map(Some)
        };
        match result {
            // It goes on being untold.
            Ok(None) => {
                if self.ledger.records[&tag].fate != Fate::Handed {
                    self.violate(format!("message {tag} is said to be sent"));
                }
                return;
            }
            Ok(Some(id)) => {
                let outcome = self.engine().outcome(id);
                let handed = self.ledger.records[&tag].fate == Fate::Handed;
                // What was handed over and is not in flight any more was lost
                // within the call, and is reported, or waits to be sent again.
                let resends = self.script.config.resend == Resend::All;
                if (handed && outcome == Outcome::Queued && !resends)
                    || (!handed && outcome == Outcome::Sent)
                {
                    self.violate(format!("message {tag} is said to be {outcome:?}"));
                }
            }
            Err(error) => {
                let given = self.ledger.give_back(error.payload.tag);
                self.check(given);
            }
        }
        let limits = &self.script.config.queue;
        // What was put back after a loss may stand above the bound, and so may
        // a message of each priority that was to go at once until a ping went before it.
        let now = self.time();
        if self.engine().stats(now).messages_resent == 0.0
            && self.engine().queued_messages() > limits.max_messages.saturating_add(3)
        {
            self.violate("the queue is longer than its bound");
        }
    }

    /// Half of all sessions run as Rust's do, with the shorter ways.
    fn takes_short_ways(&self) -> bool {
        !self.script.seed.is_multiple_of(2)
    }

    /// As the driver does. The id of a message of which the engine knows.
    fn send_shortly(
        &mut self,
        load: Load,
        options: SendOptions<String>,
    ) -> Result<Option<MessageId>, SendError<Load>> {
        if self.acting {
            return self.command(|engine, now| engine.send(now, load, options)).map(Some);
        }
        if options.is_default() && self.joins_burst(load.bytes) {
            return Ok(self.send_in_burst(load));
        }
        self.look();
        let now = self.time();
        match self.engine().send_at_once(now, load, options) {
            Ok((attempt, envelope)) => {
                let id = envelope.id();
                self.acting = true;
                self.do_action(Action::Transmit { attempt, envelope });
                self.acting = false;
                self.will_look |= self.engine().begin_burst(id);
                self.finish();
                Ok(Some(id))
            }
            Err((load, options)) => {
                self.command(|engine, now| engine.send(now, load, options)).map(Some)
            }
        }
    }

    /// Whether a burst is under way that has room for so many bytes.
    fn joins_burst(&mut self, bytes: usize) -> bool {
        if self.room.is_none() {
            self.room = self.engine().burst_room();
        }
        self.room.is_some_and(|room| bytes as f64 <= room)
    }

    /// The id of a message of which the engine knows.
    fn send_in_burst(&mut self, load: Load) -> Option<MessageId> {
        let Load { tag, bytes } = load;
        let attempt = self.engine.attempt();
        self.acting = true;
        self.in_hand = true;
        let is_taken = self.hand_over(attempt, tag, bytes);
        self.acting = false;
        if is_taken && std::mem::take(&mut self.in_hand) {
            self.untold.push(load);
            self.room = self.room.map(|room| room - bytes as f64);
            if self.untold.len() > self.asks_after() || !self.joins_burst(bytes) {
                self.renew_burst();
            }
            return None;
        }
        let id = self.engine().handle_sent_in_burst(attempt, load, is_taken);
        if is_taken {
            self.note_order(tag, id);
        }
        if self.engine().has_more() {
            self.finish();
        }
        Some(id)
    }

    /// As many messages are handed over in a burst before its socket is asked.
    fn asks_after(&self) -> usize {
        (self.script.seed / 2 % 7) as usize
    }

    fn renew_burst(&mut self) {
        let Some(index) = self.current else { return };
        let now = self.time();
        let Socket { attempt, .. } = self.sockets[index];
        let buffered = self.sockets[index].buffered(&self.script.link);
        self.room = None;
        self.engine.renew_burst(now, attempt, buffered, &mut self.untold);
    }

    /// As the driver does before it asks the engine for anything.
    fn tell_of_burst(&mut self) {
        if self.room.take().is_none() {
            return;
        }
        let attempt = self.engine.attempt();
        for load in std::mem::take(&mut self.untold) {
            let tag = load.tag;
            self.engine.hold_in_burst();
            let id = self.engine.handle_sent_in_burst(attempt, load, true);
            self.note_order(tag, id);
        }
        if std::mem::take(&mut self.in_hand) {
            self.engine.hold_in_burst();
        }
    }

    /// For whatever the engine is asked, but in [`Self::tell_of_burst`].
    pub fn engine(&mut self) -> &mut Engine<Load> {
        self.tell_of_burst();
        &mut self.engine
    }

    /// Before anything else happens, microtasks run.
    fn end_task(&mut self) {
        if std::mem::take(&mut self.will_look) {
            self.look();
            self.engine().end_task();
            self.drain();
        }
    }

    // The network.

    /// The current socket, while it can carry anything.
    fn live(&self) -> Option<usize> {
        self.current.filter(|socket| self.sockets[*socket].phase == Phase::Open)
    }

    fn server_close(&mut self, code: u16) {
        if let Some(socket) = self.live() {
            let link = &self.script.link;
            self.sockets[socket].drain(link, self.now);
            // What is on its way when the server has closed is not read.
            self.sockets[socket].broken_at = self.sockets[socket].broken_at.min(self.now);
            if !self.sockets[socket].stalled {
                let delay = link.delay;
                self.schedule(delay, Due::Ends(socket));
                self.schedule(3.0 * delay, Due::Closes { socket, code, clean: true });
            }
        }
    }

    /// A reset: what is on its way is lost, and the browser hears of it later.
    pub fn break_link(&mut self) {
        let Some(socket) = self.current else { return };
        if matches!(self.sockets[socket].phase, Phase::Open | Phase::Ending | Phase::Closing) {
            let link = &self.script.link;
            self.sockets[socket].drain(link, self.now);
            self.sockets[socket].broken_at = self.sockets[socket].broken_at.min(self.now);
            let detection = link.detection;
            self.schedule(detection, Due::Errors(socket));
            self.schedule(detection, Due::Closes { socket, code: 1006, clean: false });
        }
    }

    /// Ends what hangs, so that a session can come to an end.
    pub fn heal(&mut self) {
        self.throttle = 0.0;
        self.welcome = Welcome::Accept;
        self.provider = Provider::AtOnce;
        (self.refuses_after, self.fails_after) = (None, None);
        self.inside.clear();
        if self.current.is_some_and(|socket| self.sockets[socket].stalled) {
            self.break_link();
        }
    }

    // Time.

    /// When something happens next.
    pub fn next_at(&self) -> f64 {
        let timer = if self.armed_for == f64::INFINITY {
            f64::INFINITY
        } else if self.throttle > 0.0 {
            (self.armed_for / self.throttle).ceil() * self.throttle
        } else {
            self.armed_for
        };
        self.agenda.peek().map_or(timer, |next| next.at.min(timer))
    }

    /// Lets the next thing happen.
    pub fn step(&mut self) {
        let at = self.next_at();
        self.now = self.now.max(at);
        if self.agenda.peek().is_some_and(|next| next.at <= at) {
            let Some(next) = self.agenda.pop() else {
                return;
            };
            self.happen(next.due);
        } else {
            self.armed_for = f64::INFINITY;
            let now = self.time();
            self.look();
            self.engine().handle_timer(now);
            self.drain();
        }
        self.end_task();
    }

    fn happen(&mut self, due: Due) {
        let now = self.time();
        match due {
            Due::Tell => {
                self.will_tell = false;
                self.drain();
            }
            Due::Settles { attempt, ready } => {
                // The face answers for the attempt that asked.
                if ready {
                    self.engine().handle_resolved(now, attempt);
                } else {
                    self.engine().handle_attempt_failed(now, attempt);
                }
                self.drain();
            }
            Due::Opens(index) => {
                if self.sockets[index].phase == Phase::Connecting && !self.sockets[index].abandoned
                {
                    self.sockets[index].phase = Phase::Open;
                    self.sockets[index].drain(&self.script.link, self.now);
                    if self.current == Some(index) {
                        let attempt = self.sockets[index].attempt;
                        self.engine().handle_open(now, attempt);
                        if self.welcome == Welcome::AcceptAndDrop {
                            self.break_link();
                        }
                        self.drain();
                    }
                }
            }
            Due::Ends(index) => {
                self.sockets[index].drain(&self.script.link, self.now);
                if self.sockets[index].phase == Phase::Open {
                    self.sockets[index].phase = Phase::Ending;
                }
            }
            Due::Errors(index) => {
                if self.sockets[index].phase != Phase::Closed && !self.sockets[index].abandoned {
                    self.sockets[index].failed = true;
                    self.sockets[index].note_end(self.now);
                    let attempt = self.sockets[index].attempt;
                    self.engine().handle_error(now, attempt);
                    self.drain();
                }
            }
            Due::Closes { socket: index, code, clean } => {
                self.sockets[index].drain(&self.script.link, self.now);
                if self.sockets[index].phase == Phase::Closed {
                    return;
                }
                self.sockets[index].phase = Phase::Closed;
                if self.sockets[index].abandoned && self.fault != Fault::HearsAbandonedSockets {
                    return;
                }
                if self.current == Some(index) {
                    self.current = None;
                }
                let close = Close { code, reason: 0, was_clean: clean };
                let residue = self.sockets[index].buffered(&self.script.link);
                let attempt = self.sockets[index].attempt;
                self.engine().end_burst(attempt, residue);
                let attempt = if self.fault == Fault::HearsAbandonedSockets {
                    self.engine().attempt()
                } else {
                    self.sockets[index].attempt
                };
                self.engine().handle_close(now, attempt, close, Some(residue));
                self.drain();
            }
            Due::Arrives { socket: index, reply } => {
                let socket = &self.sockets[index];
                let arrives = matches!(socket.phase, Phase::Open | Phase::Closing)
                    && !socket.abandoned
                    && !socket.stalled;
                if arrives {
                    let attempt = socket.attempt;
                    let was_at_rest = self.takes_short_ways() && self.engine().is_at_rest();
                    let told = if was_at_rest {
                        self.engine().count_message(attempt, 10.0)
                    } else {
                        self.engine().handle_message(now, attempt, 10.0, reply)
                    };
                    if told && !reply {
                        self.called(Callback::Message);
                    }
                    if !was_at_rest || !self.engine().is_at_rest() {
                        self.drain();
                    }
                }
            }
        }
    }

    // The driver.

    fn command<R>(&mut self, give: impl FnOnce(&mut Engine<Load>, Time) -> R) -> R {
        let now = self.time();
        self.look();
        let result = give(self.engine(), now);
        self.finish();
        result
    }

    fn finish(&mut self) {
        self.act();
        if self.engine().has_events() && !self.telling && !self.will_tell {
            self.will_tell = true;
            self.schedule(0.0, Due::Tell);
        }
        self.settle();
    }

    fn drain(&mut self) {
        self.look();
        self.act();
        if std::mem::replace(&mut self.telling, true) {
            return;
        }
        while let Some(event) = self.engine().poll_event() {
            self.tell(event);
            self.look();
            self.act();
        }
        self.telling = false;
        self.settle();
    }

    fn settle(&mut self) {
        let deadline = self.engine().deadline().millis();
        if deadline == f64::INFINITY {
            if matches!(self.engine().state(), State::Idle | State::Closed) {
                self.armed_for = f64::INFINITY;
            }
        } else if self.armed_for > deadline {
            self.armed_for = deadline.max(self.now + MIN_TIMEOUT);
        }
    }

    /// The user's callback of a kind runs.
    fn called(&mut self, callback: Callback) {
        if self.depth > 3 {
            return;
        }
        if let Some(index) = self.inside.iter().position(|(wanted, _)| *wanted == callback) {
            let (_, op) = self.inside.remove(index);
            self.depth += 1;
            self.do_perform(&op);
            self.depth -= 1;
        }
    }

    fn tell(&mut self, event: Event<Load>) {
        if self.ended && !matches!(event, Event::Drop { .. }) {
            self.violate(format!("{event:?} was told after the end"));
        }
        let callback = match event {
            Event::Open => Callback::Open,
            Event::Error => Callback::Error,
            Event::Close { will_reconnect, .. } => {
                self.closes_again += u64::from(will_reconnect);
                Callback::Close
            }
            Event::Reconnecting { delay, .. } => {
                self.retries += 1;
                self.allowed_attempts += 1;
                if !(delay >= 0.0 && delay.is_finite()) {
                    self.violate(format!("a retry after {delay} ms"));
                }
                Callback::Reconnecting
            }
            Event::Drain => Callback::Drain,
            Event::Drop { payload, reason } => {
                let dropped = self.ledger.drop(payload.tag, reason);
                self.check(dropped);
                Callback::Drop
            }
            Event::End { .. } => {
                self.ended = true;
                Callback::End
            }
        };
        self.called(callback);
    }

    fn act(&mut self) {
        if std::mem::replace(&mut self.acting, true) {
            return;
        }
        let now = self.time();
        while let Some(action) = self.engine().poll_action(now) {
            self.do_action(action);
        }
        self.acting = false;
    }

    fn look(&mut self) {
        let now = self.time();
        if self.engine().wants_buffered()
            && let Some(index) = self.current
        {
            let link = &self.script.link;
            self.sockets[index].drain(link, self.now);
            let buffered = self.sockets[index].buffered(link);
            let attempt = self.sockets[index].attempt;
            self.engine().end_burst(attempt, buffered);
            self.engine().handle_buffered(now, attempt, buffered);
        }
    }

    fn do_action(&mut self, action: Action<Load>) {
        let now = self.time();
        let link = &self.script.link;
        match action {
            Action::Resolve { attempt } => {
                self.attempts += 1;
                match self.provider {
                    Provider::AtOnce | Provider::ConstructorThrows => {
                        self.engine().handle_resolved(now, attempt);
                    }
                    Provider::After(millis) => {
                        self.schedule(millis, Due::Settles { attempt, ready: true });
                    }
                    Provider::Fails => self.engine().handle_attempt_failed(now, attempt),
                    Provider::FailsAfter(millis) => {
                        self.schedule(millis, Due::Settles { attempt, ready: false });
                    }
                    Provider::Never => {}
                }
            }
            Action::Connect { attempt } => {
                if self.provider == Provider::ConstructorThrows {
                    self.engine().handle_attempt_failed(now, attempt);
                    return;
                }
                if self.current.is_some() {
                    self.violate("two sockets at once");
                }
                let index = self.sockets.len();
                self.sockets.push(Socket::new(attempt, self.now));
                self.current = Some(index);
                let (delay, detection) = (2.0 * link.delay, link.detection);
                match self.welcome {
                    Welcome::Accept | Welcome::AcceptAndDrop => {
                        self.schedule(delay, Due::Opens(index));
                    }
                    Welcome::Slow(millis) => self.schedule(delay + millis, Due::Opens(index)),
                    Welcome::Refuse => {
                        self.schedule(detection, Due::Errors(index));
                        self.schedule(
                            detection,
                            Due::Closes { socket: index, code: 1006, clean: false },
                        );
                    }
                    Welcome::ErrorOnly => self.schedule(detection, Due::Errors(index)),
                    Welcome::Ignore => {}
                }
            }
            Action::Transmit { attempt, envelope } if self.is_ending() => {
                if let Some(index) = self.current {
                    self.sockets[index].note_end(self.now);
                }
                self.engine().handle_not_open(attempt, envelope);
            }
            Action::Transmit { attempt, envelope } => {
                let Load { tag, bytes } = envelope.payload;
                if !self.hand_over(attempt, tag, bytes) {
                    self.engine().handle_refused(envelope);
                    return;
                }
                self.note_order(tag, envelope.id());
                let after = self
                    .current
                    .map_or(0.0, |index| self.sockets[index].buffered(&self.script.link));
                self.engine().handle_transmitted(attempt, envelope, after);
            }
            Action::Ping { attempt } => {
                let Some(index) = self.current else {
                    self.violate("a ping for no socket");
                    return;
                };
                let socket = &mut self.sockets[index];
                if socket.phase == Phase::Ending {
                    return;
                }
                if socket.phase != Phase::Open || socket.failed {
                    self.violate("a ping on a socket that is not open");
                    return;
                }
                socket.drain(link, self.now);
                socket.push(link, None, 4.0);
                let after = socket.buffered(link);
                let arrives = socket.empty_at(link, self.now) + 2.0 * link.delay - self.now;
                if link.answers && socket.broken_at == f64::INFINITY {
                    self.schedule(arrives, Due::Arrives { socket: index, reply: true });
                }
                self.engine().handle_pinged(attempt, after);
            }
            Action::Close { attempt, request } => {
                let Some(index) = self.current else {
                    self.violate("a close for no socket");
                    return;
                };
                let socket = &mut self.sockets[index];
                if socket.attempt != attempt {
                    self.violate("a close for another attempt");
                    return;
                }
                match socket.phase {
                    Phase::Open => {
                        socket.drain(link, self.now);
                        socket.phase = Phase::Closing;
                        if !socket.stalled && socket.broken_at == f64::INFINITY {
                            let at = socket.empty_at(link, self.now) + 2.0 * link.delay - self.now;
                            let code = request.code.unwrap_or(1005);
                            self.schedule(at, Due::Closes { socket: index, code, clean: true });
                        }
                    }
                    Phase::Connecting => {
                        socket.phase = Phase::Closing;
                        self.schedule(0.0, Due::Errors(index));
                        self.schedule(0.0, Due::Closes { socket: index, code: 1006, clean: false });
                    }
                    Phase::Ending => {}
                    phase => self.violate(format!("a {phase:?} socket was closed")),
                }
            }
            Action::Abandon { attempt } => {
                // Nothing was made if the constructor threw, or not yet.
                if let Some(index) = self.current
                    && self.sockets[index].attempt == attempt
                {
                    let socket = &mut self.sockets[index];
                    socket.drain(link, self.now);
                    socket.abandoned = true;
                    self.current = None;
                    match socket.phase {
                        // The browser goes on sending what it holds.
                        Phase::Open | Phase::Ending => socket.phase = Phase::Closing,
                        Phase::Connecting => socket.phase = Phase::Closed,
                        Phase::Closing | Phase::Closed => {}
                    }
                }
            }
            Action::Decide { attempt } => {
                let question = self.engine().question().unwrap();
                self.called(Callback::Decide);
                // By the number of retries: some of each.
                let decision = question.default || question.retries.is_multiple_of(3);
                let now = self.time();
                self.engine().handle_decision(now, attempt, decision);
            }
        }
    }

    /// Gives a message to its socket. Whether it took it.
    fn hand_over(&mut self, attempt: AttemptId, tag: u32, bytes: usize) -> bool {
        let Some(index) = self.current else {
            self.violate("a message for no socket");
            return false;
        };
        let link = &self.script.link;
        let socket = &mut self.sockets[index];
        if socket.attempt != attempt || socket.phase != Phase::Open || socket.failed {
            let phase = socket.phase;
            self.violate(format!("message {tag} was handed to a {phase:?} socket"));
            return false;
        }
        if is_due(&mut self.refuses_after) {
            return false;
        }
        socket.drain(link, self.now);
        if self.fault != Fault::LosesMessages || !tag.is_multiple_of(7) {
            socket.push(link, Some(tag), bytes as f64);
        }
        if self.fault == Fault::SendsTwice && tag.is_multiple_of(7) {
            socket.push(link, Some(tag), bytes as f64);
        }
        let handed = self.ledger.hand(tag, index, self.now);
        self.check(handed);
        if is_due(&mut self.fails_after) {
            let detection = self.script.link.detection;
            self.schedule(detection, Due::Closes { socket: index, code: 1006, clean: false });
            self.happen(Due::Errors(index));
        }
        true
    }

    /// Whether the current socket takes nothing any more, and will close.
    fn is_ending(&self) -> bool {
        self.current.is_some_and(|socket| self.sockets[socket].phase == Phase::Ending)
    }

    fn note_order(&mut self, tag: u32, id: MessageId) {
        let Some(index) = self.current else { return };
        let (priority, id) = (self.ledger.records[&tag].priority as usize, id.number());
        let last = std::mem::replace(&mut self.sockets[index].last_handed[priority], id);
        if last >= id {
            self.violate(format!("message {tag} overtook another of its priority"));
        }
    }

    /// What must hold whenever the engine rests.
    pub fn check_rest(&mut self) {
        if self.telling || self.acting {
            self.violate("the driver is at rest and a flag is still set");
        }
        // A retry without delay may begin before its announcement is told, and
        // the user may take back what was not told.
        let tells_before = self.script.config.retry.floor > 0.0;
        if tells_before && self.attempts > self.allowed_attempts {
            self.violate(format!(
                "{} attempts, {} asked for or announced",
                self.attempts, self.allowed_attempts
            ));
        }
        if self.retries > self.closes_again {
            self.violate("more retries than losses");
        }
        let state = self.engine().state();
        let empty = self.engine().queued_messages() == 0;
        if empty && self.engine().queued_bytes() != 0 {
            self.violate("no messages are queued and some bytes are");
        }
        let timer = !self.engine().deadline().is_never();
        let quiet = match state {
            State::Idle | State::Closed => empty,
            State::Open => {
                // What has told that it ends has a deadline for it.
                let ends =
                    self.current.is_some_and(|index| self.sockets[index].ended_at <= self.now);
                self.engine().is_drained() && self.script.config.heartbeat.is_none() && !ends
            }
            _ => false,
        };
        if timer && quiet {
            self.violate(format!("a timer runs while nothing waits ({state:?})"));
        }
        let needs_timer = match state {
            State::Waiting => true,
            State::Resolving | State::Connecting | State::Closing => true,
            State::Open => !self.engine().is_drained() && !self.is_ending(),
            State::Idle | State::Closed => false,
        };
        if needs_timer && !timer {
            self.violate(format!("no timer runs in {state:?}"));
        }
        if !timer && matches!(state, State::Closed) && !empty {
            self.violate("messages wait at a closed client");
        }
    }

    /// Bytes that wait, in the queue or in the browser.
    pub fn backlog(&mut self) -> f64 {
        let browser = self.current.map_or(0.0, |socket| self.sockets[socket].held());
        self.engine().queued_bytes() as f64 + browser
    }

    /// Whether nothing is under way any more.
    pub fn is_settled(&mut self) -> bool {
        match self.engine().state() {
            State::Closed | State::Idle => true,
            State::Open => self.engine().is_drained(),
            _ => false,
        }
    }
}

/// Counts a message. Whether it is the one.
fn is_due(after: &mut Option<u64>) -> bool {
    let is_due = *after == Some(0);
    *after = after.take().and_then(|count| count.checked_sub(1));
    is_due
}
