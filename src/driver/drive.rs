//! The loop: inputs in, outputs out.

use super::face::{Face, Reason, Resolution, Socket};
use super::ledger::Ledger;
use super::platform::Platform;
use crate::engine::{
    Action, AttemptId, Close, CloseRequest, Config, DropReason, Engine, Envelope, Event, MessageId,
    Outcome, Payload, SendError, SendOptions, Signal, State, Stats, Time, Transmission,
};
use std::cell::{Cell, RefCell, RefMut};
use std::fmt;
use std::rc::Rc;

/// A timer this much late, or a wall clock this much ahead, means that the
/// device slept or the page was frozen. Throttled timers come up to a minute
/// late too, and a look at the connection does no harm then.
const SLEPT: f64 = 2_000.0;

/// One client at work.
///
/// Nothing is borrowed while the face, and so the user, runs. Events that a
/// user's own call causes are told once that call has returned, as the
/// platform does; events that the platform causes are told at once.
///
/// The fields lie in memory as they stand here, those first that are used most: where
/// WebAssembly finds one takes a byte below 128, and two above.
#[repr(C)]
pub struct Driver<F: Face> {
    face: F,
    connection: Cell<Option<Connection<F>>>,
    is_acting: Cell<bool>,
    is_telling: Cell<bool>,
    will_tell_soon: Cell<bool>,
    is_listening: Cell<bool>,
    engine: RefCell<Engine<F::Payload>>,
    /// When the timer fires. It stays armed when a later deadline would do: an
    /// early one finds nothing due and is set again, which costs less than a
    /// new timeout for every message.
    armed_for: Cell<Time>,
    /// How far the wall clock is ahead of the monotonic one. It grows while the
    /// device sleeps, during which the monotonic clock of some browsers stands
    /// still.
    wall_lead: Cell<f64>,
}

impl<F: Face> fmt::Debug for Driver<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Driver").finish_non_exhaustive()
    }
}

/// What a socket tells of itself, but for its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketChange {
    /// It is open.
    Opened,
    /// It has failed.
    Failed,
}

/// An attempt's socket.
type Connection<F> = (AttemptId, Socket<F>);

/// Where a burst is written down, and the connection that it goes over.
type BurstPlace<'a, F> = (&'a Ledger<<F as Face>::Payload>, Connection<F>);

/// For the face.
impl<F: Face> Driver<F> {
    /// An idle client. `seed` is for the jitter: clients should differ, and need
    /// not be unguessable.
    pub fn new(config: Config, face: F, seed: u64) -> Rc<Self> {
        let now = Time::from_millis(face.platform().now());
        Rc::new(Self {
            engine: RefCell::new(Engine::new(config, seed, now)),
            wall_lead: Cell::new(face.platform().wall_clock() - now.millis()),
            face,
            connection: Cell::new(None),
            armed_for: Cell::new(Time::NEVER),
            is_acting: Cell::new(false),
            is_telling: Cell::new(false),
            will_tell_soon: Cell::new(false),
            is_listening: Cell::new(false),
        })
    }

    /// The face.
    pub fn face(&self) -> &F {
        &self.face
    }

    /// What the engine's getters say, several of which are asked at once. What is
    /// asked must not come back to the driver, which holds the engine meanwhile.
    pub fn read<R>(&self, read: impl FnOnce(&Engine<F::Payload>) -> R) -> R {
        self.tell_of_burst();
        read(&self.engine.borrow_mut())
    }

    /// The engine's state.
    pub fn state(&self) -> State {
        if self.is_bursting() { State::Open } else { self.read(Engine::state) }
    }

    /// A burst is under way: the connection is open, and nothing waits. Costs less
    /// than to ask for either.
    pub fn is_bursting(&self) -> bool {
        self.face.ledger().is_some_and(Ledger::is_open)
    }

    /// The current attempt.
    pub fn attempt(&self) -> AttemptId {
        self.read(Engine::attempt)
    }

    /// [`Engine::stats`].
    pub fn stats(&self) -> Stats {
        let now = self.now();
        self.read(|engine| engine.stats(now))
    }

    /// [`Engine::tell_figures`].
    pub fn tell_figures(&self, tell: impl Fn(f64)) {
        let now = self.now();
        self.read(|engine| engine.tell_figures(now, tell));
    }

