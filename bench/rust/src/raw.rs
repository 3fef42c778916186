//! web-sys without any library, as its own example has it.

use std::future::{self, Future};
use std::sync::Arc;

use futures::channel::oneshot;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BinaryType, MessageEvent, WebSocket};

use crate::{Contestant, Failed, Tally};

/// A `WebSocket` of web-sys with its handlers.
#[derive(Debug)]
pub struct Raw {
    socket: WebSocket,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Raw {
    /// Opens a connection whose messages `receive` is given as the browser gives them.
    ///
    /// # Errors
    ///
    /// The browser takes no such URL. A connection that never opens is waited for without an end.
    pub async fn open(url: &str, receive: impl Fn(JsValue) + 'static) -> Result<Self, Failed> {
        let socket = WebSocket::new(url).map_err(|_| Failed)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on_message =
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receive(event.data()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let (opened, is_open) = oneshot::channel();
        let on_open = Closure::once_into_js(move || {
            let _ = opened.send(());
        });
        socket.set_onopen(Some(on_open.unchecked_ref()));
        is_open.await.map_err(|_| Failed)?;
        Ok(Self { socket, _on_message: on_message })
    }

    /// The socket itself.
    pub fn socket(&self) -> &WebSocket {
        &self.socket
    }
}

/// The browser would keep the socket open, of which Chromium allows no more than 255 at a time.
impl Drop for Raw {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        let _ = self.socket.close();
    }
}

impl Contestant for Raw {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        Self::open(url, move |data| tally.read(&data)).await
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.socket.send_with_str(&text).map_err(|_| Failed))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.socket.send_with_u8_array(&bytes).map_err(|_| Failed))
    }
}
