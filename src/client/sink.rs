//! Messages as a sink.

use super::error::SinkError;
use super::handle::Client;
use super::message::Message;
use super::outgoing::Outgoing;
use super::outlet::Outlet;
use futures_sink::Sink;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Messages as a `futures` sink with backpressure: it waits while the client's
/// queue is full. Made by [`Client::sink`] and [`Client::split`].
///
/// - `poll_ready` waits until the sink holds nothing. It takes one message more
///   than the queue has room for, and holds that: `feed` returns, but the message is
///   in neither [`Client::queued_messages`] nor [`Client::buffered_amount`], and is
///   sent only when the sink is polled again, by another `feed`, by flushing or by
///   closing. Its time to live passes meanwhile. It comes behind all that others
///   have sent by then, and replaces a newer message of its key too.
/// - `poll_flush` waits until nothing of what was sent through this sink waits in
///   the queue: it is with the browser, which can't be hurried. What others send
///   meanwhile is not waited for, nor what was with the browser and was put back by a
///   loss since. [`Client::drained`] waits until all has left the browser.
/// - `poll_close` closes the client as [`Client::close`] does, all its clones
///   together, and waits for the end. Before that, as long as the connection is
///   open, it waits for room for the message that the sink holds. It does not wait
///   for a connection: without one, what waits is given back and closing fails. So
///   it is with `StreamExt::forward`, which closes as soon as its stream has ended;
///   `SinkExt::send_all` flushes instead, which waits until all is handed over. Closing
///   also fails if [`Client::reconnect`] begins anew before the end, and leaves that alone.
///
/// A sink is a clone of the client: it keeps it alive. Dropping a sink that
/// holds a message tells [`Client::on_drop`] of it, with
/// [`DropReason::Closed`](crate::DropReason::Closed).
///
/// ```no_run
/// # async fn upload(client: sockline::Client) -> Result<(), sockline::SinkError> {
/// use futures::SinkExt;
/// use sockline::{Message, MessageSink, Outgoing, Priority};
///
/// let mut sink: MessageSink = client.sink();
/// sink.feed(Message::from("one")).await?;
/// sink.feed(Message::from("two")).await?;
/// sink.flush().await?;
///
/// // A sink of anything that is a message to send.
/// let mut urgent: MessageSink<Outgoing> = client.sink();
/// urgent.send(Outgoing::new("three").priority(Priority::High)).await?;
/// urgent.close().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "sinks do nothing unless something is sent into them"]
pub struct MessageSink<T = Message> {
    outlet: Outlet,
    _items: PhantomData<fn(T)>,
}

impl<T> MessageSink<T> {
    pub(super) fn new(client: Client) -> Self {
        Self { outlet: Outlet::new(client), _items: PhantomData }
    }

    /// The client.
    ///
    /// ```no_run
    /// # fn state(sink: &sockline::MessageSink) {
    /// let state = sink.client().state();
    /// # let _ = state;
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        &self.outlet.client
    }
}

impl<T: Into<Outgoing>> Sink<T> for MessageSink<T> {
    type Error = SinkError;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        self.get_mut().outlet.poll_ready(context)
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), SinkError> {
        self.get_mut().outlet.start_send(item.into())
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        self.get_mut().outlet.poll_flush(context)
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        self.get_mut().outlet.poll_close(context)
    }
}
