//! The functions that the browser calls.

use super::clock;
use super::page::PageHandler;
use super::received::{Received, size_of};
use super::timeout;
use super::web::Web;
use super::web_socket::{MessageEvent, SocketEvent};
use crate::driver::{Driver, Face, SocketChange};
use crate::engine::{Close, Payload};
use std::cell::LazyCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// What a face makes of the browser's values.
pub trait WebFace: Face<Platform = Web> {
    /// Whether it wants to know what messages hold: nothing is copied for nobody.
    fn is_reader(&self) -> bool;

    /// The size of what answers a ping, for whom nobody else wants to know what messages
    /// hold. Text counts in UTF-16 code units.
    fn reply_size(&self) -> Option<f64>;

    /// Whether a received message answers a ping; such a message is not told.
    fn is_reply(&self, received: &Received) -> bool;

    /// Takes a close reason over from the browser.
    fn read_reason(&self, reason: JsValue) -> <Self::Payload as Payload>::Reason;

    /// Tells the user of a received message.
    fn receive(&self, received: Received);
}

/// Made once for the client's life. One type for all, so that they share their
/// glue.
#[derive(Debug)]
pub struct Handlers {
    pub(super) message: Handler,
    /// All that is no message: it takes the browser longer to make a function that
    /// WebAssembly is behind than to say of what an event tells.
    pub(super) other: Handler,
    /// Not needed before something is told later, or a burst begins.
    pub(super) told: LazyHandler,
    pub(super) page: PageHandler,
}

type Handler = Closure<dyn Fn(JsValue)>;
type LazyHandler = LazyCell<Handler, Box<dyn FnOnce() -> Handler>>;

impl Handlers {
    /// The handlers of a client, which keep it alive only while they run.
    pub fn new<F: WebFace>(driver: &Rc<Driver<F>>) -> Self {
        let weak = &Rc::downgrade(driver);
        let for_told = weak.clone();
        Self {
            message: handler(weak, |driver, event| on_message(driver, event.unchecked_ref())),
            other: handler(weak, on_other),
            told: LazyCell::new(Box::new(move || handler(&for_told, |driver, _| driver.on_told()))),
            page: page_handler(weak.clone()),
        }
    }
}

fn on_message<F: WebFace>(driver: &Rc<Driver<F>>, event: &MessageEvent) {
    let data = event.data();
    let face = driver.face();
    if !face.is_reader() {
        let size = size_of(&data);
        if face.reply_size() != Some(size) {
            return driver.on_message(size, false, || ());
        }
    }
    let received = Received::read(data);
    driver.on_message(received.size(), face.is_reply(&received), || face.receive(received));
}

fn on_other<F: WebFace>(driver: &Rc<Driver<F>>, event: &JsValue) {
    if event.is_undefined() {
        return on_timer(driver);
    }
    let event = event.unchecked_ref::<SocketEvent>();
    if let Some(code) = event.code_if_closed() {
        let reason = driver.face().read_reason(event.reason());
        return driver.on_close(Close { code, reason, was_clean: event.was_clean() });
    }
    // WHATWG WebSockets: a socket is closed before it tells that it has failed.
    let is_open = driver.socket().is_some_and(|socket| socket.is_open());
    driver.on_socket(if is_open { SocketChange::Opened } else { SocketChange::Failed });
}

fn on_timer<F: WebFace>(driver: &Rc<Driver<F>>) {
    let weak = Rc::downgrade(driver);
    timeout::in_own_task(move || {
        if let Some(driver) = weak.upgrade() {
            clock::move_on();
            driver.on_timer();
        }
    });
}

fn page_handler<F: WebFace>(driver: Weak<Driver<F>>) -> PageHandler {
    PageHandler::new(move || {
        if let Some(driver) = driver.upgrade() {
            driver.on_page();
        }
    })
}

fn handler<F: WebFace>(
    driver: &Weak<Driver<F>>,
    handle: impl Fn(&Rc<Driver<F>>, &JsValue) + 'static,
) -> Handler {
    let driver = driver.clone();
    Closure::new(move |event: JsValue| {
        if let Some(driver) = driver.upgrade() {
            handle(&driver, &event);
        }
    })
}
