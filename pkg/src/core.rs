//! What JavaScript calls in WebAssembly.

use crate::face::{Message, NpmFace};
use crate::link::Link;
use crate::options;
use js_sys::Array;
use sockline::browser::{Driver, WebSocket};
use sockline::engine::{CloseError, CloseRequest, Priority, SendErrorKind, SendOptions};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// One client. Every method takes `&self` and may be called from inside any
/// handler.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Core {
    driver: Rc<Driver<NpmFace>>,
}

#[wasm_bindgen]
impl Core {
    /// An idle client.
    #[wasm_bindgen(constructor)]
    pub fn new(numbers: &[f64]) -> Self {
        Self { driver: Driver::new(options::read(numbers), NpmFace::default()) }
    }

    /// Tells `link` of everything until the client ends, and lets go of it
    /// then.
    pub fn hold(&self, link: Link) {
        self.driver.face().hold(link);
    }

    /// Connects anew, whatever is under way.
    pub fn reconnect(&self) {
        self.driver.reconnect();
    }

    /// The provider has settled.
    pub fn resolved(&self, is_ready: bool) {
        self.driver.resolved(self.driver.attempt(), is_ready);
    }

    /// 0 sent, 1 queued, 2 dropped, 3 full, 4 closed.
    pub fn send(&self, data: JsValue, bytes: usize, priority: u8, key: u32, ttl: f64) -> u8 {
        let options = SendOptions {
            priority: match priority {
                0 => Priority::High,
                1 => Priority::Normal,
                _ => Priority::Low,
            },
            key: (key != 0).then_some(key),
            ttl,
        };
        match self.driver.send(Message { data, bytes }, options) {
            Ok((_, outcome)) => outcome as u8,
            Err(error) => match error.kind {
                SendErrorKind::Full => 3,
                _ => 4,
            },
        }
    }

    /// 0 done, 1 invalid code, 2 reason too long.
    pub fn close(&self, code: Option<u16>, reason: JsValue, reason_bytes: usize) -> u8 {
        match CloseRequest::new(code, reason, reason_bytes) {
            Ok(request) => {
                self.driver.close(request);
                0
            }
            Err(CloseError::InvalidCode) => 1,
            Err(_) => 2,
        }
    }

    /// `State` as a number: idle, waiting, resolving, connecting, open,
    /// closing, closed.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> u8 {
        self.driver.state() as u8
    }

    /// Messages in the queue.
    #[wasm_bindgen(getter, js_name = queuedMessages)]
    pub fn queued_messages(&self) -> usize {
        self.driver.queued().0
    }

    /// Bytes in the queue.
    #[wasm_bindgen(getter, js_name = queuedBytes)]
    pub fn queued_bytes(&self) -> usize {
        self.driver.queued().1
    }

    /// Whether all messages have left the browser.
    #[wasm_bindgen(getter, js_name = isDrained)]
    pub fn is_drained(&self) -> bool {
        self.driver.is_drained()
    }

    /// Bytes that the browser holds.
    #[wasm_bindgen(getter)]
    pub fn buffered(&self) -> f64 {
        self.driver.browser_buffered()
    }

    /// The current attempt's socket.
    #[wasm_bindgen(getter)]
    pub fn socket(&self) -> Option<WebSocket> {
        self.driver.socket()
    }

    /// Empties the queue and gives its messages back.
    #[wasm_bindgen(js_name = clearQueue)]
    pub fn clear_queue(&self) -> Array {
        self.driver.clear_queue().into_iter().map(|message| message.data).collect()
    }

    /// Whether the condition that the bit `what` stands for holds; if not,
    /// asks for one call of `Link.noticed` when it does.
    pub fn watch(&self, what: u8) -> bool {
        let holds = self.driver.face().holding(&self.driver, what) == what;
        if !holds {
            let watches = &self.driver.face().watches;
            watches.set(watches.get() | what);
        }
        holds
    }

    /// Every figure of `Stats`, in the order of `pkg/face/stats.js`.
    pub fn stats(&self) -> Vec<f64> {
        let stats = self.driver.stats();
        let dropped = stats.dropped;
        vec![
            stats.attempts.into(),
            stats.connections.into(),
            stats.retries.into(),
            stats.messages_sent,
            stats.bytes_sent,
            stats.messages_received,
            stats.bytes_received,
            stats.messages_resent,
            dropped.overflow,
            dropped.expired,
            dropped.replaced,
            dropped.closed,
            dropped.unsent,
            dropped.unknown,
            dropped.refused,
            stats.round_trip.unwrap_or(f64::NAN),
            stats.smoothed_round_trip.unwrap_or(f64::NAN),
            stats.drain_rate,
            stats.window,
            stats.time_in_state,
        ]
    }
}
