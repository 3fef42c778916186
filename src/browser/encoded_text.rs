//! Long text into memory as the browser encodes it, whatever its alphabet.

use super::text::JsText;
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

    #[wasm_bindgen(method, js_name = slice)]
    fn slice_from(this: &JsText, start: u32) -> JsValue;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// A string of so many code units.
pub fn encoded_text(value: &JsValue, units: usize) -> Option<String> {
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
