//! Runs the engine on the browser: every input is followed, in one place, by
//! draining every output.

use super::face::{Face, Resolution};
use super::timer::Timer;
use super::web_socket::{CloseEvent, MessageEvent, WebSocket, received_size};
use super::{clock, page, seed, timer};
use crate::engine::{
    Action, AttemptId, Close, CloseRequest, Config, Engine, MessageId, Outcome, Payload, SendError,
    SendOptions, Signal, State, Stats, Time,
};
use js_sys::Function;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// `WebSocket.OPEN`.
const OPEN: u16 = 1;

/// A timer this much late, or a wall clock this much ahead, means that the
/// device slept or the page was frozen. Throttled timers come up to a minute
/// late too, and a look at the connection does no harm then.
const SLEPT: f64 = 2_000.0;

/// One client at work in the browser.
///
/// Nothing is borrowed while the face, and so the user, runs. Events that a
/// user's own call causes are told once that call has returned, as the
/// platform does; events that the browser causes are told at once.
#[derive(Debug)]
pub struct Driver<F: Face> {
    engine: RefCell<Engine<F::Payload>>,
    face: F,
    connection: RefCell<Option<Rc<Connection>>>,
    timer: Timer,
    handlers: OnceCell<Handlers>,
    has_heartbeat: bool,
    is_acting: Cell<bool>,
    is_telling: Cell<bool>,
    /// Holds the client until what a call caused was told, though the last
    /// handle may be dropped before.
    will_tell_soon: RefCell<Option<Rc<Self>>>,
    is_listening: Cell<bool>,
    is_online: Cell<bool>,
    wall_lead: Cell<f64>,
}

/// An attempt's socket.
#[derive(Debug)]
struct Connection {
    attempt: AttemptId,
    socket: WebSocket,
}

/// The functions that the browser calls, made once for the client's life. One
/// type for all, so that they share their glue.
#[derive(Debug)]
struct Handlers {
    open: Handler,
    message: Handler,
    error: Handler,
    close: Handler,
    timer: Handler,
    tell: Handler,
    page: Handler,
}

type Handler = Closure<dyn Fn(JsValue)>;

/// For the face.
impl<F: Face> Driver<F> {
    /// An idle client.
    pub fn new(config: Config, face: F) -> Rc<Self> {
        let now = clock::now();
        let driver = Rc::new(Self {
            has_heartbeat: config.heartbeat.is_some(),
            engine: RefCell::new(Engine::new(config, seed::seed(), now)),
            face,
            connection: RefCell::new(None),
            timer: Timer::new(),
            handlers: OnceCell::new(),
            is_acting: Cell::new(false),
            is_telling: Cell::new(false),
            will_tell_soon: RefCell::new(None),
            is_listening: Cell::new(false),
            is_online: Cell::new(true),
            wall_lead: Cell::new(clock::wall_lead(now)),
        });
        let weak = Rc::downgrade(&driver);
        let _ = driver.handlers.set(Handlers {
            open: handler(&weak, |driver, _| driver.on_open()),
            message: handler(&weak, |driver, event| driver.on_message(event.unchecked_ref())),
            error: handler(&weak, |driver, _| driver.on_error()),
            close: handler(&weak, |driver, event| driver.on_close(event.unchecked_ref())),
            timer: handler(&weak, |driver, _| driver.on_timer()),
            tell: handler(&weak, |driver, _| driver.on_tell()),
            page: handler(&weak, |driver, _| driver.on_page()),
        });
        driver
    }

    /// The face.
    pub fn face(&self) -> &F {
        &self.face
    }

    /// The engine's state.
    pub fn state(&self) -> State {
        self.engine.borrow().state()
    }

    /// The current attempt.
    pub fn attempt(&self) -> AttemptId {
        self.engine.borrow().attempt()
    }

    /// What has happened so far.
    pub fn stats(&self) -> Stats {
        self.engine.borrow().stats(clock::now())
    }

    /// Messages and bytes that wait in the queue.
    pub fn queued(&self) -> (usize, usize) {
        let engine = self.engine.borrow();
        (engine.queued_messages(), engine.queued_bytes())
    }

    /// [`Engine::is_drained`].
    pub fn is_drained(&self) -> bool {
        self.engine.borrow().is_drained()
    }

    /// Whether all messages have left the browser, none of them given back at
    /// the client's end.
    pub fn has_sent_all(&self) -> bool {
        let engine = self.engine.borrow();
        engine.is_drained() && !engine.gave_back_at_end()
    }

    /// [`Engine::has_room`].
    pub fn has_room(&self) -> bool {
        self.engine.borrow().has_room()
    }

    /// Bytes that the browser holds for the current connection.
    pub fn browser_buffered(&self) -> f64 {
        self.connection().map_or(0.0, |connection| connection.socket.buffered_amount())
    }

