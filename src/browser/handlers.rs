//! The functions that the browser calls.

use super::clock;
use super::page::PageHandler;
use super::received::{Received, size_of};
use super::timeout;
use super::web::Web;
use super::web_socket::{CloseEvent, MessageEvent};
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
    pub(super) open: Handler,
    pub(super) message: Handler,
    pub(super) error: Handler,
    pub(super) close: Handler,
    pub(super) timer: Handler,
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
            open: handler(weak, |driver, _| driver.on_socket(SocketChange::Opened)),
            message: handler(weak, |driver, event| on_message(driver, event.unchecked_ref())),
            error: handler(weak, |driver, _| driver.on_socket(SocketChange::Failed)),
            close: handler(weak, |driver, event| on_close(driver, event.unchecked_ref())),
            timer: handler(weak, |driver, _| {
                let weak = Rc::downgrade(driver);
                timeout::in_own_task(move || {
                    if let Some(driver) = weak.upgrade() {
                        clock::move_on();
                        driver.on_timer();
                    }
                });
            }),
            told: LazyCell::new(Box::new(move || handler(&for_told, |driver, _| driver.on_told()))),
            page: page_handler(weak.clone()),
        }
    }
}

fn on_message<F: WebFace>(driver: &Rc<Driver<F>>, event: &MessageEvent) {
    let data = event.data();
    let face = driver.face();
    if !face.is_reader() {
        return driver.on_message(size_of(&data), false, || ());
    }
    let received = Received::read(data);
    driver.on_message(received.size(), face.is_reply(&received), || face.receive(received));
}

fn on_close<F: WebFace>(driver: &Rc<Driver<F>>, event: &CloseEvent) {
    driver.on_close(Close {
        code: event.code(),
        reason: driver.face().read_reason(event.reason()),
        was_clean: event.was_clean(),
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
