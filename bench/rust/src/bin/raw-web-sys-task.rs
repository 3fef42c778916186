//! web-sys without any library, whose messages a task reads: a list and whoever waits for it. The least
//! that reading as a stream can take.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use js_sys::{ArrayBuffer, Uint8Array};
use sockline_bench::{Contestant, Failed, Raw, Reading, Tally};
use wasm_bindgen::{JsCast, JsValue};

fn main() {
    sockline_bench::enter::<Task>();
}

struct Task {
    raw: Raw,
    _reading: Reading,
}

/// As every library for Rust gives them: in memory.
enum Message {
    Text(String),
    Binary(Vec<u8>),
}

fn read(data: &JsValue) -> Option<Message> {
    match data.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Some(Message::Binary(Uint8Array::new(buffer).to_vec())),
        None => data.as_string().map(Message::Text),
    }
}

#[derive(Default)]
struct Inbox {
    messages: RefCell<VecDeque<Message>>,
    reader: Cell<Option<Waker>>,
}

impl Inbox {
    fn put(&self, message: Message) {
        self.messages.borrow_mut().push_back(message);
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    fn poll_take(&self, context: &Context<'_>) -> Poll<Message> {
        if let Some(message) = self.messages.borrow_mut().pop_front() {
            return Poll::Ready(message);
        }
        self.reader.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Contestant for Task {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let inbox = Rc::new(Inbox::default());
        let reader = inbox.clone();
        let reading = Reading::spawn(async move {
            loop {
                tally.add(match poll_fn(|context| reader.poll_take(context)).await {
                    Message::Text(text) => text.len(),
                    Message::Binary(bytes) => bytes.len(),
                });
            }
        });
        let raw = Raw::open(url, move |data| {
            if let Some(message) = read(&data) {
                inbox.put(message);
            }
        })
        .await?;
        Ok(Self { raw, _reading: reading })
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        self.raw.send_text(text)
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        self.raw.send_binary(bytes)
    }
}
