//! An open WebSocket connection, as the routes see it.

use std::convert::Infallible;
use std::future;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use crate::ending;
use crate::link::Link;
use crate::log::Full;
use crate::scope::{Membership, Order};

/// How long the client may take to answer a close frame.
const CLOSE_PATIENCE: Duration = Duration::from_secs(10);

/// A connection after its handshake. Dropping it resets the TCP connection unless it has ended
/// in good order before.
pub(crate) struct Session {
    /// Stands before the socket, so that it is dropped first: see [`Membership::leave`].
    membership: Membership,
    orders: mpsc::Receiver<Order>,
    socket: WebSocketStream<Link>,
    question: Option<&'static str>,
}

/// What comes first to a session that waits for two things.
pub(crate) enum Next<T> {
    /// A message of the client's.
    Message(Message),
    /// The other.
    Other(T),
}

/// The connection is over, and nothing is left to do about it.
#[derive(Debug)]
pub(crate) struct Ended;

impl Session {
    pub(crate) fn new(
        membership: Membership,
        orders: mpsc::Receiver<Order>,
        socket: WebSocketStream<Link>,
    ) -> Self {
        Self { membership, orders, socket, question: None }
    }

    /// Leaves text messages that say exactly this out of the counters.
    pub(crate) fn expect_question(&mut self, question: &'static str) {
        self.question = Some(question);
    }

    pub(crate) fn link_mut(&mut self) -> &mut Link {
        self.socket.get_mut()
    }

    /// Waits for the next text or binary message, and follows orders meanwhile.
    pub(crate) async fn receive(&mut self) -> Result<Message, Ended> {
        match self.receive_or(future::pending::<Infallible>()).await? {
            Next::Message(message) => Ok(message),
            Next::Other(never) => match never {},
        }
    }

    /// [`Self::receive`], unless something else comes first. That is never given up while an
    /// order is followed, and so a closing handshake is never cut short.
    pub(crate) async fn receive_or<T>(
        &mut self,
        other: impl Future<Output = T>,
    ) -> Result<Next<T>, Ended> {
        tokio::pin!(other);
        loop {
            self.follow_all().await?;
            if let Some(other) = other.as_mut().now_or_never() {
                return Ok(Next::Other(other));
            }
            // What was sent stays in the buffer while more messages wait to be read, so that a
            // burst costs few system calls.
            let next = match self.socket.next().now_or_never() {
                Some(next) => next,
                None => {
                    // A client that does not read keeps the flush waiting, and must not keep what
                    // else may come.
                    let flush_and_read = async {
                        self.socket.flush().await.map_err(|_| Ended)?;
                        Ok(self.socket.next().await)
                    };
                    tokio::select! {
                        biased;
                        Some(order) = self.orders.recv() => {
                            self.follow(order).await?;
                            continue;
                        }
                        other = &mut other => return Ok(Next::Other(other)),
                        next = flush_and_read => next?,
                    }
                }
            };
            if let Some(message) = self.take(next).await? {
                return Ok(Next::Message(message));
            }
        }
    }

