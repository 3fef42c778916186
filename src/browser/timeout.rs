//! The timeout of a client, and the end of the call stack.

use js_sys::Function;
use std::cell::RefCell;
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

/// At most one timeout.
#[derive(Debug)]
pub(super) struct Timeout {
    handle: RefCell<JsValue>,
}

impl Timeout {
    pub(super) fn new() -> Self {
        Self { handle: RefCell::new(JsValue::UNDEFINED) }
    }

    pub(super) fn set(&self, handler: &Function, delay: f64) {
        self.clear();
        self.handle.replace(set_timeout(handler, delay));
    }

    pub(super) fn clear(&self) {
        // What has fired or was never set is cleared without effect.
        clear_timeout(&self.handle.replace(JsValue::UNDEFINED));
    }
}

/// Runs `handler` when the current JavaScript call stack is empty.
pub(super) fn soon(handler: &Function) {
    queue_microtask(handler);
}
