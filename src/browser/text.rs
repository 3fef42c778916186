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
const SHORT: usize = 256;

/// The text, if the value is a string.
pub fn read_text(value: &JsValue) -> Option<String> {
    if !value.is_string() {
        return None;
    }
    read_known(value, value.unchecked_ref::<JsText>().length() as usize)
}

/// The text of a string of so many code units.
pub(super) fn read_known(value: &JsValue, length: usize) -> Option<String> {
    // `encodeInto` does not write into shared memory.
    if cfg!(target_feature = "atomics") || length <= SHORT {
        return value.as_string();
    }
    // ASCII takes one byte for each code unit. Of other text so much is encoded as
    // fits, and only the rest needs more room.
    let mut bytes = vec![0; length];
    let progress = encode(value, &mut bytes);
    if (progress.read() as usize) < length {
        append_rest(value, length, &progress, &mut bytes);
    }
    // Looks at each byte once more, because no other way is safe.
    String::from_utf8(bytes).ok()
}

/// Encodes what found no room. A code unit takes at most three bytes, and a pair
/// of them four.
fn append_rest(value: &JsValue, length: usize, progress: &Progress, bytes: &mut Vec<u8>) {
    let (read, written) = (progress.read(), progress.written() as usize);
    let rest = value.unchecked_ref::<JsText>().slice_from(read);
    bytes.resize(written + (length - read as usize) * 3, 0);
    let progress = encode(&rest, &mut bytes[written..]);
    bytes.truncate(written + progress.written() as usize);
    bytes.shrink_to_fit();
}

fn encode(value: &JsValue, buffer: &mut [u8]) -> Progress {
    ENCODER.with(|encoder| encoder.encode_into(value, buffer))
}