    /// The current attempt's socket.
    pub fn socket(&self) -> Option<WebSocket> {
        self.connection().map(|connection| connection.socket.clone())
    }

    /// [`Engine::open`].
    pub fn open(self: &Rc<Self>) {
        self.command(|engine, now| engine.open(now));
    }

    /// [`Engine::reconnect`].
    pub fn reconnect(self: &Rc<Self>) {
        self.command(|engine, now| engine.reconnect(now));
    }

    /// [`Engine::close`].
    pub fn close(self: &Rc<Self>, request: CloseRequest<<F::Payload as Payload>::Reason>) {
        self.command(|engine, now| engine.close(now, request));
    }

    /// [`Engine::clear_queue`].
    pub fn clear_queue(self: &Rc<Self>) -> Vec<F::Payload> {
        self.command(|engine, _| engine.clear_queue())
    }

    /// [`Engine::send`], and what has become of the message.
    pub fn send(
        self: &Rc<Self>,
        payload: F::Payload,
        options: SendOptions<<F::Payload as Payload>::Key>,
    ) -> Result<(MessageId, Outcome), SendError<F::Payload>> {
        // Whether it need not wait is judged by the buffer as it is now.
        let id = self.command(|engine, now| engine.send(now, payload, options))?;
        Ok((id, self.engine.borrow().outcome(id)))
    }

    /// [`Engine::is_queued`].
    pub fn is_queued(&self, id: MessageId) -> bool {
        self.engine.borrow().is_queued(id)
    }

    /// The provider of an attempt has settled: [`Face::connect`] can be called,
    /// or the attempt has failed.
    pub fn resolved(self: &Rc<Self>, attempt: AttemptId, is_ready: bool) {
        self.command(|engine, now| {
            if is_ready {
                engine.handle_resolved(now, attempt);
            } else {
                engine.handle_attempt_failed(now, attempt);
            }
        });
    }
}

/// From the browser.
impl<F: Face> Driver<F> {
    fn on_open(self: &Rc<Self>) {
        self.from_socket(|engine, now, attempt| engine.handle_open(now, attempt));
    }

    fn on_message(self: &Rc<Self>, event: &MessageEvent) {
        let data = event.data();
        let is_reply = self.has_heartbeat && self.face.is_reply(&data);
        let bytes = received_size(&data);
        let Some(connection) = self.connection() else {
            return;
        };
        let now = clock::now();
        let is_current =
            self.engine.borrow_mut().handle_message(now, connection.attempt, bytes, is_reply);
        if is_current && !is_reply {
            self.face.receive(event, data);
        }
        self.drain(clock::now());
    }

    fn on_error(self: &Rc<Self>) {
        self.from_socket(|engine, now, attempt| engine.handle_error(now, attempt));
    }

    fn on_close(self: &Rc<Self>, event: &CloseEvent) {
        let Some(connection) = self.connection() else {
            return;
        };
        let close = Close {
            code: event.code(),
            reason: self.face.read_reason(event.reason()),
            was_clean: event.was_clean(),
        };
        let residue = connection.socket.buffered_amount();
        connection.socket.detach();
        self.forget(connection.attempt);
        let now = clock::now();
        self.engine.borrow_mut().handle_close(now, connection.attempt, close, Some(residue));
        self.drain(now);
    }

    /// The call stack that caused events is empty.
    fn on_tell(self: &Rc<Self>) {
        // The call stack is empty: whatever was under way when a handler threw
        // through it is not any more.
        self.is_telling.set(false);
        self.is_acting.set(false);
        let held = self.will_tell_soon.take();
        self.drain(clock::now());
        drop(held);
    }

    fn on_timer(self: &Rc<Self>) {
        let now = clock::now();
        let late = self.timer.fired(now);
        let lead = clock::wall_lead(now);
        let slept = lead - self.wall_lead.replace(lead);
        // What the buffer shows counts before deadlines are judged.
        self.look(now);
        let mut engine = self.engine.borrow_mut();
        engine.handle_timer(now);
        if late > SLEPT || slept > SLEPT {
            engine.handle_signal(now, Signal::Awake);
        }
        drop(engine);
        self.drain(now);
    }

    fn on_page(self: &Rc<Self>) {
        let now = clock::now();
        let is_online = page::is_online();
        let was_online = self.is_online.replace(is_online);
        let signal = match (was_online, is_online) {
            (false, true) => Signal::Online,
            (true, false) => Signal::Offline,
            _ if page::is_visible() => Signal::Awake,
            _ => Signal::Asleep,
        };
        self.engine.borrow_mut().handle_signal(now, signal);
        self.drain(now);
    }

