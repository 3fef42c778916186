//! The page's view of a contestant.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::template::Template;
use crate::{Contestant, Failed, Tally};

/// An open connection of the program's contestant.
#[derive(Debug)]
#[wasm_bindgen]
pub struct Socket {
    runs: Box<dyn Runs>,
    tally: Arc<Tally>,
}

#[wasm_bindgen]
impl Socket {
    /// Resolves when it is open.
    ///
    /// # Errors
    ///
    /// The contestant has failed.
    pub async fn open(url: String) -> Result<Socket, JsValue> {
        let tally = Arc::new(Tally::default());
        let connect = CONNECT.get().ok_or(Failed)?;
        Ok(Self { runs: connect(url, tally.clone()).await?, tally })
    }

    /// Sends so many texts of that many bytes.
    ///
    /// # Errors
    ///
    /// The contestant has failed.
    #[wasm_bindgen(js_name = sendText)]
    pub async fn send_text(&mut self, bytes: usize, count: u32) -> Result<(), JsValue> {
        Ok(self.runs.send_text(bytes, count).await?)
    }

    /// Sends so many binary messages of that many bytes.
    ///
    /// # Errors
    ///
    /// The contestant has failed.
    #[wasm_bindgen(js_name = sendBinary)]
    pub async fn send_binary(&mut self, bytes: usize, count: u32) -> Result<(), JsValue> {
        Ok(self.runs.send_binary(bytes, count).await?)
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// The contestant has failed.
    pub async fn say(&mut self, text: String) -> Result<(), JsValue> {
        Ok(self.runs.say(text).await?)
    }

    /// Sends a text before all others that wait, where the library can.
    ///
    /// # Errors
    ///
    /// The contestant has failed.
    #[wasm_bindgen(js_name = sendUrgent)]
    pub async fn send_urgent(&mut self, text: String) -> Result<(), JsValue> {
        Ok(self.runs.send_urgent(text).await?)
    }

    /// Resolves when so many messages have arrived in all.
    pub fn reached(&self, goal: u32) -> Promise {
        let tally = self.tally.clone();
        future_to_promise(async move {
            tally.reached(goal).await;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// How many messages have arrived.
    #[wasm_bindgen(getter)]
    pub fn messages(&self) -> u32 {
        self.tally.messages()
    }

    /// How large they were in all, modulo 2³².
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> u32 {
        self.tally.bytes()
    }
}

/// Names the program's contestant.
pub fn enter<C: Contestant>() {
    CONNECT.set(Some(|url, tally| {
        Box::pin(async move {
            let contestant = C::connect(&url, tally).await?;
            Ok(Box::new(Entered(contestant)) as Box<dyn Runs>)
        })
    }));
}

type Connect = fn(String, Arc<Tally>) -> Run<'static, Box<dyn Runs>>;

thread_local! {
    static CONNECT: Cell<Option<Connect>> = const { Cell::new(None) };
}

type Run<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failed>> + 'a>>;

/// Whole runs of a contestant: what is dynamic is paid once for all messages of a run.
trait Runs: std::fmt::Debug {
    fn send_text(&mut self, bytes: usize, count: u32) -> Run<'_, ()>;
    fn send_binary(&mut self, bytes: usize, count: u32) -> Run<'_, ()>;
    fn say(&mut self, text: String) -> Run<'_, ()>;
    fn send_urgent(&mut self, text: String) -> Run<'_, ()>;
}

struct Entered<C>(C);

impl<C> std::fmt::Debug for Entered<C> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Entered").finish_non_exhaustive()
    }
}

impl<C: Contestant> Runs for Entered<C> {
    fn send_text(&mut self, bytes: usize, count: u32) -> Run<'_, ()> {
        Box::pin(async move {
            let template = Template::new(bytes);
            for _ in 0..count {
                self.0.send_text(template.text()).await?;
            }
            Ok(())
        })
    }

    fn send_binary(&mut self, bytes: usize, count: u32) -> Run<'_, ()> {
        Box::pin(async move {
            let template = Template::new(bytes);
            for _ in 0..count {
                self.0.send_binary(template.bytes()).await?;
            }
            Ok(())
        })
    }

    fn say(&mut self, text: String) -> Run<'_, ()> {
        Box::pin(self.0.send_text(text))
    }

    fn send_urgent(&mut self, text: String) -> Run<'_, ()> {
        Box::pin(self.0.send_urgent(text))
    }
}
