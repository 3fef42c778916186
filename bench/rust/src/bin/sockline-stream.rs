//! Sockline: a stream, and a sink that waits for room.

use std::sync::Arc;

use futures::{SinkExt, StreamExt};
use sockline::{Client, ClientEvent, Message, MessageSink};
use sockline_bench::{Contestant, Failed, Reading, Tally};

fn main() {
    sockline_bench::enter::<Sockline>();
}

struct Sockline {
    sink: MessageSink,
    _reading: Reading,
}

impl Contestant for Sockline {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let client = Client::builder(url).connect().map_err(|_| Failed)?;
        let mut messages = client.messages();
        let reading = Reading::spawn(async move {
            while let Some(message) = messages.next().await {
                tally.add(message.size());
            }
        });
        let mut events = client.events();
        while let Some(event) = events.next().await {
            if let ClientEvent::Open(_) = event {
                return Ok(Self { sink: client.sink(), _reading: reading });
            }
        }
        Err(Failed)
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.sink.send(Message::Text(text)).await.map_err(|_| Failed)
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.sink.send(Message::Binary(bytes)).await.map_err(|_| Failed)
    }
}
