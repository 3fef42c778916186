//! Text across the border.
//!
//! Into memory, the glue of wasm-bindgen reads a string character by character
//! up to the first that is not ASCII. `encodeInto` fills a buffer at once, and so does Base64: the
//! bench's "receive 4 KB text" has them beside raw web-sys, which takes the glue.
//!
//! Out of it, the glue decodes a buffer at once, by `TextDecoder`. That has a
//! price before it comes to the first character, higher than all else that
//! sending a short text takes. So a short one crosses the border as arguments of
//! `String.fromCharCode`. And the glue makes a view of the memory for each text, where a
//! view that is kept does.

use super::encoded_text::encoded_text;
use super::latin_text::latin_text_if_faster;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    pub(super) type JsText;

    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &JsText) -> u32;
}

/// Up to about this many code units the glue's loop is as fast, because a call
/// that fills a buffer through a view of the memory has a price of its own.
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
            latin_text_if_faster(value, units).or_else(|| encoded_text(value, units))
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
