//! A browser as the driver's platform.

use super::handlers::Handlers;
use super::timeout::{self, Timeout};
use super::web_socket::WebSocket;
use super::{clock, page};
use crate::driver::{Platform, Transmission};
use js_sys::Function;
use std::cell::OnceCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// A window or a worker.
#[derive(Debug)]
pub struct Web {
    timeout: Timeout,
    handlers: OnceCell<Handlers>,
}

impl Default for Web {
    fn default() -> Self {
        Self { timeout: Timeout::new(), handlers: OnceCell::new() }
    }
}

impl Web {
    /// Has the browser call these handlers, from the first use on.
    pub fn connect(&self, handlers: Handlers) {
        // Set once: a face makes its handlers with its driver.
        let _ = self.handlers.set(handlers);
    }

    /// Has a socket's events reach the driver.
    pub fn attach(&self, socket: &WebSocket) {
        if let Some(handlers) = self.handlers.get() {
            let other = Some(function(&handlers.other));
            socket.set_onopen(other);
            socket.set_onmessage(Some(function(&handlers.message)));
            socket.set_onerror(other);
            socket.set_onclose(other);
        }
    }

    /// Sends through a socket that may have begun to close.
    pub fn transmit(
        socket: &WebSocket,
        send: impl FnOnce(&WebSocket) -> Result<(), JsValue>,
    ) -> Transmission {
        if !socket.is_open() {
            return Transmission::NotOpen;
        }
        match send(socket) {
            Ok(()) => Transmission::Taken { buffered: socket.buffered_amount() },
            Err(_) => Transmission::Refused,
        }
    }
}

impl Platform for Web {
    /// Counted here: another handle to a JavaScript object costs as much as a
    /// call across the border.
    type Socket = Rc<WebSocket>;

    fn now(&self) -> f64 {
        clock::monotonic_now()
    }

    fn wall_clock(&self) -> f64 {
        clock::wall_at_last_reading()
    }

    fn arm(&self, delay: f64) {
        if let Some(handlers) = self.handlers.get() {
            self.timeout.set(function(&handlers.other), delay);
        }
    }

    fn disarm(&self) {
        self.timeout.clear();
    }

    fn soon(&self) {
        if let Some(handlers) = self.handlers.get() {
            timeout::soon(function(&*handlers.told));
        }
    }

    fn listen(&self, is_listening: bool) {
        if let Some(handlers) = self.handlers.get() {
            if is_listening {
                page::listen_to_page(&handlers.page);
            } else {
                page::unlisten_to_page(&handlers.page);
            }
        }
    }

    fn is_online(&self) -> bool {
        page::is_online()
    }

    fn is_visible(&self) -> bool {
        page::is_visible()
    }

    fn buffered(&self, socket: &Rc<WebSocket>) -> f64 {
        socket.buffered_amount()
    }

    fn discard(&self, socket: &Rc<WebSocket>) {
        socket.detach();
        let _ = socket.close();
    }
}

pub(super) fn function<H: AsRef<JsValue>>(handler: &H) -> &Function {
    handler.as_ref().unchecked_ref()
}
