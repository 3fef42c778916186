//! Short text out of memory.

use super::text::JsText;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method)]
    fn slice(this: &JsText, start: u32, end: u32) -> JsValue;
}

#[rustfmt::skip]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = String, js_name = fromCharCode)]
    fn from_codes(
        a0: i32, a1: i32, a2: i32, a3: i32, a4: i32, a5: i32, a6: i32, a7: i32,
        b0: i32, b1: i32, b2: i32, b3: i32, b4: i32, b5: i32, b6: i32, b7: i32,
        c0: i32, c1: i32, c2: i32, c3: i32, c4: i32, c5: i32, c6: i32, c7: i32,
        d0: i32, d1: i32, d2: i32, d3: i32, d4: i32, d5: i32, d6: i32, d7: i32,
    ) -> JsText;
}

/// As many as [`from_codes`] takes.
const CODES: usize = 32;

/// A short ASCII text as a JavaScript string; `None` for any other, which the
/// glue does best.
pub(super) fn short_text(text: &str) -> Option<JsValue> {
    if text.len() > CODES || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; CODES];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    let [a, b, c, d] = std::array::from_fn(|row| {
        std::array::from_fn::<i32, 8, _>(|column| bytes[row * 8 + column].into())
    });
    #[rustfmt::skip]
    let padded = from_codes(
        a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7],
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
        c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7],
        d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7],
    );
    if text.len() == CODES {
        return Some(padded.into());
    }
    Some(padded.slice(0, text.len() as u32))
}
