//! ewebsock, by its callback: its receiver is for programs that poll every frame.

use std::future::{self, Future};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use ewebsock::{Options, WsEvent, WsMessage, WsSender};
use futures::channel::oneshot;
use sockline_bench::{Contestant, Failed, Tally};

fn main() {
    sockline_bench::enter::<Ewebsock>();
}

struct Ewebsock {
    sender: WsSender,
}

impl Contestant for Ewebsock {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let (opened, is_open) = oneshot::channel();
        let opened = Mutex::new(Some(opened));
        let on_event = move |event| {
            match event {
                WsEvent::Message(WsMessage::Text(text)) => tally.add(text.len()),
                WsEvent::Message(WsMessage::Binary(bytes)) => tally.add(bytes.len()),
                WsEvent::Opened => {
                    let opened = opened.lock().unwrap_or_else(PoisonError::into_inner).take();
                    let _ = opened.map(|opened| opened.send(()));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        };
        let sender = ewebsock::ws_connect(url.to_owned(), Options::default(), Box::new(on_event))
            .map_err(|_| Failed)?;
        is_open.await.map_err(|_| Failed)?;
        Ok(Self { sender })
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        self.sender.send(WsMessage::Text(text));
        future::ready(Ok(()))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        self.sender.send(WsMessage::Binary(bytes));
        future::ready(Ok(()))
    }
}
