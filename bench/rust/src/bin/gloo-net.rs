//! gloo-net.

use std::sync::Arc;

use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt, future};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use sockline_bench::{Contestant, Failed, Reading, Tally};

fn main() {
    sockline_bench::enter::<Gloo>();
}

struct Gloo {
    sink: SplitSink<WebSocket, Message>,
    _reading: Reading,
}

impl Contestant for Gloo {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let (mut sink, mut stream) = WebSocket::open(url).map_err(|_| Failed)?.split();
        future::poll_fn(|context| sink.poll_ready_unpin(context)).await.map_err(|_| Failed)?;
        let reading = Reading::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                tally.add(match message {
                    Message::Text(text) => text.len(),
                    Message::Bytes(bytes) => bytes.len(),
                });
            }
        });
        Ok(Self { sink, _reading: reading })
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.sink.send(Message::Text(text)).await.map_err(|_| Failed)
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.sink.send(Message::Bytes(bytes)).await.map_err(|_| Failed)
    }
}
