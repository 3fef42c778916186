//! web-sys without any library, which reads text by way of Base64 and looks whether it is ASCII, and
//! UTF-8: the least that long text can take on its way into Chromium's memory.

use std::future::Future;
use std::sync::Arc;

use js_sys::{ArrayBuffer, Uint8Array};
use sockline_bench::{Contestant, Failed, Raw, Tally};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn btoa(text: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Uint8Array, js_name = "prototype.setFromBase64.call")]
    fn set_from_base64(to: &mut [u8], base64: &JsValue);

    type Text;

    #[wasm_bindgen(method, getter)]
    fn length(this: &Text) -> usize;
}

fn main() {
    sockline_bench::enter::<Encoded>();
}

struct Encoded(Raw);

impl Contestant for Encoded {
    /// The bench's text is ASCII; other text would be Latin-1 then, or make `btoa` throw.
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let raw = Raw::open(url, move |data| {
            if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
                return tally.add(Uint8Array::new(buffer).to_vec().len());
            }
            let Ok(base64) = btoa(&data) else { return };
            let mut bytes = vec![0; data.unchecked_ref::<Text>().length()];
            set_from_base64(&mut bytes, &base64);
            if bytes.is_ascii()
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
