//! What `raw-web-sys-watched` asks for, by a function in JavaScript that crosses the border once. A
//! library can't have one: `--target no-modules`, which bundlers use for workers, takes no snippets.

use std::sync::Arc;

use sockline_bench::{Contestant, Failed, Raw, Tally};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::WebSocket;

// What the function finds out has to be used, or it would not be asked for.
#[wasm_bindgen(inline_js = "
    export function transmit(socket, data) {
        try {
            const now = Date.now();
            if (socket.readyState !== 1) return -1;
            const before = socket.bufferedAmount;
            socket.send(data);
            return now > 0 ? socket.bufferedAmount : before;
        } catch {
            return -2;
        }
    }
")]
extern "C" {
    #[wasm_bindgen(js_name = transmit)]
    fn transmit_text(socket: &WebSocket, text: &str) -> f64;

    #[wasm_bindgen(js_name = transmit)]
    fn transmit_bytes(socket: &WebSocket, bytes: &[u8]) -> f64;
}

fn main() {
    sockline_bench::enter::<Watched>();
}

struct Watched(Raw);

impl Contestant for Watched {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        Raw::connect(url, tally).await.map(Self)
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        is_taken(transmit_text(self.0.socket(), &text))
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        is_taken(transmit_bytes(self.0.socket(), &bytes))
    }
}

fn is_taken(buffered: f64) -> Result<(), Failed> {
    if buffered < 0.0 { Err(Failed) } else { Ok(()) }
}
