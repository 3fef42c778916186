//! What a message event brings.

use super::text::{JsText, read_known};
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

/// A message as the browser gives it, of which nothing was copied yet.
///
/// Every question to a JavaScript value crosses the border, so each is asked
/// once.
#[derive(Debug)]
pub enum Received {
    /// A text frame.
    Text(ReceivedText),
    /// A binary frame in JavaScript's memory.
    Buffer(ArrayBuffer),
    /// A binary frame as a handle.
    Blob(Blob),
    /// Nothing that a browser would give.
    Other(JsValue),
}

/// A string of known length.
#[derive(Debug)]
pub struct ReceivedText {
    text: JsValue,
    length: u32,
}

impl Received {
    pub(super) fn new(data: JsValue) -> Self {
        if data.is_string() {
            let length = data.unchecked_ref::<JsText>().length();
            return Self::Text(ReceivedText { text: data, length });
        }
        match data.dyn_into::<ArrayBuffer>() {
            Ok(buffer) => Self::Buffer(buffer),
            Err(data) => data.dyn_into().map_or_else(Self::Other, Self::Blob),
        }
    }

    /// Its size. Text counts in UTF-16 code units: encoding every message again
    /// only to count it would cost more than receiving it.
    pub(super) fn size(&self) -> f64 {
        match self {
            Self::Text(text) => text.length.into(),
            Self::Buffer(buffer) => buffer.byte_length().into(),
            Self::Blob(blob) => blob.size(),
            Self::Other(_) => 0.0,
        }
    }
}

impl ReceivedText {
    /// The string itself.
    pub fn as_js(&self) -> &JsValue {
        &self.text
    }

    /// The text in memory. Unpaired surrogates become U+FFFD.
    pub fn read(&self) -> Option<String> {
        read_known(&self.text, self.length as usize)
    }
}
