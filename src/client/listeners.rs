//! Everybody who wants to be told of a client.

use super::callbacks::Callbacks;
use super::error::ConnectionError;
use super::events::{Closed, Dropped, Opened, Reconnecting};
use super::message::Message;
use super::streams::ClientEvent;
use crate::engine::EndCause;

/// The callbacks by what they are told of.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) open: Callbacks<Opened>,
    pub(super) message: Callbacks<Message>,
    pub(super) error: Callbacks<ConnectionError>,
    pub(super) close: Callbacks<Closed>,
    pub(super) reconnecting: Callbacks<Reconnecting>,
    pub(super) drain: Callbacks<()>,
    pub(super) dropped: Callbacks<Dropped>,
    pub(super) end: Callbacks<EndCause>,
    /// Streams of events, which are told of all but messages.
    pub(super) streams: Callbacks<ClientEvent>,
}

impl Listeners {
    pub(super) fn new() -> Self {
        Self {
            open: Callbacks::new(),
            message: Callbacks::new(),
            error: Callbacks::new(),
            close: Callbacks::new(),
            reconnecting: Callbacks::new(),
            drain: Callbacks::new(),
            dropped: Callbacks::new(),
            end: Callbacks::new(),
            streams: Callbacks::new(),
        }
    }

    /// Whether an event of this kind would be heard.
    pub(super) fn has_any<E: 'static>(&self, callbacks: &Callbacks<E>) -> bool {
        !(callbacks.is_empty() && self.streams.is_empty())
    }

    /// Tells of a message that will not be sent.
    pub(super) fn tell_dropped(&self, dropped: Dropped) {
        self.tell(&self.dropped, dropped, ClientEvent::Drop);
    }

    /// Tells the callbacks of one kind, and the streams before them: what a callback throws
    /// keeps no stream from its event.
    pub(super) fn tell<E: Clone + 'static>(
        &self,
        callbacks: &Callbacks<E>,
        event: E,
        wrap: fn(E) -> ClientEvent,
    ) {
        if self.streams.is_empty() {
            callbacks.call(event);
        } else if callbacks.is_empty() {
            self.streams.call(wrap(event));
        } else {
            self.streams.call(wrap(event.clone()));
            callbacks.call(event);
        }
    }
}
