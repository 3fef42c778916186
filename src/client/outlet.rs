//! A sink's way into the client, whatever the type of its items.

use super::drained::{Drained, Goal, Sent};
use super::end::Closing;
use super::error::{SendError, SinkError};
use super::handle::Client;
use super::outgoing::Outgoing;
use super::parcel::Parcel;
use super::sending::Sending;
use super::waiters::{Place, is_over};
use crate::driver::{Face, Platform};
use crate::engine::{DropReason, Outcome, Priority, SendOptions, State};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// All of a [`MessageSink`](super::MessageSink) but the type of its items: compiled once, and
/// not again in the user's program.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) client: Client,
    /// A message that found no room.
    held: Option<Sending>,
    /// What was sent and had to wait.
    sent: Sent,
    flushing: Option<Drained>,
    closing: Option<Closing>,
    /// While closing waits for room.
    loss: Option<Place>,
    /// Something was dropped at once, of which will be told later.
    #[cfg(feature = "io")]
    pub(super) has_dropped: bool,
    #[cfg(feature = "io")]
    pub(super) has_closed: bool,
}

impl Outlet {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            held: None,
            sent: Sent::default(),
            flushing: None,
            closing: None,
            loss: None,
            #[cfg(feature = "io")]
            has_dropped: false,
            #[cfg(feature = "io")]
            has_closed: false,
        }
    }

    fn poll_held(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        let Some(held) = &mut self.held else {
            return Poll::Ready(Ok(()));
        };
        let priority = held.priority();
        let sent = ready!(Pin::new(held).poll(context));
        self.held = None;
        Poll::Ready(self.note(sent, priority))
    }

    fn note(
        &mut self,
        sent: Result<Outcome, SendError>,
        priority: Priority,
    ) -> Result<(), SinkError> {
        match sent {
            Ok(Outcome::Queued) => self.sent.note(self.client.driver(), priority),
            Ok(Outcome::Sent) => {}
            Ok(Outcome::Dropped) => {
                #[cfg(feature = "io")]
                {
                    self.has_dropped = true;
                }
            }
            Err(SendError::Closed(message)) => return Err(SinkError::Closed(message)),
        }
        Ok(())
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

    pub(super) fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        ready!(self.poll_held(context))?;
        Poll::Ready(if is_over(self.client.state()) { Err(SinkError::Ended) } else { Ok(()) })
    }

    pub(super) fn start_send(&mut self, outgoing: Outgoing) -> Result<(), SinkError> {
        let Outgoing { message, options } = outgoing;
        self.start(Parcel::new(message), options)
    }

    pub(super) fn start(
        &mut self,
        mut parcel: Parcel,
        options: SendOptions<String>,
    ) -> Result<(), SinkError> {
        if self.held.is_some() {
            return Err(SinkError::NotReady(parcel.reject()));
        }
        // A flush that was given up did not wait for this.
        self.flushing = None;
        let driver = self.client.driver();
        if options.is_default() && driver.face().waiters.room.is_first(None, Priority::Normal) {
            match driver.send_in_burst(parcel) {
                Ok(outcome) => return self.note(Ok(outcome), Priority::Normal),
                Err(refused) => parcel = refused,
            }
        }
        // Sent at once if there is room.
        let priority = options.priority;
        let mut sending = Sending::of_parcel(driver, parcel, options);
        let mut context = Context::from_waker(std::task::Waker::noop());
        match Pin::new(&mut sending).poll(&mut context) {
            Poll::Ready(sent) => self.note(sent, priority),
            Poll::Pending => {
                self.held = Some(sending.held(driver.face().platform().now()));
                Ok(())
            }
        }
    }

    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        ready!(self.poll_held(context))?;
        let driver = self.client.driver();
        // A flush that has begun may have seen an end since.
        if self.flushing.is_none() && driver.is_bursting() {
            return Poll::Ready(Ok(()));
        }
        let flushing =
            self.flushing.get_or_insert_with(|| Drained::new(driver, Goal::Handed(self.sent)));
        let flushed = ready!(Pin::new(flushing).poll(context));
        self.flushing = None;
        Poll::Ready(flushed.map_err(|_| SinkError::Ended))
    }

    /// Whether [`Self::poll_close`] has closed the client, and does not do so again: it waits for
    /// the end that follows.
    #[cfg(feature = "io")]
    pub(super) fn awaits_end(&self) -> bool {
        self.closing.as_ref().is_some_and(|closing| !closing.is_past(self.client.state()))
    }

    pub(super) fn poll_close(&mut self, context: &mut Context<'_>) -> Poll<Result<(), SinkError>> {
        // A close that was given up is no close of what has begun since.
        let state = self.client.state();
        self.closing = self.closing.take().filter(|closing| !closing.is_past(state));
        if self.closing.is_none() {
            // On an open connection there will be room; without one the end
            // does not wait for it, and gives back what is held.
            ready!(self.poll_held_while_open(context))?;
            self.closing = Some(Closing::of_sink(self.client.driver()));
            #[cfg(feature = "io")]
            {
                self.has_closed = true;
            }
            self.client.close();
        }
        let held = self.poll_held(context);
        if let Poll::Ready(Err(error)) = held {
            self.closing = None;
            return Poll::Ready(Err(error));
        }
        let client = &self.client;
        let watch = self.closing.get_or_insert_with(|| Closing::of_sink(client.driver()));
        let sent_all = ready!(watch.poll_sent_all(context));
        self.closing = None;
        Poll::Ready(if sent_all { Ok(()) } else { Err(SinkError::Ended) })
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        if let Some(parcel) = self.held.take().and_then(Sending::into_parcel) {
            self.client.driver().give_back(parcel, DropReason::Closed);
        }
    }
}
