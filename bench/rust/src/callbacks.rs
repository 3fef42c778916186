//! Sockline: callbacks, and sending that never waits.

use std::future::{self, Future};
use std::sync::Arc;

use futures::StreamExt;
use sockline::{Client, ClientEvent, Outgoing, Priority, QueueConfig, Subscription};

use crate::{Contestant, Failed, Tally};

/// A client of Sockline that is told by callbacks.
#[derive(Debug)]
pub struct Sockline {
    client: Client,
    _messages: Subscription,
}

impl Contestant for Sockline {
    async fn connect(url: &str, tally: Arc<Tally>) -> Result<Self, Failed> {
        // No scenario is about a queue that is full.
        let queue = QueueConfig { max_bytes: usize::MAX, ..QueueConfig::default() };
        let client = Client::builder(url).queue(queue).connect().map_err(|_| Failed)?;
        let messages = client.on_message(move |message| tally.add(message.size()));
        let mut events = client.events();
        while let Some(event) = events.next().await {
            if let ClientEvent::Open(_) = event {
                return Ok(Self { client, _messages: messages });
            }
        }
        Err(Failed)
    }

    fn send_text(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.client.try_send(text).map(drop).map_err(|_| Failed))
    }

    fn send_binary(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Failed>> {
        future::ready(self.client.try_send(bytes).map(drop).map_err(|_| Failed))
    }

    fn send_urgent(&mut self, text: String) -> impl Future<Output = Result<(), Failed>> {
        let urgent = Outgoing::new(text).priority(Priority::High);
        future::ready(self.client.try_send(urgent).map(drop).map_err(|_| Failed))
    }
}
