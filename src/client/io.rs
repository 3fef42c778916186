//! A connection as a stream of bytes.

use super::callbacks::Subscription;
use super::error::SinkError;
use super::handle::Client;
use super::mailbox::Mailbox;
use super::message::Message;
use super::outlet::Outlet;
use super::parcel::Parcel;
use super::waiters::is_over;
use crate::engine::{EndCause, SendOptions, State};
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};

/// A connection as a stream of bytes: `AsyncRead`, `AsyncBufRead` and `AsyncWrite`
/// of `futures-io`. Made by [`Client::bytes`]; feature `io`.
///
/// - Reading gives the bytes of all messages one after the other, text as
///   UTF-8; where one ends and the next begins can't be seen. Blobs are read; one
///   that can't be is an error of kind [`Other`](io::ErrorKind::Other), and the end.
/// - Writing sends each buffer as one binary message, and waits for room in the
///   queue. Wrap it in a `BufWriter` if the writes are small.
/// - Flushing waits until all that was written is with the browser. Closing closes
///   the client, all its clones together, and waits for the end.
///
/// A stream of bytes with a hole is worthless, so it lasts as long as its first
/// connection. Attempts that fail before that are waited out; whatever the client
/// does after it changes nothing:
///
/// - Reading gives what had arrived, and then
///   [`ConnectionReset`](io::ErrorKind::ConnectionReset) after a loss and after
///   [`Client::reconnect`], the end after a clean close. If the client ends before
///   any connection has opened, or is closing or has ended when this is made, there is
///   [`NotConnected`](io::ErrorKind::NotConnected) to read; only the end by one's own
///   [`Client::close`] meanwhile is a clean one. An error is given once, and then the
///   end.
/// - Writing is [`BrokenPipe`](io::ErrorKind::BrokenPipe), at once also for whoever
///   waits for room.
/// - Flushing and closing are `BrokenPipe` too, unless the close was clean and all
///   that was written had left the browser. Closing closes the client all the same, but
///   only once: not the life that it has begun since.
///
/// So it is for all three, though the connection lasts, once something that was
/// written is given back: by [`Client::clear_queue`], because the browser refused it,
/// or because the queue was full and does not reject
/// ([`QueueConfig::overflow`](crate::QueueConfig::overflow)).
///
/// The client itself reconnects as it was told, and what the stream left in its
/// queue is sent then, ahead of what a new stream of bytes writes. Use
/// [`Builder::without_reconnect`](super::Builder::without_reconnect) for a client
/// that carries such streams: it ends with its connection, and gives back what
/// is left.
///
/// Like the halves of a split client this is a clone of the client, and keeps
/// it alive.
///
/// ```no_run
/// # async fn talk(client: sockline::Client) -> std::io::Result<()> {
/// use futures::{AsyncReadExt, AsyncWriteExt};
///
/// let mut bytes: sockline::Bytes = client.bytes();
/// bytes.write_all(b"hello").await?;
/// bytes.flush().await?;
/// let mut answer = [0; 5];
/// bytes.read_exact(&mut answer).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "it does nothing unless polled"]
pub struct Bytes {
    outlet: Outlet,
    mailbox: Rc<Mailbox<Message>>,
    connection: Rc<Connection>,
    /// Fills the mailbox, until reading has failed.
    arrivals: Option<Subscription>,
    _subscriptions: [Subscription; 3],
    current: Vec<u8>,
    position: usize,
    reading: Option<Reading>,
}

type Reading = Pin<Box<dyn Future<Output = Result<Message, super::BlobError>>>>;

/// The connection for which a stream of bytes lasts.
#[derive(Debug)]
struct Connection {
    stage: Cell<Stage>,
    /// How much of what was written has not left the browser.
    under_way: Cell<usize>,
    /// Something of it was given back.
    has_hole: Cell<bool>,
    /// What the reader is still to be told of.
    loss: Cell<Option<ErrorKind>>,
    /// Waits for room, for what was written to be handed over, or for the end.
    writer: RefCell<Option<Waker>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It has not opened yet.
    Ahead,
    Open,
    /// It was closed cleanly, and all that was written had left the browser.
    Complete,
    Lost,
}

