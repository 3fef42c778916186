//! web-sys without any library, which parses the URL before, gives an attempt up that takes long, and
//! hears of a loss. The least that opening a connection can take for a client that keeps it up, and
//! that tells a faulty URL from a server that can't be reached.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use sockline_bench::{Contestant, Failed, Raw, Tally};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &JsValue, delay: f64) -> f64;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timeout: f64);

    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &str) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &Url) -> String;
}

/// As long as Sockline gives an attempt, in milliseconds.
const CONNECT_DEADLINE: f64 = 10_000.0;

fn main() {
    sockline_bench::enter::<Watched>();
}

struct Watched {
    raw: Raw,
    timeout: f64,
    _on_deadline: Closure<dyn Fn()>,
    _on_loss: [Closure<dyn Fn(JsValue)>; 2],
}

impl Contestant for Watched {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let url = Url::new(url).map_err(|_| Failed)?.href();
        let is_lost = Rc::new(Cell::new(false));
        let late = is_lost.clone();
        let on_deadline = Closure::<dyn Fn()>::new(move || late.set(true));
        let timeout = set_timeout(on_deadline.as_ref(), CONNECT_DEADLINE);
        let raw = Raw::connect(&url, tally).await?;
        let on_loss = [is_lost.clone(), is_lost.clone()]
            .map(|is_lost| Closure::<dyn Fn(JsValue)>::new(move |_| is_lost.set(true)));
        let [on_error, on_close] = &on_loss;
        raw.socket().set_onerror(Some(on_error.as_ref().unchecked_ref()));
        raw.socket().set_onclose(Some(on_close.as_ref().unchecked_ref()));
        if is_lost.get() {
            return Err(Failed);
        }
        Ok(Self { raw, timeout, _on_deadline: on_deadline, _on_loss: on_loss })
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.raw.send_text(text).await
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.raw.send_binary(bytes).await
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        clear_timeout(self.timeout);
    }
}