    /// Messages and bytes that wait in the queue.
    pub fn queued(&self) -> (usize, usize) {
        self.read(|engine| (engine.queued_messages(), engine.queued_bytes()))
    }

    /// [`Engine::is_drained`].
    pub fn is_drained(&self) -> bool {
        self.read(Engine::is_drained)
    }

    /// Whether all messages have left the browser, none of them given back at
    /// the client's end.
    pub fn has_sent_all(&self) -> bool {
        self.read(Engine::has_sent_all)
    }

    /// [`Engine::has_room`].
    pub fn has_room(&self) -> bool {
        self.read(Engine::has_room)
    }

    /// Bytes that the browser holds for the current connection.
    pub fn browser_buffered(&self) -> f64 {
        self.socket().map_or(0.0, |socket| self.face.platform().buffered(&socket))
    }

    /// The current attempt's socket.
    pub fn socket(&self) -> Option<Socket<F>> {
        self.connection().map(|(_, socket)| socket)
    }

    /// [`Engine::open`].
    pub fn open(self: &Rc<Self>) {
        let now = self.begin_life();
        self.engine().open(now);
        self.finish(now);
    }

    /// [`Engine::reconnect`].
    pub fn reconnect(self: &Rc<Self>) {
        let now = self.begin_life();
        self.engine().reconnect(now);
        self.finish(now);
    }

    /// [`Engine::close`].
    pub fn close(self: &Rc<Self>, request: CloseRequest<Reason<F>>) {
        let now = self.begin();
        self.engine().close(now, request);
        self.finish(now);
        if let Some(held) = self.face.held()
            && self.will_give_back()
        {
            held.replace(Some(self.clone()));
        }
    }

    /// Empties the queue; `give` takes its messages in the order in which they
    /// would have been sent.
    pub fn clear_queue(self: &Rc<Self>, give: impl Fn(F::Payload)) {
        let now = self.begin();
        while let Some(payload) = self.take_queued() {
            give(payload);
        }
        self.finish(now);
    }

    /// [`Engine::give_back`].
    pub fn give_back(self: &Rc<Self>, payload: F::Payload, reason: DropReason) {
        let now = self.begin();
        self.engine().give_back(payload, reason);
        self.finish(now);
    }

    /// [`Engine::send`], and what has become of the message.
    pub fn send(
        self: &Rc<Self>,
        payload: F::Payload,
        options: SendOptions<<F::Payload as Payload>::Key>,
    ) -> Result<(MessageId, Outcome), SendError<F::Payload>> {
        // Whether it need not wait is judged by the buffer as it is now.
        self.send_in_row(self.begin(), payload, options)
    }

    /// [`Self::send`] of a message that follows another of this client in the same
    /// task, while the socket's buffer holds what it held after that one: neither
    /// the clock nor the buffer is asked. `now` is when the clock was asked last.
    pub fn send_in_row(
        self: &Rc<Self>,
        now: Time,
        payload: F::Payload,
        options: SendOptions<<F::Payload as Payload>::Key>,
    ) -> Result<(MessageId, Outcome), SendError<F::Payload>> {
        let sent = self.engine().send(now, payload, options);
        self.finish(now);
        sent.map(|id| (id, self.read(|engine| engine.outcome(id))))
    }

    /// [`Self::send`] with a shorter way for a message that need not wait. A face
    /// whose program counts its bytes does without.
    pub fn send_at_once(
        self: &Rc<Self>,
        payload: F::Payload,
        options: SendOptions<<F::Payload as Payload>::Key>,
    ) -> Result<Outcome, SendError<F::Payload>> {
        if self.is_acting.get() {
            return self.send(payload, options).map(|(_, outcome)| outcome);
        }
        if options.is_default()
            && let Some(place) = self.join_burst(payload.bytes())
        {
            return Ok(self.hand_over_in_burst(place, payload));
        }
        let now = self.begin();
        let sent = self.engine().send_at_once(now, payload, options);
        match sent {
            Ok((attempt, envelope)) => {
                let id = envelope.id();
                self.is_acting.set(true);
                self.transmit(attempt, envelope);
                self.is_acting.set(false);
                let sent_before = self.face.ledger().map(|ledger| ledger.sent_at.replace(now));
                if sent_before == Some(now) && self.engine().begin_burst(id) {
                    // Its end, before the task's.
                    self.tell_soon();
                }
                self.finish(now);
                Ok(self.read(|engine| engine.outcome(id)))
            }
            Err((payload, options)) => self.send(payload, options).map(|(_, outcome)| outcome),
        }
    }