impl Connection {
    /// Without a `loss` it is a clean end.
    fn end(&self, loss: Option<ErrorKind>) {
        self.loss.set(loss);
        let is_complete = loss.is_none() && self.under_way.get() == 0;
        self.stage.set(if is_complete { Stage::Complete } else { Stage::Lost });
    }

    fn wake_writer(&self) {
        let writer = self.writer.take();
        if let Some(writer) = writer {
            writer.wake();
        }
    }

    /// Has the writer woken at the connection's end too: what it waits for may
    /// never come then.
    fn watch<T>(&self, context: &Context<'_>, polled: Poll<T>) -> Poll<T> {
        if polled.is_pending() {
            let old = self.writer.replace(Some(context.waker().clone()));
            drop(old);
        }
        polled
    }
}

/// What was written at once, on its way with its message. It is dropped when that
/// has left the browser.
#[derive(Debug)]
pub(super) struct Chunk(Rc<Connection>);

impl Chunk {
    fn new(connection: &Rc<Connection>) -> Self {
        connection.under_way.set(connection.under_way.get() + 1);
        Self(connection.clone())
    }

    /// It will not be sent.
    pub(super) fn give_back(&self) {
        self.0.has_hole.set(true);
        self.0.wake_writer();
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

impl Bytes {
    pub(super) fn new(client: &Client) -> Self {
        let mailbox = Mailbox::new();
        let is_open = client.state() == State::Open;
        let connection = Rc::new(Connection {
            stage: Cell::new(if is_open { Stage::Open } else { Stage::Ahead }),
            under_way: Cell::new(0),
            has_hole: Cell::new(false),
            loss: Cell::new(None),
            writer: RefCell::new(None),
        });
        let [message, close, end] = std::array::from_fn(|_| mailbox.sender());
        let (opening, closing, ending) =
            (connection.clone(), connection.clone(), connection.clone());
        // A callback that owned the client would keep it alive.
        let driver = Rc::downgrade(client.driver());
        let arrivals = client.on_message(move |arrived| message.send(arrived));
        let subscriptions = [
            client.on_open(move |_| {
                if opening.stage.get() == Stage::Ahead {
                    opening.stage.set(Stage::Open);
                }
            }),
            client.on_close(move |closed| {
                // The ends of later connections are not this one's.
                if closing.stage.get() == Stage::Open {
                    let gave_up = driver.upgrade().is_some_and(|it| it.face().gave_up.get());
                    // Whoever is woken may look at once: the reader at what the end
                    // was, the writer at whether the mailbox is closed.
                    let is_lost = !closed.was_clean || gave_up;
                    closing.end(is_lost.then_some(ErrorKind::ConnectionReset));
                    close.close();
                    closing.wake_writer();
                }
            }),
            client.on_end(move |cause| {
                // The first connection never was.
                if ending.stage.get() == Stage::Ahead {
                    let is_lost = cause != EndCause::Closed;
                    ending.end(is_lost.then_some(ErrorKind::NotConnected));
                }
                end.close();
                ending.wake_writer();
            }),
        ];
        if is_over(client.state()) {
            connection.end(Some(ErrorKind::NotConnected));
            mailbox.close();
        }
        Self {
            outlet: Outlet::new(client.clone()),
            mailbox,
            connection,
            arrivals: Some(arrivals),
            _subscriptions: subscriptions,
            current: Vec::new(),
            position: 0,
            reading: None,
        }
    }

    /// The client.
    ///
    /// ```no_run
    /// # fn state(bytes: &sockline::Bytes) {
    /// let state = bytes.client().state();
    /// # let _ = state;
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        &self.outlet.client
    }

    /// Has bytes to give, unless the stream is at its end.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        while self.position == self.current.len() {
            if let Some(reading) = &mut self.reading {
                let read = ready!(reading.as_mut().poll(context));
                self.reading = None;
                match read {
                    Ok(message) => self.take(message),
                    Err(error) => {
                        // What came behind it would be read as if nothing were missing.
                        self.arrivals = None;
                        self.mailbox.discard();
                        return Poll::Ready(Err(io::Error::other(error.to_string())));
                    }
                }
                continue;
            }
            match ready!(self.mailbox.poll_next(context)) {
                Some(message @ Message::Blob(_)) => self.reading = Some(Box::pin(message.read())),
                Some(message) => self.take(message),
                // Told once; afterwards it is the end.
                None => {
                    let loss = self.connection.loss.take().filter(|_| self.arrivals.is_some());
                    return Poll::Ready(loss.map_or(Ok(false), |kind| Err(kind.into())));
                }
            }
        }
        Poll::Ready(Ok(true))
    }

    fn take(&mut self, message: Message) {
        self.position = 0;
        self.current = match message {
            Message::Text(text) => text.into_bytes(),
            Message::Binary(bytes) => bytes,
            Message::Blob(_) => Vec::new(),
        };
    }

    /// What has become of all that was written, once the connection has ended or
    /// something is missing.
    fn outcome(&self) -> Option<io::Result<()>> {
        let has_hole = self.outlet.has_dropped || self.connection.has_hole.get();
        match self.connection.stage.get() {
            Stage::Ahead | Stage::Open if !has_hole => None,
            Stage::Complete if !has_hole => Some(Ok(())),
            _ => Some(Err(ErrorKind::BrokenPipe.into())),
        }
    }
}