    fn from_socket(self: &Rc<Self>, tell: impl FnOnce(&mut Engine<F::Payload>, Time, AttemptId)) {
        let Some(connection) = self.connection() else {
            return;
        };
        let now = clock::now();
        tell(&mut self.engine.borrow_mut(), now, connection.attempt);
        self.drain(now);
    }
}

/// Draining.
impl<F: Face> Driver<F> {
    /// Gives the engine a user's command, acts on it at once, and leaves what
    /// is to be told until the user's code has returned.
    fn command<R>(self: &Rc<Self>, give: impl FnOnce(&mut Engine<F::Payload>, Time) -> R) -> R {
        let now = clock::now();
        self.look(now);
        let result = give(&mut self.engine.borrow_mut(), now);
        self.act(now);
        if self.engine.borrow().has_events() {
            self.tell_soon();
        }
        self.settle(now);
        result
    }

    /// Tells what is to be told as soon as the call stack is empty.
    fn tell_soon(self: &Rc<Self>) {
        let is_scheduled = self.will_tell_soon.replace(Some(self.clone())).is_some();
        if !is_scheduled && let Some(handlers) = self.handlers.get() {
            timer::soon(handlers.tell.as_ref().unchecked_ref());
        }
    }

    /// The one place where outputs are drained.
    fn drain(self: &Rc<Self>, now: Time) {
        self.look(now);
        self.act(now);
        if self.is_telling.replace(true) {
            // Inside a handler: the loop that called it goes on with what it
            // caused, so that events never nest. A handler that has thrown
            // through that loop has ended it, hence the second chance.
            self.tell_soon();
            return;
        }
        self.face.settled(self);
        let mut now = now;
        while let Some(event) = self.next_event() {
            self.face.announce(self, event);
            // Handlers take their time.
            now = clock::now();
            self.look(now);
            self.act(now);
        }
        self.is_telling.set(false);
        self.settle(now);
    }

    /// Tells the engine what the browser's buffer holds.
    fn look(&self, now: Time) {
        if self.engine.borrow().wants_buffered()
            && let Some(connection) = self.connection()
        {
            let buffered = connection.socket.buffered_amount();
            self.engine.borrow_mut().handle_buffered(now, connection.attempt, buffered);
        }
    }

    fn next_event(&self) -> Option<crate::engine::Event<F::Payload>> {
        self.engine.borrow_mut().poll_event()
    }

    fn next_action(&self, now: Time) -> Option<Action<F::Payload>> {
        self.engine.borrow_mut().poll_action(now)
    }

    fn act(self: &Rc<Self>, now: Time) {
        // An action that runs user code may lead back here; the outer loop
        // goes on with what that caused.
        if self.is_acting.replace(true) {
            return;
        }
        while let Some(action) = self.next_action(now) {
            self.perform(now, action);
        }
        self.is_acting.set(false);
    }

    fn perform(self: &Rc<Self>, now: Time, action: Action<F::Payload>) {
        match action {
            Action::Resolve { attempt } => match self.face.resolve(self, attempt) {
                Resolution::Pending => {}
                Resolution::Ready => self.engine.borrow_mut().handle_resolved(now, attempt),
                Resolution::Failed => self.engine.borrow_mut().handle_attempt_failed(now, attempt),
            },
            Action::Connect { attempt } => self.connect(now, attempt),
            Action::Transmit { attempt, envelope } => {
                let Some(connection) = self.connection_of(attempt) else {
                    self.engine.borrow_mut().handle_refused(envelope);
                    return;
                };
                if connection.socket.ready_state() != OPEN {
                    self.engine.borrow_mut().handle_not_open(attempt, envelope);
                    return;
                }
                let before = connection.socket.buffered_amount();
                let taken = self.face.hand_over(&connection.socket, &envelope.payload);
                let after = connection.socket.buffered_amount();
                let mut engine = self.engine.borrow_mut();
                match taken {
                    Ok(()) => engine.handle_transmitted(attempt, envelope, before, after),
                    Err(_) => engine.handle_refused(envelope),
                }
            }
            Action::Ping { attempt } => {
                let Some(connection) = self.connection_of(attempt) else {
                    return;
                };
                let before = connection.socket.buffered_amount();
                // A ping that can't be sent is one that is not answered.
                let _ = self.face.ping(&connection.socket);
                let after = connection.socket.buffered_amount();
                self.engine.borrow_mut().handle_pinged(attempt, before, after);
            }
            Action::Close { attempt, request } => {
                let Some(connection) = self.connection_of(attempt) else {
                    return;
                };
                let refused = match request.code {
                    Some(code) => {
                        let reason = self.face.write_reason(request.reason);
                        connection.socket.close_with(code, &reason).is_err()
                    }
                    None => connection.socket.close().is_err(),
                };
                if refused {
                    // The engine's deadline ends it if this does nothing too.
                    let _ = connection.socket.close();
                }
            }
            Action::Abandon { attempt } => {
                if let Some(connection) = self.connection_of(attempt) {
                    self.forget(attempt);
                    abandon(&connection.socket);
                }
            }
            Action::Decide(question) => {
                let reconnect = self.face.decide(&question);
                self.engine.borrow_mut().handle_decision(now, question.attempt, reconnect);
            }
        }
    }

