//! What a message event brings.

use super::text::read_known;
use js_sys::{ArrayBuffer, Uint8Array};
use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    // Null, which no browser gives, throws when it is asked for anything.
    type JsData;

    /// Only strings have it, of what browsers give.
    #[wasm_bindgen(method, getter, catch, js_name = length)]
    fn text_length(this: &JsData) -> Result<Option<u32>, JsValue>;

    /// Only buffers have it.
    #[wasm_bindgen(method, getter, catch, js_name = byteLength)]
    fn byte_length(this: &JsData) -> Result<Option<u32>, JsValue>;

    /// Gives an object back, of whose bytes the glue makes a vector. js-sys' `to_vec`
    /// asks three times for their number first.
    #[wasm_bindgen(js_name = Object)]
    fn bytes_of(view: &Uint8Array) -> Vec<u8>;
}

/// A message as the browser gives it, of which nothing was copied yet.
///
/// Every question to a JavaScript value crosses the border, so each is asked
/// once.
#[derive(Debug)]
pub enum Received {
    /// A text frame.
    Text(ReceivedText),
    /// A binary frame in JavaScript's memory.
    Buffer(ReceivedBuffer),
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

/// A buffer of known length.
#[derive(Debug)]
pub struct ReceivedBuffer {
    buffer: ArrayBuffer,
    length: u32,
}

thread_local! {
    /// Whether a buffer came last, and not a text: the next one will mostly be the same.
    static EXPECTS_BUFFER: Cell<bool> = const { Cell::new(false) };
}

impl Received {
    pub(super) fn new(data: JsValue) -> Self {
        if EXPECTS_BUFFER.get() {
            Self::buffer(data).or_else(Self::text)
        } else {
            Self::text(data).or_else(Self::buffer)
        }
        .unwrap_or_else(|data| data.dyn_into().map_or_else(Self::Other, Self::Blob))
    }

    fn text(data: JsValue) -> Result<Self, JsValue> {
        let Ok(Some(length)) = data.unchecked_ref::<JsData>().text_length() else {
            return Err(data);
        };
        EXPECTS_BUFFER.set(false);
        Ok(Self::Text(ReceivedText { text: data, length }))
    }

    fn buffer(data: JsValue) -> Result<Self, JsValue> {
        let Ok(Some(length)) = data.unchecked_ref::<JsData>().byte_length() else {
            return Err(data);
        };
        EXPECTS_BUFFER.set(true);
        Ok(Self::Buffer(ReceivedBuffer { buffer: data.unchecked_into(), length }))
    }

    /// Its size. Text counts in UTF-16 code units: encoding every message again
    /// only to count it would cost more than receiving it.
    pub(super) fn size(&self) -> f64 {
        match self {
            Self::Text(text) => text.length.into(),
            Self::Buffer(buffer) => buffer.length.into(),
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

impl ReceivedBuffer {
    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.length as usize
    }

    /// The bytes in memory.
    pub fn read(&self) -> Vec<u8> {
        if self.length == 0 { Vec::new() } else { bytes_of(&Uint8Array::new(&self.buffer)) }
    }
}