impl AsyncRead for Bytes {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if buffer.is_empty() || !ready!(this.poll_fill(context))? {
            return Poll::Ready(Ok(0));
        }
        let rest = &this.current[this.position..];
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        this.position += length;
        Poll::Ready(Ok(length))
    }
}

/// Gives what is left of a message, without a copy.
impl AsyncBufRead for Bytes {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        // At the end nothing is left.
        ready!(this.poll_fill(context))?;
        Poll::Ready(Ok(&this.current[this.position..]))
    }

    fn consume(mut self: Pin<&mut Self>, amount: usize) {
        self.position = self.current.len().min(self.position.saturating_add(amount));
    }
}

impl AsyncWrite for Bytes {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.outcome().is_some() {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        let polled = this.outlet.poll_ready(context);
        ready!(this.connection.watch(context, polled)).map_err(broken)?;
        let parcel = Parcel::chunk(Message::from(buffer), Chunk::new(&this.connection));
        this.outlet.start(parcel, SendOptions::default()).map_err(broken)?;
        Poll::Ready(Ok(buffer.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Some(outcome) = this.outcome() {
            return Poll::Ready(outcome);
        }
        let polled = this.outlet.poll_flush(context);
        ready!(this.connection.watch(context, polled)).map_err(broken)?;
        // What was held may have been refused just now.
        Poll::Ready(this.outcome().unwrap_or(Ok(())))
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = this.outcome();
        if this.outlet.has_closed && !this.outlet.awaits_end() {
            // What the client has begun since is another's to close.
            return Poll::Ready(outcome.unwrap_or_else(|| Err(ErrorKind::BrokenPipe.into())));
        }
        if let Some(Err(error)) = outcome {
            if !mem::replace(&mut this.outlet.has_closed, true) {
                this.client().close();
            }
            return Poll::Ready(Err(error));
        }
        let polled = this.outlet.poll_close(context);
        let closed = ready!(this.connection.watch(context, polled)).map_err(broken);
        // What others have sent since is not this stream's.
        Poll::Ready(this.outcome().unwrap_or(closed))
    }
}

fn broken(error: SinkError) -> io::Error {
    io::Error::new(ErrorKind::BrokenPipe, error.to_string())
}

impl fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Bytes").field("client", self.client()).finish_non_exhaustive()
    }
}
