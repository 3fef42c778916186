//! web-sys without any library, which parses the URL before, gives an attempt up that takes long,
//! and hears of a loss: what a client can't do without that keeps a connection up, and that tells a
//! faulty URL from a server that can't be reached.

use std::cell::Cell;
use std::future::{self, Future};
use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use futures::channel::oneshot::{self, Sender};
use js_sys::{Function, JsString};
use sockline_bench::{Contestant, Failed, Tally};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, MessageEvent, WebSocket};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, delay: f64) -> f64;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timeout: f64);

    #[wasm_bindgen(js_name = URL)]
    type Url;

    #[wasm_bindgen(constructor, js_class = "URL", catch)]
    fn new(url: &str) -> Result<Url, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &Url) -> JsString;
}

/// As long as Sockline gives an attempt, in milliseconds.
const CONNECT_DEADLINE: f64 = 10_000.0;

fn main() {
    sockline_bench::enter::<Watched>();
}

type Handler = Closure<dyn Fn(JsValue)>;

struct Watched {
    socket: WebSocket,
    timeout: f64,
    _handlers: [Handler; 5],
}

impl Watched {
    /// Makes the socket, and has `opened` told that it is open, or dropped when it is lost.
    fn begin(url: &str, tally: Arc<Tally>, opened: Sender<()>) -> Result<Self, Failed> {
        black_box(Url::new(url).map_err(|_| Failed)?.href());
        let socket = WebSocket::new(url).map_err(|_| Failed)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = Rc::new(Cell::new(Some(opened)));
        let lost = [opened.clone(), opened.clone()];
        let on_open = Handler::new(move |_| {
            if let Some(opened) = opened.take() {
                let _ = opened.send(());
            }
        });
        let on_message = Handler::new(move |event: JsValue| {
            tally.read(&event.unchecked_ref::<MessageEvent>().data());
        });
        let [on_error, on_close] = lost.map(|lost| Handler::new(move |_| drop(lost.take())));
        let attempt = socket.clone();
        let on_deadline = Handler::new(move |_| {
            if attempt.ready_state() == WebSocket::CONNECTING {
                let _ = attempt.close();
            }
        });
        socket.set_onopen(Some(function(&on_open)));
        socket.set_onmessage(Some(function(&on_message)));
        socket.set_onerror(Some(function(&on_error)));
        socket.set_onclose(Some(function(&on_close)));
        let timeout = set_timeout(function(&on_deadline), CONNECT_DEADLINE);
        let handlers = [on_open, on_message, on_error, on_close, on_deadline];
        Ok(Self { socket, timeout, _handlers: handlers })
    }
}

fn function(handler: &Handler) -> &Function {
    handler.as_ref().unchecked_ref()
}

impl Contestant for Watched {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let (opened, is_open) = oneshot::channel();
        let watched = Self::begin(url, tally, opened)?;
        is_open.await.map_err(|_| Failed)?;
        Ok(watched)
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.socket.send_with_str(&text).map_err(|_| Failed))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.socket.send_with_u8_array(&bytes).map_err(|_| Failed))
    }
}

/// The browser would keep the socket open, and call handlers that are gone.
impl Drop for Watched {
    fn drop(&mut self) {
        clear_timeout(self.timeout);
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onerror(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
