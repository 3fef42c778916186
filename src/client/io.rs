//! A connection as a stream of bytes.

use super::callbacks::Subscription;
use super::error::SinkError;
use super::handle::Client;
use super::mailbox::Mailbox;
use super::message::Message;
use super::sink::MessageSink;
use crate::engine::State;
use futures_io::{AsyncRead, AsyncWrite};
use futures_sink::Sink;
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

/// A connection as a stream of bytes: `AsyncRead` and `AsyncWrite` of
/// `futures-io`. Made by [`Client::bytes`]; feature `io`.
///
/// - Reading gives the bytes of all messages one after the other, text as
///   UTF-8; where one ends and the next begins can't be seen. Blobs are read.
/// - Writing sends each buffer as one binary message, and waits for room in the
///   queue. Wrap it in a `BufWriter` if the writes are small.
/// - Flushing waits until all is with the browser, closing for the end.
///
/// A stream of bytes with a hole is worthless, so it lasts as long as its first
/// connection: attempts that fail before that are waited out, a loss after it is
/// [`ConnectionReset`](io::ErrorKind::ConnectionReset) or, if it was a clean
/// close, the end. The client itself reconnects as it was told; with
/// [`Builder::without_reconnect`](super::Builder::without_reconnect) it ends.
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
    sink: MessageSink,
    mailbox: Rc<Mailbox<Message>>,
    loss: Rc<Cell<Option<io::ErrorKind>>>,
    _subscriptions: [Subscription; 4],
    current: Vec<u8>,
    position: usize,
    reading: Option<Reading>,
}

type Reading = Pin<Box<dyn Future<Output = Result<Message, super::BlobError>>>>;

impl Bytes {
    pub(super) fn new(client: &Client) -> Self {
        let mailbox = Mailbox::new();
        let loss = Rc::new(Cell::new(None));
        let has_opened = Rc::new(Cell::new(client.state() == State::Open));
        let [message, close, end] = std::array::from_fn(|_| mailbox.sender());
        let (opening, closing, why) = (has_opened.clone(), has_opened, loss.clone());
        let subscriptions = [
            client.on_open(move |_| opening.set(true)),
            client.on_message(move |arrived| message.send(arrived)),
            client.on_close(move |closed| {
                if closing.get() {
                    let kind = io::ErrorKind::ConnectionReset;
                    why.set((!closed.was_clean).then_some(kind));
                    close.close();
                }
            }),
            client.on_end(move |_| end.close()),
        ];
        if client.state() == State::Closed {
            mailbox.close();
        }
        Self {
            sink: client.sink(),
            mailbox,
            loss,
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
        self.sink.client()
    }

    /// Has bytes to give, unless the stream is at its end.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        while self.position == self.current.len() {
            if let Some(reading) = &mut self.reading {
                let read = ready!(reading.as_mut().poll(context));
                self.reading = None;
                let message = read.map_err(|error| io::Error::other(error.to_string()))?;
                self.take(message);
                continue;
            }
            match ready!(self.mailbox.poll_next(context)) {
                Some(message @ Message::Blob(_)) => self.reading = Some(Box::pin(message.read())),
                Some(message) => self.take(message),
                // Told once; afterwards it is the end.
                None => {
                    return Poll::Ready(
                        self.loss.take().map_or(Ok(false), |kind| Err(kind.into())),
                    );
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

    /// Whether nothing can be written any more: the connection that this lasts
    /// for is gone.
    fn is_over(&self) -> bool {
        self.mailbox.is_closed()
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

impl AsyncWrite for Bytes {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.is_over() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        ready!(Pin::new(&mut this.sink).poll_ready(context)).map_err(broken)?;
        Pin::new(&mut this.sink).start_send(Message::from(buffer)).map_err(broken)?;
        Poll::Ready(Ok(buffer.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().sink).poll_flush(context).map_err(broken)
    }

    fn poll_close(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().sink).poll_close(context).map_err(broken)
    }
}

fn broken(error: SinkError) -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, error.to_string())
}

impl fmt::Debug for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Bytes").field("client", self.client()).finish_non_exhaustive()
    }
}