    /// Sends a message without options in the burst that is under way. Where none is, or
    /// it has no room, the message is given back.
    pub fn send_in_burst(self: &Rc<Self>, payload: F::Payload) -> Result<Outcome, F::Payload> {
        match self.join_burst(payload.bytes()) {
            Some(place) => Ok(self.hand_over_in_burst(place, payload)),
            None => Err(payload),
        }
    }

    /// `None` if no burst is under way that has room for so many bytes.
    fn join_burst(&self, bytes: usize) -> Option<BurstPlace<'_, F>> {
        let ledger = self.face.ledger()?;
        if self.is_acting.get() {
            return None;
        }
        if !ledger.is_open() {
            let room = self.engine().burst_room();
            ledger.open(room);
        }
        if ledger.admits(bytes) { Some((ledger, self.connection()?)) } else { None }
    }

    fn hand_over_in_burst(
        self: &Rc<Self>,
        (ledger, (attempt, socket)): BurstPlace<'_, F>,
        payload: F::Payload,
    ) -> Outcome {
        self.is_acting.set(true);
        ledger.take_in_hand();
        let is_taken = self.face.hand_over(&socket, &payload);
        self.is_acting.set(false);
        if is_taken && ledger.release_hand() {
            let bytes = payload.bytes();
            ledger.note(payload);
            if ledger.is_full(bytes) {
                self.renew_burst(ledger, attempt, &socket);
            }
            return Outcome::Sent;
        }
        // Refused, or handing it over has run user code, which has asked the engine.
        let mut engine = self.engine();
        let id = engine.handle_sent_in_burst(attempt, payload, is_taken);
        let outcome = engine.outcome(id);
        if engine.has_more() {
            drop(engine);
            self.finish(self.now());
        }
        outcome
    }

    /// Asks the socket what has left it, and goes on with the burst if there is room.
    fn renew_burst(&self, ledger: &Ledger<F::Payload>, attempt: AttemptId, socket: &Socket<F>) {
        let buffered = self.face.platform().buffered(socket);
        let now = self.now();
        let mut engine = self.engine.borrow_mut();
        ledger.close(|handed| engine.renew_burst(now, attempt, buffered, handed));
        ledger.open(engine.burst_room());
    }

    /// Tells the engine what was handed over without its being asked.
    fn tell_of_burst(&self) {
        if let Some(ledger) = self.face.ledger()
            && ledger.is_open()
        {
            let mut engine = self.engine.borrow_mut();
            ledger.close(|handed| engine.handle_burst(handed));
            if ledger.release_hand() {
                engine.hold_in_burst();
            }
        }
    }

    /// The provider of an attempt has settled: [`Face::connect`] can be called,
    /// or the attempt has failed.
    pub fn resolved(self: &Rc<Self>, attempt: AttemptId, is_ready: bool) {
        self.resolved_of(|_| attempt, is_ready);
    }

    /// [`Self::resolved`] of the current attempt.
    pub fn current_resolved(self: &Rc<Self>, is_ready: bool) {
        self.resolved_of(Engine::attempt, is_ready);
    }

    fn resolved_of(
        self: &Rc<Self>,
        attempt: impl FnOnce(&Engine<F::Payload>) -> AttemptId,
        is_ready: bool,
    ) {
        let now = self.begin();
        let mut engine = self.engine();
        let attempt = attempt(&engine);
        if is_ready {
            engine.handle_resolved(now, attempt);
        } else {
            engine.handle_attempt_failed(now, attempt);
        }
        drop(engine);
        self.finish(now);
    }
}

/// From the platform.
impl<F: Face> Driver<F> {
    /// The socket has opened, or failed.
    pub fn on_socket(self: &Rc<Self>, change: SocketChange) {
        if let Some(attempt) = self.connected_attempt() {
            let now = self.now();
            let mut engine = self.engine();
            match change {
                SocketChange::Opened => engine.handle_open(now, attempt),
                SocketChange::Failed => engine.handle_error(now, attempt),
            }
            drop(engine);
            self.drain(now);
        }
    }

