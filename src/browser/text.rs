//! Text across the border.
//!
//! Into memory, the glue of wasm-bindgen reads a string character by character
//! up to the first that is not ASCII. `encodeInto` fills a buffer at once: the
//! bench's "receive 4 KB text" has it beside raw web-sys, which takes the glue.
//!
//! Out of it, the glue decodes a buffer at once, by `TextDecoder`. That has a
//! price before it comes to the first character, higher than all else that
//! sending a short text takes. So a short one crosses the border as arguments of
//! `String.fromCharCode`.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    /// Writes as many characters as fit, none of them in part. Its answer is
    /// not asked for: that would be an object with two properties to read.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsValue, buffer: &mut [u8]);

    pub(super) type JsText;

    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &JsText) -> u32;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// Up to about this many code units the glue's loop is as fast, because a call
/// of `encodeInto` with a view of the memory has a price of its own.
const SHORT: usize = 400;

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
    read_ascii(value, length).or_else(|| read_any(value, length))
}

/// The text if it is ASCII, which takes one byte for each code unit.
fn read_ascii(value: &JsValue, length: usize) -> Option<String> {
    let mut bytes = vec![UNUSED; length];
    ENCODER.with(|encoder| encoder.encode_into(value, &mut bytes));
    if bytes.is_ascii() { String::from_utf8(bytes).ok() } else { None }
}

/// Any text. A code unit takes at most three bytes, and a pair of them four.
fn read_any(value: &JsValue, length: usize) -> Option<String> {
    let mut bytes = vec![UNUSED; length * 3];
    ENCODER.with(|encoder| encoder.encode_into(value, &mut bytes));
    let end = bytes.iter().rposition(|byte| *byte != UNUSED).map_or(0, |last| last + 1);
    bytes.truncate(end);
    bytes.shrink_to_fit();
    String::from_utf8(bytes).ok()
}

/// No byte of UTF-8 (RFC 3629 §1), so that it shows where the text ends.
const UNUSED: u8 = 0xff;
