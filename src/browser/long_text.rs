//! Long text out of memory, through views that are kept.

use super::kept_views::KeptViews;
use js_sys::Uint8Array;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    #[wasm_bindgen(constructor)]
    fn new(label: &str, options: &DecoderOptions) -> TextDecoder;

    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    type DecoderOptions;

    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> DecoderOptions;

    #[wasm_bindgen(method, setter, js_name = ignoreBOM)]
    fn set_ignore_bom(this: &DecoderOptions, ignores: bool);
}

/// Safari's decoders fail after two gigabytes, of which the glue of wasm-bindgen
/// tells, and has another then.
const MOST: usize = 1 << 30;

struct Decoder {
    decoder: TextDecoder,
    decoded: usize,
}

impl Decoder {
    fn new() -> Self {
        let options = DecoderOptions::new();
        // One at the start of a text is part of the text.
        options.set_ignore_bom(true);
        Self { decoder: TextDecoder::new("utf-8", &options), decoded: 0 }
    }

    /// Replaces the decoder if these bytes would be too many for it.
    fn prepare_for(&mut self, bytes: usize) {
        if self.decoded + bytes > MOST {
            *self = Self::new();
        }
        self.decoded += bytes;
    }
}

thread_local! {
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
    static VIEWS: KeptViews = KeptViews::new();
}

/// A text as a JavaScript string. `None` if there is no view to be used again, and for
/// what no string can hold: the glue makes a view for each text, and an error.
pub(super) fn long_text(text: &str) -> Option<JsValue> {
    // Shared memory is decoded by nobody.
    if cfg!(target_feature = "atomics") {
        return None;
    }
    DECODER.with(|decoder| {
        let mut decoder = decoder.try_borrow_mut().ok()?;
        // Before there is a view, which a memory that grows leaves empty.
        decoder.prepare_for(text.len());
        let decode = |view: &Uint8Array| decoder.decoder.decode(view);
        VIEWS.with(|views| views.show(text.as_bytes(), decode))?.ok()
    })
}
