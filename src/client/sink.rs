//! Messages as a sink.

use super::drained::{Drained, Goal};
use super::end::Closing;
use super::error::{SendError, SinkError};
use super::events::Dropped;
use super::handle::Client;
use super::message::Message;
use super::outgoing::Outgoing;
use super::parcel::Parcel;
use super::sending::Sending;
use super::waiters::{Place, is_over};
use crate::engine::{DropReason, Priority, State};
use futures_sink::Sink;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Messages as a `futures` sink with backpressure: it is ready when the client's
/// queue has room. Made by [`Client::sink`] and [`Client::split`].
///
/// - `poll_ready` waits for room. The sink itself holds at most one message,
///   which did not fit.
/// - `poll_flush` waits until nothing waits in the queue: all is with the
///   browser, which can't be hurried. [`Client::drained`] waits until all has
///   left the browser.
/// - `poll_close` closes the client as [`Client::close`] does, all its clones
///   together, and waits for the end. Before that, as long as the connection is
///   open, it waits for room for the message that the sink holds.
///
/// A sink is a clone of the client: it keeps it alive. Dropping a sink that
/// holds a message tells [`Client::on_drop`] of it, with
/// [`DropReason::Closed`].
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
    client: Client,
    /// A message that found no room.
    held: Option<Sending>,
    flushing: Option<Drained>,
    closing: Option<Closing>,
    /// While closing waits for room.
    loss: Option<Place>,
    _items: PhantomData<fn(T)>,
}

impl<T> MessageSink<T> {
    pub(super) fn new(client: Client) -> Self {
        Self { client, held: None, flushing: None, closing: None, loss: None, _items: PhantomData }
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
        &self.client
    }

    #[cfg(feature = "io")]
    pub(super) fn holds_message(&self) -> bool {
        self.held.is_some()
    }

    /// Lets others pass the message that is held, if there is one.
    #[cfg(feature = "io")]
    pub(super) fn leave_line(sink: &mut Self) {
        sink.held = sink.held.take().map(Sending::out_of_line);
    }

    fn poll_held(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let Some(held) = &mut self.held else {
            return Poll::Ready(Ok(()));
        };
        let sent = ready!(Pin::new(held).poll(context));
        self.held = None;
        Poll::Ready(sent.map(drop).map_err(|SendError::Closed(message)| SinkError::Closed(message)))
    }

    /// Hands over what is held, unless the connection is lost meanwhile.
    fn poll_held_while_open(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let is_open = self.client.state() == State::Open;
        let held = if is_open { self.poll_held(context) } else { Poll::Ready(Ok(())) };
        if held.is_pending() {
            let waiters = &self.client.driver().face().waiters;
            waiters.loss.wait(&mut self.loss, Priority::Normal, context);
        } else {
            self.loss = None;
        }
        held
    }
}

impl<T: Into<Outgoing>> Sink<T> for MessageSink<T> {
    type Error = SinkError;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let this = self.get_mut();
        ready!(this.poll_held(context))?;
        Poll::Ready(if is_over(this.client.state()) { Err(SinkError::Ended) } else { Ok(()) })
    }

    fn start_send(self: Pin<&mut Self>, item: T) -> Result<(), SinkError> {
        let this = self.get_mut();
        let mut outgoing = item.into();
        if this.held.is_some() {
            return Err(SinkError::NotReady(outgoing.message));
        }
        // A flush that was given up did not wait for this.
        this.flushing = None;
        let driver = this.client.driver();
        if outgoing.options.is_default()
            && driver.face().waiters.room.is_first(None, Priority::Normal)
        {
            match driver.send_in_burst(Parcel::new(outgoing.message)) {
                Ok(_) => return Ok(()),
                Err(parcel) => outgoing.message = parcel.reject(),
            }
        }
        // Sent at once if there is room.
        let mut sending = this.client.send(outgoing);
        let mut context = Context::from_waker(std::task::Waker::noop());
        match Pin::new(&mut sending).poll(&mut context) {
            Poll::Ready(Ok(_)) => Ok(()),
            Poll::Ready(Err(SendError::Closed(message))) => Err(SinkError::Closed(message)),
            Poll::Pending => {
                // Nobody may have to wait behind a sink that is not polled.
                this.held = Some(sending.out_of_line());
                Ok(())
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let this = self.get_mut();
        ready!(this.poll_held(context))?;
        let driver = this.client.driver();
        // A flush that has begun may have seen an end since.
        if this.flushing.is_none() && driver.is_bursting() {
            return Poll::Ready(Ok(()));
        }
        let flushing = this.flushing.get_or_insert_with(|| Drained::new(driver, Goal::Handed));
        let flushed = ready!(Pin::new(flushing).poll(context));
        this.flushing = None;
        Poll::Ready(flushed.map_err(|_| SinkError::Ended))
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let this = self.get_mut();
        // A close that was given up is no close of what has begun since.
        let state = this.client.state();
        this.closing = this.closing.take().filter(|closing| !closing.is_past(state));
        if this.closing.is_none() {
            // On an open connection there will be room; without one the end
            // does not wait for it, and gives back what is held.
            ready!(this.poll_held_while_open(context))?;
            this.closing = Some(Closing::of_sink(this.client.driver()));
            this.client.close();
        }
        let held = this.poll_held(context);
        if let Poll::Ready(Err(error)) = held {
            this.closing = None;
            return Poll::Ready(Err(error));
        }
        let client = &this.client;
        let watch = this.closing.get_or_insert_with(|| Closing::of_sink(client.driver()));
        let sent_all = ready!(watch.poll_sent_all(context));
        this.closing = None;
        Poll::Ready(if sent_all { Ok(()) } else { Err(SinkError::Ended) })
    }
}

impl<T> Drop for MessageSink<T> {
    fn drop(&mut self) {
        if let Some(message) = self.held.take().and_then(Sending::into_message) {
            self.client.tell_dropped(Dropped { message, reason: DropReason::Closed });
        }
    }
}
