//! Messages and events as streams.

use super::callbacks::Subscription;
use super::error::ConnectionError;
use super::events::{Closed, Dropped, Opened, Reconnecting};
use super::handle::Client;
use super::mailbox::Mailbox;
use super::message::Message;
use crate::engine::{EndCause, State};
use futures_core::Stream;
use futures_core::stream::FusedStream;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Messages as a stream. Made by [`Client::messages`] and [`Client::split`].
///
/// It gives every message that arrives from its making on, across
/// reconnections, and ends when the client does ([`Client::closed`] tells why).
/// After [`Client::reconnect`] revives a client that has ended, make a new one.
///
/// What arrives while nobody polls is kept, without a bound: browsers give a
/// page no way to hold back what the server sends. [`Self::waiting`] tells how
/// much that is.
///
/// ```no_run
/// # async fn read(client: sockline::Client) {
/// use futures::StreamExt;
///
/// let mut messages = client.messages();
/// while let Some(message) = messages.next().await {
///     if let Some(text) = message.as_text() {
///         // …
///         # let _ = text;
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Messages {
    mailbox: Rc<Mailbox<Message>>,
    _subscriptions: [Subscription; 2],
    /// A half of a split client is a clone of it.
    _client: Option<Client>,
}

impl Messages {
    pub(super) fn new(client: &Client) -> Self {
        let mailbox = Mailbox::new();
        let (messages, end) = (mailbox.sender(), mailbox.sender());
        let subscriptions = [
            client.on_message(move |message| messages.send(message)),
            client.on_end(move |_| end.close()),
        ];
        if client.state() == State::Closed {
            mailbox.close();
        }
        Self { mailbox, _subscriptions: subscriptions, _client: None }
    }

    pub(super) fn keeping(client: Client) -> Self {
        Self { _client: Some(client.clone()), ..Self::new(&client) }
    }

    /// How many messages have arrived and wait to be read.
    ///
    /// ```no_run
    /// # fn backlog(messages: &sockline::Messages) -> usize {
    /// messages.waiting()
    /// # }
    /// ```
    pub fn waiting(&self) -> usize {
        self.mailbox.len()
    }
}

impl Stream for Messages {
    type Item = Message;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Message>> {
        self.mailbox.poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.mailbox.len(), self.mailbox.is_finished().then_some(0))
    }
}

impl FusedStream for Messages {
    fn is_terminated(&self) -> bool {
        self.mailbox.is_terminated()
    }
}

/// What a client tells, but for messages.
///
/// ```no_run
/// # fn show(event: sockline::ClientEvent) {
/// use sockline::ClientEvent;
///
/// match event {
///     ClientEvent::Open(opened) => drop(opened.protocol),
///     ClientEvent::Close(closed) => drop(closed.reason),
///     _ => {}
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ClientEvent {
    /// [`Client::on_open`].
    Open(Opened),
    /// [`Client::on_error`].
    Error(ConnectionError),
    /// [`Client::on_close`].
    Close(Closed),
    /// [`Client::on_reconnecting`].
    Reconnecting(Reconnecting),
    /// [`Client::on_drain`].
    Drain,
    /// [`Client::on_drop`].
    Drop(Dropped),
    /// [`Client::on_end`].
    End(EndCause),
}

/// Events as a stream. Made by [`Client::events`].
///
/// It gives every event from its making on; after [`ClientEvent::End`] others
/// follow only if the client begins anew, or a sink is dropped that holds a message
/// still. It ends when the client is dropped.
/// What happens while nobody polls is kept. A stream has an event before the callbacks
/// for it are called, and though one of them throws.
///
/// ```no_run
/// # async fn watch(client: sockline::Client) {
/// use futures::StreamExt;
/// use sockline::ClientEvent;
///
/// let mut events = client.events();
/// while let Some(event) = events.next().await {
///     if let ClientEvent::Reconnecting(retry) = event {
///         // …
///         # let _ = retry.delay;
///     }
/// }
/// # }
/// ```
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Events {
    mailbox: Rc<Mailbox<ClientEvent>>,
    _subscription: Subscription,
}

impl Events {
    pub(super) fn new(client: &Client) -> Self {
        let mailbox = Mailbox::new();
        let sender = mailbox.sender();
        let subscription = client.listeners().streams.subscribe(move |event| sender.send(event));
        Self { mailbox, _subscription: subscription }
    }
}

impl Stream for Events {
    type Item = ClientEvent;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<ClientEvent>> {
        self.mailbox.poll_next(context)
    }
}

impl FusedStream for Events {
    fn is_terminated(&self) -> bool {
        self.mailbox.is_terminated()
    }
}
