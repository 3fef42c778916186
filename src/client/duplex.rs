//! Stream and sink in one.

use super::error::SinkError;
use super::handle::Client;
use super::message::Message;
use super::outgoing::Outgoing;
use super::sink::MessageSink;
use super::streams::Messages;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use futures_sink::Sink;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A client as one object that is both a stream and a sink of messages, for
/// code that wants such a transport. Made by [`Client::duplex`]; see
/// [`Messages`] and [`MessageSink`] for what each side does.
///
/// ```no_run
/// # async fn echo(client: sockline::Client) -> Result<(), sockline::SinkError> {
/// use futures::{SinkExt, StreamExt};
///
/// let mut duplex: sockline::Duplex = client.duplex();
/// while let Some(message) = duplex.next().await {
///     duplex.send(message).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "streams and sinks do nothing unless polled"]
pub struct Duplex<T = Message> {
    sink: MessageSink<T>,
    messages: Messages,
}

impl<T: Into<Outgoing>> Duplex<T> {
    pub(super) fn new(client: &Client) -> Self {
        Self { sink: client.sink(), messages: Messages::keeping(client.clone()) }
    }

    /// The client.
    ///
    /// ```no_run
    /// # fn close(duplex: &sockline::Duplex) {
    /// duplex.client().close();
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        self.sink.client()
    }

    /// The two sides apart. Nothing that has arrived is lost.
    ///
    /// ```no_run
    /// # fn split(duplex: sockline::Duplex) {
    /// let (sink, messages) = duplex.into_split();
    /// # drop((sink, messages));
    /// # }
    /// ```
    pub fn into_split(self) -> (MessageSink<T>, Messages) {
        (self.sink, self.messages)
    }
}

impl<T> Stream for Duplex<T> {
    type Item = Message;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Message>> {
        Pin::new(&mut self.get_mut().messages).poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.messages.size_hint()
    }
}

impl<T> FusedStream for Duplex<T> {
    fn is_terminated(&self) -> bool {
        self.messages.is_terminated()
    }
}

impl<T: Into<Outgoing>> Sink<T> for Duplex<T> {
    type Error = SinkError;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        Pin::new(&mut self.get_mut().sink).poll_ready(context)
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), SinkError> {
        Pin::new(&mut self.get_mut().sink).start_send(item)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        Pin::new(&mut self.get_mut().sink).poll_flush(context)
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        Pin::new(&mut self.get_mut().sink).poll_close(context)
    }
}
