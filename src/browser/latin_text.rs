//! Long text into memory by way of Base64, where no character is beyond Latin-1.
//!
//! Browsers encode UTF-8 one character after another, and Base64 many at once: there and back
//! takes Chromium half as long as `encodeInto`, and WebKit a ninth. Gecko does it the other way
//! round.

use std::cell::Cell;
use std::ops::RangeInclusive;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Throws at a character beyond Latin-1.
    #[wasm_bindgen(catch)]
    fn btoa(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Uint8Array, js_name = "prototype.setFromBase64.call")]
    fn set_from_base64(to: &mut [u8], base64: &JsValue);

    type Prototype;

    #[wasm_bindgen(thread_local_v2, js_namespace = Uint8Array, js_name = prototype)]
    static PROTOTYPE: Prototype;

    #[wasm_bindgen(method, getter, js_name = setFromBase64)]
    fn set_from_base64_if_any(this: &Prototype) -> JsValue;

    // Gecko's alone.
    #[wasm_bindgen(thread_local_v2, js_name = InternalError)]
    static GECKOS_ERROR: Option<JsValue>;
}

/// Shorter texts gain nothing, and longer ones make Chromium allocate what takes longer.
const UNITS: RangeInclusive<usize> = 1_024..=524_288;

/// What `btoa` reads and throws at is read in vain. Where alphabets are mixed it happens to one
/// text in so many at most.
const TAKEN_FOR_WIDE: u32 = 256;

thread_local! {
    static IS_FASTER: bool = is_faster();

    /// So many more texts are taken for ones that have characters beyond Latin-1.
    static WIDE: Cell<u32> = const { Cell::new(0) };
}

fn is_faster() -> bool {
    let has_it = PROTOTYPE.with(|prototype| prototype.set_from_base64_if_any().is_function());
    has_it && GECKOS_ERROR.with(Option::is_none)
}

/// A string of so many code units. `None` if another way is faster, or seems so.
pub(super) fn latin_text_if_faster(value: &JsValue, units: usize) -> Option<String> {
    if !UNITS.contains(&units) || !IS_FASTER.with(|it| *it) {
        return None;
    }
    let wide = WIDE.get();
    if wide > 0 {
        WIDE.set(wide - 1);
        return None;
    }
    let text = latin_text(value, units);
    if text.is_none() {
        WIDE.set(TAKEN_FOR_WIDE);
    }
    text
}

/// A string of so many code units. `None` if it has characters beyond Latin-1.
pub fn latin_text(value: &JsValue, units: usize) -> Option<String> {
    let base64 = btoa(value).ok()?;
    let mut bytes = vec![0; units];
    set_from_base64(&mut bytes, &base64);
    if is_ascii(&bytes) {
        // Looks at each byte once more, because no other way is safe.
        return String::from_utf8(bytes).ok();
    }
    Some(bytes.iter().map(|byte| char::from(*byte)).collect())
}

/// Of the standard library's way half as many steps.
fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks();
    let seen = words.iter().fold(0, |seen, word| seen | u64::from_ne_bytes(*word));
    seen & 0x8080_8080_8080_8080 == 0 && rest.is_ascii()
}
