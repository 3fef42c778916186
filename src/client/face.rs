//! The Rust face's view of a client.

use super::binary_type::BinaryType;
use super::error::ConnectionError;
use super::events::{Closed, Dropped, Opened, Reconnecting};
use super::fate::Fate;
use super::listeners::Listeners;
use super::message::Message;
use super::parcel::Parcel;
use super::provider::Provider;
use super::states::States;
use super::streams::ClientEvent;
use super::waiters::Waiters;
use crate::browser::{Received, Web, WebFace, WebSocket, reported};
use crate::driver::{Driver, Face, Held, Ledger, Resolution, Transmission};
use crate::engine::{AttemptId, CloseRequest, Event, Question, State};
#[cfg(target_feature = "atomics")]
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Where to connect and whom to tell.
#[derive(Debug)]
pub(super) struct RustFace {
    pub(super) web: Web,
    pub(super) held: Held<Self>,
    pub(super) ledger: Ledger<Parcel>,
    pub(super) url: RefCell<JsValue>,
    pub(super) provider: Option<Provider>,
    pub(super) should_reconnect: Option<ShouldReconnect>,
    /// Why the attempt under way failed, if the browser is not to blame.
    pub(super) failure: RefCell<Option<ConnectionError>>,
    pub(super) protocols: JsValue,
    pub(super) binary_type: Cell<BinaryType>,
    pub(super) heartbeat: Option<Heartbeat>,
    /// A message makes room for itself where that is possible.
    pub(super) drops_oldest: bool,
    /// The connection was given up for another one, though its close is told as a
    /// clean one.
    pub(super) gave_up: Cell<bool>,
    pub(super) listeners: Listeners,
    pub(super) states: States,
    pub(super) waiters: Waiters,
}

/// The heartbeat's message and the answer to it.
#[derive(Debug)]
pub(super) struct Heartbeat {
    ping: Message,
    pong: Message,
    /// As the browser counts it: text in UTF-16 code units.
    pong_size: Option<f64>,
}

impl Heartbeat {
    pub(super) fn new(ping: Message, pong: Message) -> Self {
        let pong_size = match &pong {
            Message::Text(text) => Some(text.encode_utf16().count() as f64),
            Message::Binary(bytes) => Some(bytes.len() as f64),
            Message::Blob(_) => None,
        };
        Self { ping, pong, pong_size }
    }

    fn is_pong(&self, received: &Received) -> bool {
        match received {
            Received::Text(text) => self.pong.as_text() == Some(&text.string),
            Received::Bytes(bytes) => self.pong.as_bytes() == Some(bytes),
            Received::Blob(_) | Received::Other => false,
        }
    }
}

/// The user's decision on a loss.
#[derive(Clone)]
pub(super) struct ShouldReconnect(pub(super) Rc<Decide>);

type Decide = dyn Fn(&Closed, u32) -> bool;

impl fmt::Debug for ShouldReconnect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ShouldReconnect").finish_non_exhaustive()
    }
}

impl Face for RustFace {
    type Payload = Parcel;
    type Platform = Web;

    fn held(&self) -> Option<&Held<Self>> {
        Some(&self.held)
    }

    fn ledger(&self) -> Option<&Ledger<Parcel>> {
        Some(&self.ledger)
    }

    fn platform(&self) -> &Web {
        &self.web
    }

    fn resolve(&self, driver: &Rc<Driver<Self>>, attempt: AttemptId) -> Resolution {
        self.failure.replace(None);
        let Some(provider) = &self.provider else {
            return Resolution::Ready;
        };
        let answer = provider.ask();
        // A provider that never settles must not keep the client alive.
        let driver = Rc::downgrade(driver);
        spawn_local(async move {
            let settled = answer.await;
            let Some(driver) = driver.upgrade() else { return };
            // An answer that comes after the attempt has ended is nobody's.
            if driver.attempt() != attempt || driver.state() != State::Resolving {
                return;
            }
            let face = driver.face();
            let is_ready = settled.is_ok();
            match settled {
                Ok(url) => drop(face.url.replace(url)),
                Err(error) => drop(face.failure.replace(Some(error))),
            }
            driver.resolved(attempt, is_ready);
        });
        Resolution::Pending
    }

    fn connect(&self) -> Option<Rc<WebSocket>> {
        let url = self.url.borrow().clone();
        let socket = WebSocket::new(&url, &self.protocols).ok()?;
        self.binary_type.get().apply_to(&socket);
        self.web.attach(&socket);
        Some(Rc::new(socket))
    }

    fn transmit(&self, socket: &Rc<WebSocket>, payload: &Parcel) -> Transmission {
        Web::transmit(socket, |socket| send(socket, payload.message()))
    }

    fn hand_over(&self, socket: &Rc<WebSocket>, payload: &Parcel) -> bool {
        send(socket, payload.message()).is_ok()
    }