    /// The text or binary message that has come by now, if there is one. Follows the orders that
    /// have come, too.
    pub(crate) async fn received(&mut self) -> Result<Option<Message>, Ended> {
        self.follow_all().await?;
        while let Some(next) = self.socket.next().now_or_never() {
            if let Some(message) = self.take(next).await? {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Sends a message with the next flush: when nothing waits to be read, when the buffer is
    /// full, or at the next pause.
    pub(crate) async fn send(&mut self, message: impl Into<Message>) -> Result<(), Ended> {
        self.socket.feed(message.into()).await.map_err(|_| Ended)
    }

    /// Lets time pass, and follows orders meanwhile.
    pub(crate) async fn pause(&mut self, time: Duration) -> Result<(), Ended> {
        self.flush().await?;
        let end = tokio::time::sleep(time);
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return Ok(()),
                Some(order) = self.orders.recv() => {
                    self.follow(order).await?;
                    self.flush().await?;
                }
            }
        }
    }

    /// Performs the closing handshake from this side, and lets `linger` pass before TCP ends.
    pub(crate) async fn close(&mut self, frame: Option<CloseFrame>, linger: Duration) -> Ended {
        // The answer stands behind everything that the client has sent before.
        self.link_mut().speed_up();
        let handshake = async {
            self.socket.close(frame).await?;
            while !matches!(self.socket.next().await.transpose()?, Some(Message::Close(_)) | None) {
            }
            Ok::<(), Error>(())
        };
        match tokio::time::timeout(CLOSE_PATIENCE, handshake).await {
            Ok(Ok(())) => {
                tokio::time::sleep(linger).await;
                self.finish().await
            }
            Ok(Err(_)) | Err(_) => Ended,
        }
    }

    /// Appends to the scope's log.
    pub(crate) fn log(&self, entry: Value) -> Result<(), Full> {
        self.membership.log(entry)
    }

    /// The scope's log so far.
    pub(crate) fn record(&self) -> Value {
        self.membership.record()
    }

    async fn flush(&mut self) -> Result<(), Ended> {
        self.socket.flush().await.map_err(|_| Ended)
    }

    async fn follow_all(&mut self) -> Result<(), Ended> {
        while let Ok(order) = self.orders.try_recv() {
            self.follow(order).await?;
        }
        Ok(())
    }

    async fn follow(&mut self, order: Order) -> Result<(), Ended> {
        match order {
            // Nothing that it might do would be seen.
            _ if self.socket.get_ref().is_mute() => Ok(()),
            Order::Send(text) => self.send(Message::Text(text)).await,
            Order::Close(frame) => Err(self.close(frame, Duration::ZERO).await),
        }
    }

    /// What the socket has brought, if it is a text or binary message.
    async fn take(
        &mut self,
        next: Option<Result<Message, Error>>,
    ) -> Result<Option<Message>, Ended> {
        match next {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                self.count(&message);
                Ok(Some(message))
            }
            // tungstenite answers pings by itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
            Some(Ok(Message::Close(_))) => Err(self.finish().await),
            Some(Err(error)) => Err(self.fail(&error).await),
            None => Err(Ended),
        }
    }

    fn count(&self, message: &Message) {
        if let (Message::Text(text), Some(question)) = (message, self.question)
            && text.as_str() == question
        {
            return;
        }
        self.membership.count(message.len());
    }

    /// The client has said goodbye: sends what is left, our answer perhaps, and closes TCP.
    async fn finish(&mut self) -> Ended {
        if self.socket.get_ref().is_mute() {
            return self.outlast().await;
        }
        self.membership.leave();
        let rest = async { while let Some(Ok(_)) = self.socket.next().await {} };
        if tokio::time::timeout(CLOSE_PATIENCE, rest).await.is_ok() {
            ending::in_good_order(self.link_mut().stream_mut()).await;
        }
        Ended
    }

    /// Says what the client did wrong, if it is still there to hear it.
    async fn fail(&mut self, error: &Error) -> Ended {
        let code = match error {
            Error::Capacity(_) => CloseCode::Size,
            Error::Utf8(_) => CloseCode::Invalid,
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return Ended,
            Error::Protocol(_) => CloseCode::Protocol,
            _ => return Ended,
        };
        if self.socket.get_ref().is_mute() {
            return self.outlast().await;
        }
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static("") };
        let goodbye = self.socket.close(Some(frame));
        if matches!(tokio::time::timeout(CLOSE_PATIENCE, goodbye).await, Ok(Ok(()))) {
            self.membership.leave();
            ending::in_good_order(self.link_mut().stream_mut()).await;
        }
        Ended
    }

    /// Closing TCP would be an answer too, so a mute connection waits until the client does it.
    async fn outlast(&mut self) -> Ended {
        ending::until_gone(self.link_mut().stream_mut()).await;
        Ended
    }
}
