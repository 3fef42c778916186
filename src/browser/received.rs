//! What a message event brings.

use super::text::{JsText, SHORT, Text};
use js_sys::{ArrayBuffer, Uint8Array};
use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    /// js-sys' `to_vec` asks three times for their number first.
    #[wasm_bindgen(js_namespace = Uint8Array, js_name = "prototype.set.call")]
    fn copy(to: &mut [u8], from: &Uint8Array);
}

/// A message in memory.
#[derive(Debug)]
pub enum Received {
    /// A text frame.
    Text(Text),
    /// A binary frame.
    Bytes(Vec<u8>),
    /// A binary frame as a handle.
    Blob(Blob),
    /// Nothing that a browser would give.
    Other,
}

/// What will come next is what came last, mostly. Every question to a JavaScript value
/// crosses the border, which takes longer than to copy a short message, so the first one
/// is to be the right one.
#[derive(Clone, Copy, Debug)]
enum Expected {
    ShortText,
    /// Text of which a long one was among the last; so many more are taken for long.
    LongText {
        more: u32,
    },
    Bytes,
    Blob,
}

/// A long text where a short one was expected takes half as long again to read. Where they
/// are mixed it happens to one in so many at most.
const TAKEN_FOR_LONG: u32 = 256;

thread_local! {
    static EXPECTED: Cell<Expected> = const { Cell::new(Expected::ShortText) };
}

impl Received {
    pub(super) fn read(data: JsValue) -> Self {
        let read = match EXPECTED.get() {
            Expected::ShortText => Self::short_text(data),
            Expected::LongText { more } => Self::long_text(data, more),
            Expected::Bytes => Self::bytes(data),
            Expected::Blob => Self::blob(data),
        };
        read.unwrap_or_else(Self::unexpected)
    }

    #[cold]
    fn unexpected(data: JsValue) -> Self {
        Self::bytes(data).or_else(Self::short_text).or_else(Self::blob).unwrap_or(Self::Other)
    }

    fn short_text(data: JsValue) -> Result<Self, JsValue> {
        Text::read_short(&data).map(|text| Self::text(text, 0)).ok_or(data)
    }

    fn long_text(data: JsValue, more: u32) -> Result<Self, JsValue> {
        Text::read(&data).map(|text| Self::text(text, more - 1)).ok_or(data)
    }

    fn text(text: Text, more: u32) -> Self {
        let more = if text.units > SHORT { TAKEN_FOR_LONG } else { more };
        EXPECTED.set(match more {
            0 => Expected::ShortText,
            more => Expected::LongText { more },
        });
        Self::Text(text)
    }

    fn bytes(data: JsValue) -> Result<Self, JsValue> {
        let buffer = data.dyn_into::<ArrayBuffer>()?;
        EXPECTED.set(Expected::Bytes);
        let mut bytes = vec![0; buffer.byte_length() as usize];
        copy(&mut bytes, &Uint8Array::new(&buffer));
        Ok(Self::Bytes(bytes))
    }

    fn blob(data: JsValue) -> Result<Self, JsValue> {
        let blob = data.dyn_into()?;
        EXPECTED.set(Expected::Blob);
        Ok(Self::Blob(blob))
    }

    /// [`size_of`] what was read.
    pub(super) fn size(&self) -> f64 {
        match self {
            Self::Text(text) => text.units as f64,
            Self::Bytes(bytes) => bytes.len() as f64,
            Self::Blob(blob) => blob.size(),
            Self::Other => 0.0,
        }
    }
}

/// The size of a message that is not read. Text counts in UTF-16 code units: encoding
/// every message only to count it would cost more than receiving it.
pub(super) fn size_of(data: &JsValue) -> f64 {
    if data.is_string() {
        return data.unchecked_ref::<JsText>().length().into();
    }
    match data.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => buffer.byte_length().into(),
        None => data.dyn_ref().map_or(0.0, Blob::size),
    }
}
