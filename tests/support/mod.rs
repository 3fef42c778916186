//! What every browser test of the Rust face needs: the companion server's
//! paths and commands, and events as futures.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

pub mod before_send;
pub mod held;
pub mod stub;
pub mod tasks;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use sockline::{Client, ClientEvent, Message, RetryConfig, Subscription};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    fn fetch(url: &str) -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(js_name = addEventListener)]
    fn listen(name: &str, listener: &Closure<dyn Fn()>);

    #[wasm_bindgen(js_name = removeEventListener)]
    fn unlisten(name: &str, listener: &Closure<dyn Fn()>);

    type Response;

    #[wasm_bindgen(method)]
    fn text(this: &Response) -> js_sys::Promise;
}

const PORT: &str = match option_env!("SOCKLINE_TEST_PORT") {
    Some(port) => port,
    None => "8797",
};

thread_local! {
    static LAST_SCOPE: Cell<u64> = Cell::new((js_sys::Math::random() * 1e15) as u64);
}

/// The server's own page of counters, logs and connections for one test.
pub struct Scope(u64);

impl Scope {
    pub fn new() -> Self {
        Self(LAST_SCOPE.with(|last| {
            last.set(last.get() + 1);
            last.get()
        }))
    }

    /// A WebSocket URL; `path` may bring a query.
    pub fn url(&self, path: &str) -> String {
        let separator = if path.contains('?') { '&' } else { '?' };
        format!("ws://127.0.0.1:{PORT}/{path}{separator}scope={}", self.0)
    }

    /// Gives the server a command and waits for its answer.
    pub async fn control(&self, command: &str) -> String {
        let separator = if command.contains('?') { '&' } else { '?' };
        let url = format!("http://127.0.0.1:{PORT}/control/{command}{separator}scope={}", self.0);
        let response = JsFuture::from(fetch(&url).unwrap()).await.unwrap();
        let response: Response = wasm_bindgen::JsCast::unchecked_into(response);
        JsFuture::from(response.text()).await.unwrap().as_string().unwrap()
    }

    /// Waits until the server has `count` connections open.
    pub async fn until_open(&self, count: usize) {
        self.until(&format!("\"open\":{count},")).await;
    }

    /// Waits until the server has accepted `count` connections.
    pub async fn until_accepted(&self, count: usize) {
        self.until(&format!("\"accepted\":{count},")).await;
    }

    async fn until(&self, counter: &str) {
        while !self.control("stats").await.contains(counter) {
            gloo_timers::future::TimeoutFuture::new(20).await;
        }
    }
}

/// Counts the errors that nobody caught.
pub struct Uncaught {
    count: Rc<Cell<u32>>,
    listener: Closure<dyn Fn()>,
}

impl Uncaught {
    pub fn watch() -> Self {
        let count = Rc::new(Cell::new(0));
        let counted = count.clone();
        let listener = Closure::new(move || counted.set(counted.get() + 1));
        listen("error", &listener);
        Self { count, listener }
    }

    pub fn count(&self) -> u32 {
        self.count.get()
    }
}

impl Drop for Uncaught {
    fn drop(&mut self) {
        unlisten("error", &self.listener);
    }
}

/// Everything that a client tells, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Open(String),
    Text(String),
    Binary(Vec<u8>),
    Blob(f64),
    Error,
    Close { code: u16, reason: String, was_clean: bool, will_reconnect: bool },
    Reconnecting(u32),
    Drain,
    Drop(String),
    End,
}

impl From<ClientEvent> for Told {
    fn from(event: ClientEvent) -> Self {
        match event {
            ClientEvent::Open(opened) => Self::Open(opened.protocol),
            ClientEvent::Error(_) => Self::Error,
            ClientEvent::Close(closed) => Self::Close {
                code: closed.code,
                reason: closed.reason,
                was_clean: closed.was_clean,
                will_reconnect: closed.will_reconnect,
            },
            ClientEvent::Reconnecting(event) => Self::Reconnecting(event.retry),
            ClientEvent::Drain => Self::Drain,
            ClientEvent::Drop(dropped) => {
                Self::Drop(dropped.message.as_text().unwrap_or("").to_owned())
            }
            ClientEvent::End(_) => Self::End,
            _ => panic!("an event that the tests do not know"),
        }
    }
}

/// Subscribes to everything.
pub struct Listener {
    told: UnboundedReceiver<Told>,
    _subscriptions: [Subscription; 8],
}

impl Listener {
    pub fn new(client: &Client) -> Self {
        let (sender, told) = unbounded();
        let tell = |sender: &UnboundedSender<Told>| {
            let sender = sender.clone();
            move |told| {
                let _ = sender.unbounded_send(told);
            }
        };
        let (open, message, error, close) =
            (tell(&sender), tell(&sender), tell(&sender), tell(&sender));
        let (reconnecting, drain, dropped, end) =
            (tell(&sender), tell(&sender), tell(&sender), tell(&sender));
        let subscriptions = [
            client.on_open(move |event| open(ClientEvent::Open(event).into())),
            client.on_message(move |event| {
                message(match event {
                    Message::Text(text) => Told::Text(text),
                    Message::Binary(bytes) => Told::Binary(bytes),
                    Message::Blob(blob) => Told::Blob(blob.size()),
                });
            }),
            client.on_error(move |event| error(ClientEvent::Error(event).into())),
            client.on_close(move |event| close(ClientEvent::Close(event).into())),
            client.on_reconnecting(move |event| {
                reconnecting(ClientEvent::Reconnecting(event).into());
            }),
            client.on_drain(move || drain(ClientEvent::Drain.into())),
            client.on_drop(move |event| dropped(ClientEvent::Drop(event).into())),
            client.on_end(move |event| end(ClientEvent::End(event).into())),
        ];
        Self { told, _subscriptions: subscriptions }
    }

    pub async fn next(&mut self) -> Told {
        self.told.next().await.unwrap()
    }

    /// The next thing told for which `pick` gives something.
    pub async fn find<T>(&mut self, pick: impl Fn(Told) -> Option<T>) -> T {
        loop {
            if let Some(found) = pick(self.next().await) {
                return found;
            }
        }
    }

    pub async fn open(&mut self) -> String {
        self.find(|told| match told {
            Told::Open(protocol) => Some(protocol),
            _ => None,
        })
        .await
    }

    pub async fn text(&mut self) -> String {
        self.find(|told| match told {
            Told::Text(text) => Some(text),
            _ => None,
        })
        .await
    }

    pub async fn binary(&mut self) -> Vec<u8> {
        self.find(|told| match told {
            Told::Binary(bytes) => Some(bytes),
            _ => None,
        })
        .await
    }

    pub async fn end(&mut self) {
        self.find(|told| (told == Told::End).then_some(())).await;
    }

    /// What was told and not yet asked for.
    pub fn rest(&mut self) -> Vec<Told> {
        let mut rest = Vec::new();
        while let Ok(told) = self.told.try_recv() {
            rest.push(told);
        }
        rest
    }
}

/// Short delays, so that a test of retrying is a test of order and not of
/// patience.
pub fn soon() -> RetryConfig {
    RetryConfig { base: 50.0, floor: 10.0, cap: 200.0, ..RetryConfig::default() }
}

/// A client and its listener.
pub fn connect(url: String) -> (Client, Listener) {
    let client = Client::builder(url).retry(soon()).connect().unwrap();
    let listener = Listener::new(&client);
    (client, listener)
}