    /// A message of `bytes` has arrived. `tell` tells the user, unless it
    /// answers a ping or nobody is to hear it.
    pub fn on_message(self: &Rc<Self>, bytes: f64, is_reply: bool, tell: impl FnOnce()) {
        if let Some(attempt) = self.connected_attempt() {
            if let Some(ledger) = self.face.ledger()
                && ledger.is_at_rest.get()
            {
                // Not by `engine`: it stays at rest.
                let mut engine = self.engine.borrow_mut();
                let is_current = engine.count_message(attempt, bytes);
                drop(engine);
                if is_current && !is_reply {
                    tell();
                }
                if !ledger.is_at_rest.get() {
                    self.drain(self.now());
                }
                return;
            }
            let mut now = self.now();
            let is_current = self.engine().handle_message(now, attempt, bytes, is_reply);
            if is_current && !is_reply {
                tell();
            }
            if self.read(Engine::wants_buffered) {
                // Handlers take their time, which matters to what is in the buffer.
                now = self.now();
            }
            self.drain(now);
        }
    }

    /// The socket has closed.
    pub fn on_close(self: &Rc<Self>, close: Close<Reason<F>>) {
        if let Some((attempt, socket)) = self.connection.take() {
            let residue = self.face.platform().buffered(&socket);
            self.face.platform().discard(&socket);
            let now = self.now();
            let mut engine = self.engine();
            if self.face.ledger().is_some() {
                engine.end_burst(attempt, residue);
            }
            engine.handle_close(now, attempt, close, Some(residue));
            drop(engine);
            self.drain(now);
        }
    }

    /// The call stack that caused events is empty.
    pub fn on_told(self: &Rc<Self>) {
        // Whatever was under way when a handler threw through it is not any
        // more.
        self.is_telling.set(false);
        self.is_acting.set(false);
        self.will_tell_soon.set(false);
        if self.face.ledger().is_some() {
            self.look(self.now());
            self.engine().end_task();
        }
        self.drain(self.now());
    }

    /// The timer has fired.
    pub fn on_timer(self: &Rc<Self>) {
        let now = self.now();
        let armed_for = self.armed_for.replace(Time::NEVER);
        let lead = self.face.platform().wall_clock() - now.millis();
        let slept = lead - self.wall_lead.replace(lead);
        self.pass(now, now.since(armed_for) > SLEPT || slept > SLEPT);
    }

    /// The page or the network has told something.
    pub fn on_page(self: &Rc<Self>) {
        let now = self.now();
        self.pass(now, self.face.platform().is_visible());
    }

    /// Time has passed, and perhaps something was told.
    fn pass(self: &Rc<Self>, now: Time, is_awake: bool) {
        // What the buffer shows counts before deadlines are judged.
        self.look(now);
        self.tell_signal(now, is_awake);
        self.drain(now);
    }

    fn tell_signal(self: &Rc<Self>, now: Time, is_awake: bool) {
        let is_online = self.face.platform().is_online();
        let mut engine = self.engine();
        let signal = if engine.is_online() != is_online {
            if is_online { Signal::Online } else { Signal::Offline }
        } else if is_awake {
            Signal::Awake
        } else {
            Signal::Asleep
        };
        engine.handle_signal(now, signal);
    }
}

