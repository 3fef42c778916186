//! web-sys without any library, given no more than 256 KB ahead until it was given 10 MiB, with a look
//! each millisecond. The least that an upload can take whose messages wait in memory.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{self, Future};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Function;
use sockline_bench::{Contestant, Failed, Raw, Tally};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::WebSocket;

/// The most that Sockline hands over to a link that has shown nothing yet.
const WINDOW: usize = 256_000;

/// What it is given until the link counts as known.
const UNKNOWN: usize = 10_485_760;

/// As soon as a timer may, which browsers hold back if it is set by another.
const LATER: &str =
    "setTimeout(() => (globalThis.scheduler?.postTask ? scheduler.postTask(run) : run()), 1)";

fn main() {
    sockline_bench::enter::<Held>();
}

struct Held {
    raw: Raw,
    backlog: Rc<RefCell<Backlog>>,
    later: Function,
    run: Closure<dyn Fn()>,
}

enum Message {
    Text(String),
    Binary(Vec<u8>),
}

#[derive(Default)]
struct Backlog {
    waiting: VecDeque<Message>,
    given: usize,
}

impl Backlog {
    /// Whether something has to wait.
    fn hand_over(&mut self, socket: &WebSocket) -> Result<bool, Failed> {
        // Within a task nothing leaves the buffer.
        let mut buffered = if self.given < UNKNOWN { socket.buffered_amount() as usize } else { 0 };
        while let Some(message) = self.waiting.front() {
            let bytes = match message {
                Message::Text(text) => text.len(),
                Message::Binary(bytes) => bytes.len(),
            };
            if self.given < UNKNOWN && buffered > 0 && buffered + bytes > WINDOW {
                return Ok(true);
            }
            let sent = match message {
                Message::Text(text) => socket.send_with_str(text),
                Message::Binary(bytes) => socket.send_with_u8_array(bytes),
            };
            sent.map_err(|_| Failed)?;
            self.given += bytes;
            buffered += bytes;
            self.waiting.pop_front();
        }
        Ok(false)
    }
}

impl Held {
    fn send(&self, message: Message) -> Result<(), Failed> {
        let mut backlog = self.backlog.borrow_mut();
        backlog.waiting.push_back(message);
        if backlog.waiting.len() == 1 && backlog.hand_over(self.raw.socket())? {
            look_later(&self.later, self.run.as_ref())?;
        }
        Ok(())
    }
}

fn look_later(later: &Function, run: &JsValue) -> Result<(), Failed> {
    later.call1(&JsValue::NULL, run).map(drop).map_err(|_| Failed)
}

impl Contestant for Held {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let raw = Raw::connect(url, tally).await?;
        let backlog = Rc::new(RefCell::new(Backlog::default()));
        let later = Function::new_with_args("run", LATER);
        let run = Rc::new(RefCell::new(JsValue::UNDEFINED));
        let closure = {
            let (socket, backlog) = (raw.socket().clone(), backlog.clone());
            let (later, run) = (later.clone(), run.clone());
            Closure::<dyn Fn()>::new(move || {
                if let Ok(true) = backlog.borrow_mut().hand_over(&socket) {
                    // Whoever waits for the upload notices if this fails.
                    let _ = look_later(&later, &run.borrow());
                }
            })
        };
        run.replace(closure.as_ref().clone());
        Ok(Self { raw, backlog, later, run: closure })
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.send(Message::Text(text)))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.send(Message::Binary(bytes)))
    }
}
