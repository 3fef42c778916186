//! ws_stream_wasm.

use std::sync::Arc;

use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};
use sockline_bench::{Contestant, Failed, Reading, Tally};
use ws_stream_wasm::{WsMessage, WsMeta, WsStream};

fn main() {
    sockline_bench::enter::<WsStreamWasm>();
}

struct WsStreamWasm {
    sink: SplitSink<WsStream, WsMessage>,
    _meta: WsMeta,
    _reading: Reading,
}

impl Contestant for WsStreamWasm {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        let (meta, stream) = WsMeta::connect(url, None).await.map_err(|_| Failed)?;
        let (sink, mut stream) = stream.split();
        let reading = Reading::spawn(async move {
            while let Some(message) = stream.next().await {
                tally.add(message.as_ref().len());
            }
        });
        Ok(Self { sink, _meta: meta, _reading: reading })
    }

    async fn send_text(&mut self, text: String) -> Result<(), Failed> {
        self.sink.send(WsMessage::Text(text)).await.map_err(|_| Failed)
    }

    async fn send_binary(&mut self, bytes: Vec<u8>) -> Result<(), Failed> {
        self.sink.send(WsMessage::Binary(bytes)).await.map_err(|_| Failed)
    }
}
