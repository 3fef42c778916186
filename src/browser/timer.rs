//! The one timer of a client.

use crate::engine::Time;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Node gives an object where browsers give a number.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, delay: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);

    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(handler: &Function);
}

/// Longer delays fire at once (HTML Standard: a timeout is a signed 32-bit
/// integer).
const MAX_DELAY: f64 = 2_147_483_647.0;

/// Arms at most one timeout, and leaves it armed when a later deadline would
/// do: an early timer finds nothing due and is set again, which costs less than
/// a new timeout for every message.
#[derive(Debug)]
pub(super) struct Timer {
    handle: RefCell<JsValue>,
    armed_for: Cell<Time>,
}

impl Timer {
    pub(super) fn new() -> Self {
        Self { handle: RefCell::new(JsValue::UNDEFINED), armed_for: Cell::new(Time::NEVER) }
    }

    pub(super) fn arm(&self, handler: &Function, now: Time, deadline: Time) {
        if self.armed_for.get() <= deadline {
            return;
        }
        self.disarm();
        let delay = deadline.since(now).ceil().clamp(0.0, MAX_DELAY);
        self.armed_for.set(deadline);
        self.handle.replace(set_timeout(handler, delay));
    }

    pub(super) fn disarm(&self) {
        if !self.armed_for.replace(Time::NEVER).is_never() {
            clear_timeout(&self.handle.replace(JsValue::UNDEFINED));
        }
    }

    /// The timeout has fired. Gives how late it came, in milliseconds.
    pub(super) fn fired(&self, now: Time) -> f64 {
        let armed_for = self.armed_for.replace(Time::NEVER);
        if armed_for.is_never() { 0.0 } else { now.since(armed_for) }
    }
}

/// Runs `handler` when the current JavaScript call stack is empty.
pub(super) fn soon(handler: &Function) {
    queue_microtask(handler);
}
