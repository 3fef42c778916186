//! tokio-tungstenite-wasm.

use std::sync::Arc;

use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use sockline_bench::{Contestant, Failed, Reading, Tally};
use tokio_tungstenite_wasm::{Message, WebSocketStream};

fn main() {
    sockline_bench::enter::<Tungstenite>();
}

struct Tungstenite {
    sink: SplitSink<WebSocketStream, Message>,
    _reading: Reading,
}

impl Contestant for Tungstenite {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let stream = tokio_tungstenite_wasm::connect(url).await.map_err(|_| Failed)?;
        let (sink, mut stream) = stream.split();
        let reading = Reading::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                tally.add(message.len());
            }
        });
        Ok(Self { sink, _reading: reading })
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.sink.send(Message::text(text)).await.map_err(|_| Failed)
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.sink.send(Message::binary(bytes)).await.map_err(|_| Failed)
    }
}
