//! Text across the border.
//!
//! Into memory, the glue of wasm-bindgen reads a string character by character
//! up to the first that is not ASCII. `encodeInto` fills a buffer at once: the
//! bench's "receive 4 KB text" has it beside raw web-sys, which takes the glue.
//!
//! Out of it, the glue decodes a buffer at once, by `TextDecoder`. That has a
//! price before it comes to the first character, higher than all else that
//! sending a short text takes. So a short one crosses the border as arguments of
//! `String.fromCharCode`. And the glue makes a view of the memory for each text, where a
//! view that is kept does.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    /// Writes as many characters as fit, none of them in part.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsValue, buffer: &mut [u8]) -> Progress;

    /// How far the encoder came.
    type Progress;

    /// In code units of the text.
    #[wasm_bindgen(method, getter)]
    fn read(this: &Progress) -> u32;

    /// In bytes of the buffer.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Progress) -> u32;

    pub(super) type JsText;

    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &JsText) -> u32;

    #[wasm_bindgen(method, js_name = slice)]
    fn slice_from(this: &JsText, start: u32) -> JsValue;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// Up to about this many code units the glue's loop is as fast, because a call
/// of `encodeInto` with a view of the memory has a price of its own.
pub(super) const SHORT: usize = 256;

/// A string in memory. Unpaired surrogates are U+FFFD.
#[derive(Debug)]
pub struct Text {
    /// The string.
    pub string: String,
    /// The UTF-16 code units that it had.
    pub units: usize,
}

impl Text {
    /// The text, if the value is a string, which may be a long one.
    pub fn read(value: &JsValue) -> Option<Self> {
        if !value.is_string() {
            return None;
        }
        let units = value.unchecked_ref::<JsText>().length() as usize;
        // `encodeInto` does not write into shared memory.
        let string = if cfg!(target_feature = "atomics") || units <= SHORT {
            value.as_string()
        } else {
            read_long(value, units)
        };
        string.map(|string| Self { string, units })
    }

    /// The same in the way that is fast for a short one.
    pub fn read_short(value: &JsValue) -> Option<Self> {
        value.as_string().map(|string| Self { units: utf16_units(&string), string })
    }
}

fn utf16_units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn read_long(value: &JsValue, units: usize) -> Option<String> {
    // ASCII takes one byte for each code unit. Of other text so much is encoded as
    // fits, and only the rest needs more room.
    let mut bytes = vec![0; units];
    let progress = encode(value, &mut bytes);
    if (progress.read() as usize) < units {
        append_rest(value, units, &progress, &mut bytes);
    }
    // Looks at each byte once more, because no other way is safe.
    String::from_utf8(bytes).ok()
}

/// Encodes what found no room. A code unit takes at most three bytes, and a pair
/// of them four.
fn append_rest(value: &JsValue, units: usize, progress: &Progress, bytes: &mut Vec<u8>) {
    let (read, written) = (progress.read(), progress.written() as usize);
    let rest = value.unchecked_ref::<JsText>().slice_from(read);
    bytes.resize(written + (units - read as usize) * 3, 0);
    let progress = encode(&rest, &mut bytes[written..]);
    bytes.truncate(written + progress.written() as usize);
    bytes.shrink_to_fit();
}

fn encode(value: &JsValue, buffer: &mut [u8]) -> Progress {
    ENCODER.with(|encoder| encoder.encode_into(value, buffer))
}