    fn ping(&self, socket: &Rc<WebSocket>) -> Transmission {
        match &self.heartbeat {
            Some(Heartbeat { ping, .. }) => Web::transmit(socket, |socket| send(socket, ping)),
            None => Transmission::Refused,
        }
    }

    fn close(&self, socket: &Rc<WebSocket>, request: CloseRequest<String>) {
        let refused = match request.code {
            Some(code) => socket.close_with(code, &request.reason.into()).is_err(),
            None => true,
        };
        if refused {
            // The engine's deadline ends it if this does nothing too.
            let _ = socket.close();
        }
    }

    fn decide(&self, question: &Question<String>) -> bool {
        let Some(ShouldReconnect(decide)) = &self.should_reconnect else {
            return question.default;
        };
        let &Question { code, was_clean, retries, default, .. } = question;
        let reason = question.reason.clone();
        let closed = Closed { code, reason, was_clean, will_reconnect: default };
        reported(|| decide(&closed, retries)).unwrap_or(default)
    }

    fn settled(&self, driver: &Rc<Driver<Self>>) {
        self.states.look(driver);
        self.waiters.wake(driver);
    }

    fn announce(&self, driver: &Rc<Driver<Self>>, event: Event<Parcel>) {
        if matches!(event, Event::Open) && self.listeners.open.is_empty() {
            // Only streams hear of it, which wake their tasks. A message does the same uncaught,
            // and catching has its price.
            return self.tell(driver, event);
        }
        // Callbacks are caught one by one. What else is thrown, by a task that another executor
        // runs when it is woken, would keep the events after this one from being told.
        reported(|| self.tell(driver, event));
    }
}

impl RustFace {
    fn tell(&self, driver: &Driver<Self>, event: Event<Parcel>) {
        let listeners = &self.listeners;
        match event {
            Event::Open => {
                self.gave_up.set(false);
                if listeners.hear_of_open() {
                    listeners.tell(ClientEvent::Open(opened(driver)));
                }
            }
            Event::Error => {
                let failure = self.failure.take().unwrap_or(ConnectionError::Failed);
                listeners.tell(ClientEvent::Error(failure));
            }
            Event::Close { close, will_reconnect, .. } => {
                let closed = Closed {
                    code: close.code,
                    reason: close.reason,
                    was_clean: close.was_clean,
                    will_reconnect,
                };
                self.waiters.ends.record_close(closed.clone());
                listeners.tell(ClientEvent::Close(closed));
            }
            Event::Reconnecting { retry, delay, cause } => {
                let reconnecting = Reconnecting { retry, delay, cause };
                listeners.tell(ClientEvent::Reconnecting(reconnecting));
            }
            Event::Drain => listeners.tell(ClientEvent::Drain),
            Event::Drop { payload, reason } => {
                let message = payload.settle(Fate::Dropped(reason));
                listeners.tell(ClientEvent::Drop(Dropped { message, reason }));
            }
            Event::End { cause } => {
                self.waiters.ends.record(cause, driver.has_sent_all());
                listeners.tell(ClientEvent::End(cause));
            }
        }
    }
}

impl WebFace for RustFace {
    fn is_reader(&self) -> bool {
        !self.listeners.message.is_empty()
    }

    fn reply_size(&self) -> Option<f64> {
        self.heartbeat.as_ref().and_then(|heartbeat| heartbeat.pong_size)
    }

    fn is_reply(&self, received: &Received) -> bool {
        self.heartbeat.as_ref().is_some_and(|heartbeat| heartbeat.is_pong(received))
    }

    fn read_reason(&self, reason: JsValue) -> String {
        reason.as_string().unwrap_or_default()
    }

    fn receive(&self, received: Received) {
        if let Some(message) = message_of(received) {
            self.listeners.message.call_through(message);
        }
    }
}

/// What the server agreed to for the connection there is.
pub(super) fn opened(driver: &Driver<RustFace>) -> Opened {
    let text = |read: fn(&WebSocket) -> JsValue| {
        driver.socket().and_then(|socket| read(&socket).as_string()).unwrap_or_default()
    };
    Opened { protocol: text(WebSocket::protocol), extensions: text(WebSocket::extensions) }
}

fn send(socket: &WebSocket, message: &Message) -> Result<(), JsValue> {
    match message {
        Message::Text(text) => socket.send_text(text),
        // A view of shared memory can't be sent.
        #[cfg(target_feature = "atomics")]
        Message::Binary(bytes) => socket.send(&Uint8Array::from(&bytes[..])),
        #[cfg(not(target_feature = "atomics"))]
        Message::Binary(bytes) => socket.send_bytes(bytes),
        Message::Blob(blob) => socket.send(blob),
    }
}

/// Browsers give nothing but these three types.
fn message_of(received: Received) -> Option<Message> {
    match received {
        Received::Text(text) => Some(Message::Text(text.string)),
        Received::Bytes(bytes) => Some(Message::Binary(bytes)),
        Received::Blob(blob) => Some(Message::Blob(blob)),
        Received::Other => None,
    }
}
