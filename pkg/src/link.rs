//! What WebAssembly calls in JavaScript.

use sockline::browser::{MessageEvent, WebSocket};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// `Link` of `pkg/face/link.js`. Its methods may throw, and nothing here
    /// may be left half done if they do, hence `catch` everywhere.
    #[derive(Clone, Debug)]
    pub type Link;

    /// 0 ready, 1 pending, 2 failed.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn resolve(this: &Link) -> Result<u8, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn connect(this: &Link) -> Result<WebSocket, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn ping(this: &Link, socket: &WebSocket) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = isReply)]
    pub(crate) fn is_reply(this: &Link, data: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn decide(
        this: &Link,
        code: u16,
        reason: &JsValue,
        was_clean: bool,
        retries: u32,
        default: bool,
    ) -> Result<bool, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn opened(this: &Link) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn message(this: &Link, event: &MessageEvent, data: &JsValue)
    -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn failed(this: &Link) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn closed(
        this: &Link,
        code: u16,
        reason: &JsValue,
        was_clean: bool,
        will_reconnect: bool,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn reconnecting(
        this: &Link,
        retry: u32,
        delay: f64,
        cause: u8,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn drained(this: &Link) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn dropped(this: &Link, data: &JsValue, reason: u8) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(crate) fn ended(this: &Link, cause: u8) -> Result<(), JsValue>;

    /// The queue has room, or has drained, as [`Core::watch`] asked.
    ///
    /// [`Core::watch`]: crate::core::Core::watch
    #[wasm_bindgen(method, catch)]
    pub(crate) fn noticed(this: &Link, what: u8) -> Result<(), JsValue>;
}