    fn connect(self: &Rc<Self>, now: Time, attempt: AttemptId) {
        let made = self.face.connect();
        let is_current = {
            let engine = self.engine.borrow();
            engine.attempt() == attempt && engine.state() == State::Connecting
        };
        match made {
            Ok(socket) if is_current => {
                if let Some(handlers) = self.handlers.get() {
                    socket.set_onopen(Some(handlers.open.as_ref().unchecked_ref()));
                    socket.set_onmessage(Some(handlers.message.as_ref().unchecked_ref()));
                    socket.set_onerror(Some(handlers.error.as_ref().unchecked_ref()));
                    socket.set_onclose(Some(handlers.close.as_ref().unchecked_ref()));
                }
                self.connection.replace(Some(Rc::new(Connection { attempt, socket })));
            }
            // A constructor that runs user code may have closed the client.
            Ok(socket) => {
                abandon(&socket);
                self.engine.borrow_mut().handle_attempt_failed(now, attempt);
            }
            Err(_) => self.engine.borrow_mut().handle_attempt_failed(now, attempt),
        }
    }

    /// Arms the timer, listens to the page as long as the client lives, and
    /// lets the face wake who waits.
    fn settle(self: &Rc<Self>, now: Time) {
        let Some(handlers) = self.handlers.get() else {
            return;
        };
        let (is_alive, deadline) = {
            let engine = self.engine.borrow();
            (!matches!(engine.state(), State::Idle | State::Closed), engine.deadline())
        };
        if !deadline.is_never() {
            self.timer.arm(handlers.timer.as_ref().unchecked_ref(), now, deadline);
        } else if !is_alive {
            self.timer.disarm();
        }
        self.face.settled(self);
        if self.is_listening.replace(is_alive) != is_alive {
            let handler: &Function = handlers.page.as_ref().unchecked_ref();
            if is_alive {
                page::listen_to_page(handler);
                self.ask_network(now);
            } else {
                page::unlisten_to_page(handler);
            }
        }
    }

    /// How the network stands when the client begins to live; later the page
    /// tells.
    fn ask_network(self: &Rc<Self>, now: Time) {
        let is_online = page::is_online();
        if self.is_online.replace(is_online) != is_online {
            let signal = if is_online { Signal::Online } else { Signal::Offline };
            self.engine.borrow_mut().handle_signal(now, signal);
            self.tell_soon();
        }
    }

    fn connection(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().clone()
    }

    fn connection_of(&self, attempt: AttemptId) -> Option<Rc<Connection>> {
        self.connection().filter(|connection| connection.attempt == attempt)
    }

    fn forget(&self, attempt: AttemptId) {
        let mut current = self.connection.borrow_mut();
        if current.as_ref().is_some_and(|connection| connection.attempt == attempt) {
            *current = None;
        }
    }
}

impl<F: Face> Drop for Driver<F> {
    /// Leaves no socket, timer or listener, whatever the state. An open
    /// connection is closed as by [`Driver::close`]: what waits is handed over
    /// before it. Nobody is left to be told.
    fn drop(&mut self) {
        self.timer.disarm();
        if let (true, Some(handlers)) = (self.is_listening.get(), self.handlers.get()) {
            page::unlisten_to_page(handlers.page.as_ref().unchecked_ref());
        }
        let Some(connection) = self.connection.take() else {
            return;
        };
        connection.socket.detach();
        let now = clock::now();
        let engine = self.engine.get_mut();
        engine.close(now, CloseRequest::plain());
        while let Some(action) = engine.poll_action(now) {
            if let Action::Transmit { attempt, envelope } = action {
                // What is refused now has nobody to be given back to.
                let _ = self.face.hand_over(&connection.socket, &envelope.payload);
                engine.handle_transmitted(attempt, envelope, 0.0, 0.0);
            }
        }
        abandon(&connection.socket);
    }
}

fn abandon(socket: &WebSocket) {
    socket.detach();
    // A socket that can't be closed is closed.
    let _ = socket.close();
}

/// A handler that keeps the client alive only while it runs.
fn handler<F: Face>(driver: &Weak<Driver<F>>, handle: fn(&Rc<Driver<F>>, &JsValue)) -> Handler {
    let driver = driver.clone();
    Closure::new(move |event: JsValue| {
        if let Some(driver) = driver.upgrade() {
            handle(&driver, &event);
        }
    })
}
