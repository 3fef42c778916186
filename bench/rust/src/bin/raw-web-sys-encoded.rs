//! web-sys without any library, which reads text by `TextEncoder.encodeInto` and looks whether that is
//! all of it, and UTF-8: the least that long text can take on its way into memory.

use std::future::Future;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Uint8Array};
use sockline_bench::{Contestant, Failed, Raw, Tally};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsValue, buffer: &mut [u8]) -> Progress;

    type Progress;

    #[wasm_bindgen(method, getter)]
    fn read(this: &Progress) -> usize;

    type Text;

    #[wasm_bindgen(method, getter)]
    fn length(this: &Text) -> usize;
}

fn main() {
    sockline_bench::enter::<Encoded>();
}

struct Encoded(Raw);

impl Contestant for Encoded {
    /// The bench's text is ASCII; other text would find no room, and have to go on.
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let encoder = TextEncoder::new();
        let raw = Raw::open(url, move |data| {
            if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
                return tally.add(Uint8Array::new(buffer).to_vec().len());
            }
            let length = data.unchecked_ref::<Text>().length();
            let mut bytes = vec![0; length];
            if encoder.encode_into(&data, &mut bytes).read() == length
                && let Ok(text) = String::from_utf8(bytes)
            {
                tally.add(text.len());
            }
        });
        raw.await.map(Self)
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        self.0.send_text(text)
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        self.0.send_binary(bytes)
    }
}
