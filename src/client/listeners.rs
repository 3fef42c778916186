//! Everybody who wants to be told of a client.

use super::callbacks::Callbacks;
use super::message::Message;
use super::streams::ClientEvent;

/// The callbacks by what they are told of. All but those of messages have one type, so that
/// there is no code of its own for each kind.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) message: Callbacks<Message>,
    pub(super) open: Callbacks<ClientEvent>,
    pub(super) error: Callbacks<ClientEvent>,
    pub(super) close: Callbacks<ClientEvent>,
    pub(super) reconnecting: Callbacks<ClientEvent>,
    pub(super) drain: Callbacks<ClientEvent>,
    pub(super) dropped: Callbacks<ClientEvent>,
    pub(super) end: Callbacks<ClientEvent>,
    /// Streams of events, which are told of every kind.
    pub(super) streams: Callbacks<ClientEvent>,
}

impl Listeners {
    pub(super) fn new() -> Self {
        Self {
            message: Callbacks::new(),
            open: Callbacks::new(),
            error: Callbacks::new(),
            close: Callbacks::new(),
            reconnecting: Callbacks::new(),
            drain: Callbacks::new(),
            dropped: Callbacks::new(),
            end: Callbacks::new(),
            streams: Callbacks::new(),
        }
    }

    /// Whether anybody would hear that a connection is open.
    pub(super) fn hear_of_open(&self) -> bool {
        !(self.open.is_empty() && self.streams.is_empty())
    }

    /// Tells the callbacks of an event's kind, and the streams before them: what a callback
    /// throws keeps no stream from its event.
    pub(super) fn tell(&self, event: ClientEvent) {
        let callbacks = match event {
            ClientEvent::Open(_) => &self.open,
            ClientEvent::Error(_) => &self.error,
            ClientEvent::Close(_) => &self.close,
            ClientEvent::Reconnecting(_) => &self.reconnecting,
            ClientEvent::Drain => &self.drain,
            ClientEvent::Drop(_) => &self.dropped,
            ClientEvent::End(_) => &self.end,
        };
        if callbacks.is_empty() {
            return self.streams.call_through(event);
        }
        if !self.streams.is_empty() {
            self.streams.call_through(event.clone());
        }
        callbacks.call(event);
    }
}
