//! The browser's `WebSocket`, with exact types.
//!
//! web-sys types `bufferedAmount` as `u32`, which wraps at 4 GiB, and wants a
//! method for each type of message where one that takes a handle does.

use super::kept_views::KeptViews;
use super::long_text::long_text;
use super::short_text::short_text;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// A `WebSocket` of the platform, or anything that behaves like one.
    #[derive(Clone, Debug)]
    pub type WebSocket;

    /// Begins to connect. `protocols` is a string, an array of strings, or
    /// `undefined`.
    #[wasm_bindgen(constructor, catch)]
    pub fn new(url: &JsValue, protocols: &JsValue) -> Result<WebSocket, JsValue>;

    #[wasm_bindgen(method, getter, js_name = bufferedAmount)]
    fn buffered_amount_if_any(this: &WebSocket) -> f64;

    /// 0 connecting, 1 open, 2 closing, 3 closed.
    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &WebSocket) -> u16;

    /// The subprotocol that the server chose.
    #[wasm_bindgen(method, getter)]
    pub fn protocol(this: &WebSocket) -> JsValue;

    /// The extensions in use.
    #[wasm_bindgen(method, getter)]
    pub fn extensions(this: &WebSocket) -> JsValue;

    /// What binary messages arrive as: `"blob"` or `"arraybuffer"`.
    #[wasm_bindgen(method, setter, js_name = binaryType)]
    pub fn set_binary_type(this: &WebSocket, binary_type: &JsValue);

    /// Sends a string, buffer, view or Blob.
    #[wasm_bindgen(method, catch)]
    pub fn send(this: &WebSocket, data: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = send)]
    fn send_str(this: &WebSocket, text: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = send)]
    fn send_view(this: &WebSocket, bytes: &[u8]) -> Result<(), JsValue>;

    /// Begins the closing handshake.
    #[wasm_bindgen(method, catch, js_name = close)]
    pub fn close(this: &WebSocket) -> Result<(), JsValue>;

    /// Begins the closing handshake with a code and a reason.
    #[wasm_bindgen(method, catch, js_name = close)]
    pub fn close_with(this: &WebSocket, code: u16, reason: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter, js_name = onopen)]
    pub(super) fn set_onopen(this: &WebSocket, handler: Option<&Function>);

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    pub(super) fn set_onmessage(this: &WebSocket, handler: Option<&Function>);

    #[wasm_bindgen(method, setter, js_name = onerror)]
    pub(super) fn set_onerror(this: &WebSocket, handler: Option<&Function>);

    #[wasm_bindgen(method, setter, js_name = onclose)]
    pub(super) fn set_onclose(this: &WebSocket, handler: Option<&Function>);

    /// A message from the server.
    #[derive(Clone, Debug)]
    pub type MessageEvent;

    /// A string, an `ArrayBuffer` or a `Blob`.
    #[wasm_bindgen(method, getter)]
    pub fn data(this: &MessageEvent) -> JsValue;

    /// A beginning, a failure or an end.
    #[derive(Clone, Debug)]
    pub type SocketEvent;

    /// The close code. Only the end has one.
    #[wasm_bindgen(method, getter, js_name = code)]
    pub fn code_if_closed(this: &SocketEvent) -> Option<u16>;

    /// The close reason, a string, of an end.
    #[wasm_bindgen(method, getter)]
    pub fn reason(this: &SocketEvent) -> JsValue;

    /// Whether the closing handshake completed, of an end.
    #[wasm_bindgen(method, getter, js_name = wasClean)]
    pub fn was_clean(this: &SocketEvent) -> bool;
}

thread_local! {
    static VIEWS: KeptViews = KeptViews::new();
}

/// `WebSocket.OPEN`.
const OPEN: u16 = 1;

impl WebSocket {
    /// Whether messages can be sent.
    pub fn is_open(&self) -> bool {
        self.ready_state() == OPEN
    }

    /// Sends text. The browser encodes it as UTF-8.
    pub fn send_text(&self, text: &str) -> Result<(), JsValue> {
        match short_text(text).or_else(|| long_text(text)) {
            Some(text) => self.send(&text),
            None => self.send_str(text),
        }
    }

    /// Sends bytes. The browser copies them before this returns.
    pub fn send_bytes(&self, bytes: &[u8]) -> Result<(), JsValue> {
        VIEWS
            .with(|views| views.show(bytes, |view| self.send(view)))
            .unwrap_or_else(|| self.send_view(bytes))
    }

    /// Bytes that `send` took and the network has not. workerd's sockets do not say, which is NaN
    /// here and would compare with nothing; with 0 the queue drains by time alone.
    pub fn buffered_amount(&self) -> f64 {
        let amount = self.buffered_amount_if_any();
        if amount > 0.0 { amount } else { 0.0 }
    }

    /// No event of this socket reaches a handler any more.
    pub(super) fn detach(&self) {
        self.set_onopen(None);
        self.set_onmessage(None);
        self.set_onerror(None);
        self.set_onclose(None);
    }
}
