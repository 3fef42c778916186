//! What binary messages arrive as.

use crate::browser::WebSocket;
use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;

/// What binary messages arrive as. Sending is not affected.
///
/// ```
/// assert_eq!(sockline::BinaryType::default(), sockline::BinaryType::ArrayBuffer);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BinaryType {
    /// [`Message::Binary`](super::Message::Binary): copied into the program's
    /// memory on arrival. The default, because Rust code mostly wants bytes.
    #[default]
    ArrayBuffer,
    /// [`Message::Blob`](super::Message::Blob): a handle, whose bytes the
    /// browser may keep outside memory. For large files that are only passed
    /// on, to a download or an image for example.
    Blob,
}

// rustfmt would take the texts away.
#[rustfmt::skip]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static ARRAY_BUFFER: JsString = "arraybuffer";

    #[wasm_bindgen(thread_local_v2, static_string)]
    static BLOB: JsString = "blob";
}

impl BinaryType {
    /// What arrives through this socket from now on.
    pub(super) fn apply_to(self, socket: &WebSocket) {
        let name = match self {
            Self::ArrayBuffer => &ARRAY_BUFFER,
            Self::Blob => &BLOB,
        };
        name.with(|name| socket.set_binary_type(name));
    }
}