/// Draining.
impl<F: Face> Driver<F> {
    /// For whoever changes the engine; who only asks it has [`Self::read`]. Both have it
    /// alone: one kind of borrow makes a smaller module than two.
    fn engine(&self) -> RefMut<'_, Engine<F::Payload>> {
        if let Some(ledger) = self.face.ledger() {
            ledger.is_at_rest.set(false);
        }
        self.tell_of_burst();
        self.engine.borrow_mut()
    }

    fn now(&self) -> Time {
        Time::from_millis(self.face.platform().now())
    }

    /// Before a user's command.
    fn begin(self: &Rc<Self>) -> Time {
        let now = self.now();
        self.look(now);
        now
    }

    /// Before a command with which the client may begin to live.
    fn begin_life(self: &Rc<Self>) -> Time {
        let now = self.begin();
        // Later the page tells.
        if !self.is_listening.get() {
            self.tell_signal(now, false);
        }
        now
    }

    /// After a user's command: acts on it at once, and leaves what is to be
    /// told until the user's code has returned.
    fn finish(self: &Rc<Self>, now: Time) {
        self.act(now);
        if self.read(Engine::has_events) {
            self.tell_soon();
        }
        self.settle();
    }

    /// Tells what is to be told as soon as the call stack is empty.
    fn tell_soon(self: &Rc<Self>) {
        if !self.will_tell_soon.get() {
            self.will_tell_soon.set(true);
            if let Some(held) = self.face.held() {
                held.replace(Some(self.clone()));
            }
            self.face.platform().soon();
        }
    }

    /// The one place where outputs are drained.
    fn drain(self: &Rc<Self>, mut now: Time) {
        if let Some(ledger) = self.face.ledger() {
            ledger.sent_at.set(Time::NEVER);
        }
        self.look(now);
        self.act(now);
        if self.is_telling.get() {
            // Inside a handler: the loop that called it goes on with what it
            // caused, so that events never nest. A handler that has thrown
            // through that loop has ended it, hence the second chance.
            self.tell_soon();
            return;
        }
        self.is_telling.set(true);
        loop {
            // What the engine waits for is armed before a handler may throw.
            self.settle();
            let Some(event) = self.next_event() else { break };
            self.face.announce(self, event);
            // Handlers take their time.
            now = self.begin();
            self.act(now);
        }
        self.is_telling.set(false);
        if let Some(held) = self.face.held()
            && !self.will_tell_soon.get()
            && !self.will_give_back()
        {
            drop(held.take());
        }
        if let Some(ledger) = self.face.ledger() {
            self.note_rest(ledger);
        }
    }

    /// Not after a message was sent past the queue: the short way does not say that the
    /// platform has told something since.
    fn note_rest(&self, ledger: &Ledger<F::Payload>) {
        let is_at_rest = ledger.sent_at.get().is_never() && self.read(Engine::is_at_rest);
        ledger.is_at_rest.set(is_at_rest);
    }

    /// The closing handshake runs, and its end gives back what waits.
    fn will_give_back(&self) -> bool {
        self.read(|engine| engine.state() == State::Closing && engine.queued_messages() > 0)
    }

    /// Tells the engine what the browser's buffer holds.
    fn look(self: &Rc<Self>, now: Time) {
        if self.read(Engine::wants_buffered)
            && let Some((attempt, socket)) = self.connection()
        {
            let buffered = self.face.platform().buffered(&socket);
            let mut engine = self.engine();
            if self.face.ledger().is_some() {
                engine.end_burst(attempt, buffered);
            }
            engine.handle_buffered(now, attempt, buffered);
        }
    }

    fn take_queued(&self) -> Option<F::Payload> {
        self.engine().take_queued()
    }

    fn next_event(&self) -> Option<Event<F::Payload>> {
        self.engine().poll_event()
    }

    fn next_action(&self, now: Time) -> Option<Action<F::Payload>> {
        self.engine().poll_action(now)
    }

    fn act(self: &Rc<Self>, now: Time) {
        // An action that runs user code may lead back here; the outer loop
        // goes on with what that caused.
        if self.is_acting.get() {
            return;
        }
        self.is_acting.set(true);
        while let Some(action) = self.next_action(now) {
            self.perform(now, action);
        }
        self.is_acting.set(false);
    }

    fn perform(self: &Rc<Self>, now: Time, action: Action<F::Payload>) {
        match action {
            Action::Resolve { attempt } => {
                if self.face.resolve(self, attempt) == Resolution::Ready {
                    self.engine().handle_resolved(now, attempt);
                }
            }
            Action::Connect { attempt } => self.connect(now, attempt),
            Action::Transmit { attempt, envelope } => self.transmit(attempt, envelope),
            Action::Ping { attempt } => {
                if let Some(socket) = self.socket_of(attempt)
                    && let Transmission::Taken { buffered } = self.face.ping(&socket)
                {
                    self.engine().handle_pinged(attempt, buffered);
                }
            }
            Action::Close { attempt, request } => {
                if let Some(socket) = self.socket_of(attempt) {
                    self.face.close(&socket, request);
                }
            }
            Action::Abandon { attempt } => {
                if let Some(socket) = self.socket_of(attempt) {
                    self.connection.set(None);
                    self.face.platform().discard(&socket);
                }
            }
            Action::Decide { attempt } => {
                if let Some(question) = self.read(Engine::question) {
                    let reconnect = self.face.decide(&question);
                    self.engine().handle_decision(now, attempt, reconnect);
                }
            }
        }
    }

    fn transmit(&self, attempt: AttemptId, envelope: Envelope<F::Payload>) {
        let transmission = match self.socket_of(attempt) {
            Some(socket) => self.face.transmit(&socket, &envelope.payload),
            None => Transmission::Refused,
        };
        let mut engine = self.engine();
        engine.handle_transmission(attempt, envelope, transmission);
    }

    fn connect(&self, now: Time, attempt: AttemptId) {
        let made = self.face.connect();
        let mut engine = self.engine();
        match made {
            Some(socket) if engine.attempt() == attempt && engine.state() == State::Connecting => {
                self.connection.set(Some((attempt, socket)));
            }
            // A constructor that runs user code may have closed the client.
            Some(socket) => {
                engine.handle_attempt_failed(now, attempt);
                drop(engine);
                self.face.platform().discard(&socket);
            }
            None => engine.handle_attempt_failed(now, attempt),
        }
    }

    /// Arms the timer, listens to the page as long as the client lives, and
    /// lets the face wake who waits.
    fn settle(self: &Rc<Self>) {
        let (state, deadline) = self.read(|engine| (engine.state(), engine.deadline()));
        let is_alive = !matches!(state, State::Idle | State::Closed);
        let platform = self.face.platform();
        if deadline < self.armed_for.get() {
            self.armed_for.set(deadline);
            let delay = deadline.since(self.now()).ceil().max(0.0);
            platform.arm(delay.min(MAX_DELAY));
        } else if deadline.is_never() && !is_alive {
            self.disarm();
        }
        if self.is_listening.replace(is_alive) != is_alive {
            platform.listen(is_alive);
        }
        // Last, for whoever is woken may begin a new life.
        self.face.settled(self);
    }

    fn disarm(&self) {
        if !self.armed_for.replace(Time::NEVER).is_never() {
            self.face.platform().disarm();
        }
    }

    /// The attempt that has a socket.
    fn connected_attempt(&self) -> Option<AttemptId> {
        let connection = self.connection.take();
        let attempt = connection.as_ref().map(|(attempt, _)| *attempt);
        self.connection.set(connection);
        attempt
    }

    fn connection(&self) -> Option<Connection<F>> {
        let connection = self.connection.take();
        self.connection.set(connection.clone());
        connection
    }

    fn socket_of(&self, attempt: AttemptId) -> Option<Socket<F>> {
        let (current, socket) = self.connection()?;
        (current == attempt).then_some(socket)
    }
}

/// Longer delays fire at once (HTML Standard: a timeout is a signed 32-bit
/// integer). The timer is set again when it fires early.
const MAX_DELAY: f64 = 2_147_483_647.0;

impl<F: Face> Driver<F> {
    /// Leaves no socket, timer or listener, whatever the state. An open
    /// connection is closed as by [`Self::close`]: what waits is handed over
    /// before it. Nobody is left to be told.
    fn leave(&self) {
        self.disarm();
        if self.is_listening.get() {
            self.face.platform().listen(false);
        }
        let Some((_, socket)) = self.connection.take() else {
            return;
        };
        let now = self.now();
        self.engine().close(now, CloseRequest::plain());
        while let Some(action) = self.next_action(now) {
            if let Action::Transmit { attempt, envelope } = action {
                // What is refused now has nobody to be given back to.
                self.face.transmit(&socket, &envelope.payload);
                self.engine().handle_transmitted(attempt, envelope, 0.0);
            }
        }
        self.face.platform().discard(&socket);
    }
}

impl<F: Face> Drop for Driver<F> {
    fn drop(&mut self) {
        if self.face.held().is_some() {
            self.leave();
        }
    }
}
