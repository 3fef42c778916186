//! The handle.

use super::binary_type::BinaryType;
use super::builder::Builder;
use super::callbacks::Subscription;
use super::calls::Calls;
use super::drained::{Drained, Goal};
use super::duplex::Duplex;
use super::end::{Closing, LifeOver};
use super::error::{ConnectionError, TrySendError};
use super::events::{Closed, Dropped, Opened, Reconnecting};
use super::face::{RustFace, opened};
use super::fate::Fate;
use super::listeners::Listeners;
use super::message::Message;
use super::outgoing::Outgoing;
use super::parcel::Parcel;
use super::sending::{Sending, Tracked};
use super::sink::MessageSink;
use super::streams::{ClientEvent, Events, Messages};
use crate::driver::Driver;
use crate::engine::{
    CloseError, CloseRequest, EndCause, Outcome, SendError, SendErrorKind, SendOptions, State,
    Stats,
};
use std::cell::RefCell;
use std::rc::Rc;

/// A WebSocket connection that stays.
///
/// Cheap to clone; all clones are one client. Callbacks may call any method,
/// drop any clone and any [`Subscription`]. A JavaScript exception that one lets
/// through is reported as that of any listener, and stops nothing; with
/// [`Self::on_message`] it has a price.
///
/// Dropping the last clone closes an open connection, after what waits in the
/// queue, and stops every timer. Without an open connection what waits is
/// dropped with the client, and nobody is told: call [`Client::close`] or
/// [`Client::clear_queue`] first where that matters. A client that was closed
/// lives until its callbacks were told of what it gives back.
///
/// A callback that owns a clone keeps the client alive for as long as the
/// callback is subscribed.
///
/// ```no_run
/// # fn main() -> Result<(), sockline::ConnectError> {
/// use sockline::Client;
///
/// let client = Client::builder("wss://example.com/chat").protocols(["chat.v2"]).connect()?;
/// let messages = client.on_message(|message| {
///     if let Some(text) = message.as_text() {
///         // …
///         # let _ = text;
///     }
/// });
/// // Waits in the queue until the connection is open.
/// let _ = client.try_send("hello");
/// # drop(messages);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    driver: Rc<Driver<RustFace>>,
}

/// Whether both are clones of one client.
impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.driver, &other.driver)
    }
}

impl Eq for Client {}

impl Client {
    pub(super) fn new(driver: Rc<Driver<RustFace>>) -> Self {
        Self { driver }
    }

    /// Options for a client that connects to `url`: `ws`, `wss`, `http`,
    /// `https`, or relative to the page.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let builder = sockline::Client::builder("/chat");
    /// # drop(builder);
    /// # }
    /// ```
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder::new(url.into())
    }

    /// Sends a message, or queues it while the connection is not open or its
    /// window is full; while the queue is full it waits for room. Several tasks
    /// may wait: the highest [`Priority`](crate::Priority) goes first, and
    /// within one who came first. With [`Overflow::DropOldest`](crate::Overflow)
    /// only those wait for whom dropping makes no room, and nobody behind them;
    /// with [`Overflow::DropNewest`](crate::Overflow) nobody waits.
    ///
    /// Dropping the future before it has resolved sends nothing.
    ///
    /// # Errors
    ///
    /// [`SendError`](super::SendError) gives the message back: the client is
    /// closing, has ended or was dropped, before or while it waited.
    ///
    /// ```no_run
    /// # async fn upload(client: sockline::Client) -> Result<(), sockline::SendError> {
    /// use sockline::{Outgoing, Priority};
    ///
    /// client.send("hello").await?;
    /// client.send(vec![0; 65_536]).await?;
    /// client.send(Outgoing::new("urgent").priority(Priority::High)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send(&self, message: impl Into<Outgoing>) -> Sending {
        Sending::new(&self.driver, message.into())
    }

    /// [`Self::send`] that resolves with what became of the message: it left
    /// the browser, or it was given back. The browser is looked at every 100 ms
    /// while something is on its way (`PacingConfig::poll`).
    ///
    /// Dropping the future before the message was accepted sends nothing, and
    /// afterwards changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Self::send`].
    ///
    /// ```no_run
    /// # async fn save(client: sockline::Client) -> Result<(), sockline::SendError> {
    /// if client.send_tracked("save").await? == sockline::Fate::Left {
    ///     // …
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn send_tracked(&self, message: impl Into<Outgoing>) -> Tracked {
        Tracked::new(&self.driver, message.into())
    }

    /// Sends a message, or queues it while the connection is not open or its
    /// window is full. Never waits, and does not stand in line behind the tasks
    /// that do.
    ///
    /// # Errors
    ///
    /// [`TrySendError`] gives the message back: the queue is full, or the
    /// client has ended.
    ///
    /// ```no_run
    /// # fn tell(client: &sockline::Client) {
    /// use sockline::{Outcome, TrySendError};
    ///
    /// match client.try_send("hello") {
    ///     Ok(Outcome::Sent | Outcome::Queued | Outcome::Dropped) => {}
    ///     Err(TrySendError::Full(message)) => drop(message),
    ///     Err(error) => drop(error.into_message()),
    /// }
    /// # }
    /// ```
    pub fn try_send(&self, message: impl Into<Outgoing>) -> Result<Outcome, TrySendError> {
        let Outgoing { message, options } = message.into();
        self.offer(Parcel::new(message), options)
    }

    /// Compiled once, and not again for each type that can be sent.
    fn offer(&self, parcel: Parcel, options: SendOptions<String>) -> Result<Outcome, TrySendError> {
        let sent = self.driver.send_at_once(parcel, options);
        // The engine tells of room for what it rejected last: for this, or for nothing any
        // more. Whoever waits has to be rejected anew.
        self.driver.face().waiters.room.wake_first();
        sent.map_err(|SendError { payload, kind }| match kind {
            SendErrorKind::Full => TrySendError::Full(payload.reject()),
            SendErrorKind::Closed => TrySendError::Closed(payload.reject()),
        })
    }

    /// [`Self::try_send`] with a priority, a conflation key or a time to live.
    ///
    /// # Errors
    ///
    /// As [`Self::try_send`].
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// use sockline::{Priority, SendOptions};
    ///
    /// let options = SendOptions { priority: Priority::High, ..SendOptions::default() };
    /// let _ = client.try_send_with("urgent", options);
    /// # }
    /// ```
    pub fn try_send_with(
        &self,
        message: impl Into<Message>,
        options: SendOptions<String>,
    ) -> Result<Outcome, TrySendError> {
        self.try_send(Outgoing { message: message.into(), options })
    }

    /// Waits until all messages have left the browser. Those that are dropped
    /// meanwhile, of which [`Self::on_drop`] tells, are waited for no longer.
    ///
    /// # Errors
    ///
    /// [`DrainError`](super::DrainError) if the client ends while messages wait,
    /// or is dropped.
    ///
    /// ```no_run
    /// # async fn leave(client: sockline::Client) -> Result<(), sockline::DrainError> {
    /// let _ = client.try_send("bye");
    /// client.drained().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn drained(&self) -> Drained {
        Drained::new(&self.driver, Goal::Left)
    }

    /// Waits until nothing reconnects any more. Resolves at once if that has
    /// been told already, and also when the last clone is dropped. If
    /// [`Self::reconnect`] begins anew before the end is told, it waits for the
    /// next one; [`Self::life_over`] does not.
    ///
    /// ```no_run
    /// # async fn watch(client: sockline::Client) {
    /// client.close();
    /// let ended = client.closed().await;
    /// assert_eq!(ended.cause, sockline::EndCause::Closed);
    /// # }
    /// ```
    pub fn closed(&self) -> Closing {
        Closing::new(&self.driver)
    }

    /// Waits until this life of the client is over: its end was told, or
    /// [`Self::reconnect`] has begun another before that. Resolves at once if the end
    /// has been told already, and also when the last clone is dropped.
    ///
    /// For what belongs to one life only, where others may have the client begin
    /// anew: such as a callback that is kept for what a client gives back that was
    /// closed. It does not tell how the life ended, nor whether there is another:
    /// [`Self::closed`] and [`Self::state`] do.
    ///
    /// Another life begins by each `reconnect` after [`Self::close`], or after the
    /// end. While the client connects, is open or waits for a retry, `reconnect` only
    /// connects anew, and the life goes on.
    ///
    /// ```no_run
    /// # async fn leave(client: sockline::Client) {
    /// let drops = client.on_drop(|dropped| drop(dropped.message));
    /// client.close();
    /// client.life_over().await;
    /// // What others send from now on is theirs.
    /// drop(drops);
    /// # }
    /// ```
    pub fn life_over(&self) -> LifeOver {
        LifeOver::new(&self.driver)
    }

    /// Closes the connection and ends the client: nothing reconnects any more.
    /// On an open connection what waits in the queue is handed over first;
    /// otherwise it is given back through [`Self::on_drop`].
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.close();
    /// # }
    /// ```
    pub fn close(&self) {
        self.driver.close(CloseRequest::plain());
    }

    /// [`Self::close`] with a code and a reason for the server.
    ///
    /// # Errors
    ///
    /// [`CloseError`] if the code is neither 1000 nor in 3000–4999, or the
    /// reason is longer than 123 bytes; nothing has changed then.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// assert!(client.close_with(4000, "bye").is_ok());
    /// # }
    /// ```
    pub fn close_with(&self, code: u16, reason: &str) -> Result<(), CloseError> {
        let request = CloseRequest::new(Some(code), reason.to_owned(), reason.len())?;
        self.driver.close(request);
        Ok(())
    }

    /// Connects anew at once, whatever is under way, with a fresh count of
    /// retries. Works after the end too.
    ///
    /// Only half a second lies between the beginnings of an attempt for which the
    /// browser or the provider refused even a socket, and of the next: otherwise a
    /// callback of `close` that calls this would never let the page do anything
    /// else.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.reconnect();
    /// # }
    /// ```
    pub fn reconnect(&self) {
        let (face, state) = (self.driver.face(), self.state());
        let ends = &face.waiters.ends;
        let takes_end = ends.begin_anew(state);
        if matches!(state, State::Open | State::Closing) {
            face.gave_up.set(true);
        }
        self.driver.reconnect();
        if takes_end {
            // They see that there is a new life, whenever they are polled.
            ends.tell_taken();
        }
    }

    /// The current state.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let is_open = client.state() == sockline::State::Open;
    /// # let _ = is_open;
    /// # }
    /// ```
    pub fn state(&self) -> State {
        self.driver.state()
    }

    /// The subprotocol that the server chose for the connection there is; empty
    /// if none, or without an open connection.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let is_new = client.protocol() == "chat.v2";
    /// # let _ = is_new;
    /// # }
    /// ```
    pub fn protocol(&self) -> String {
        opened(&self.driver).protocol
    }

    /// The extensions in use on the connection there is; empty if none, or without
    /// an open connection.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let is_compressed = client.extensions().contains("permessage-deflate");
    /// # let _ = is_compressed;
    /// # }
    /// ```
    pub fn extensions(&self) -> String {
        opened(&self.driver).extensions
    }

    /// What binary messages arrive as.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// assert_eq!(client.binary_type(), sockline::BinaryType::ArrayBuffer);
    /// # }
    /// ```
    pub fn binary_type(&self) -> BinaryType {
        self.driver.face().binary_type.get()
    }

    /// Changes what binary messages arrive as, from the next message on.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.set_binary_type(sockline::BinaryType::Blob);
    /// # }
    /// ```
    pub fn set_binary_type(&self, binary_type: BinaryType) {
        self.driver.face().binary_type.set(binary_type);
        if let Some(socket) = self.driver.socket() {
            binary_type.apply_to(&socket);
        }
    }

    /// Bytes that wait in the queue or in the browser's buffer.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let bytes: f64 = client.buffered_amount();
    /// # let _ = bytes;
    /// # }
    /// ```
    pub fn buffered_amount(&self) -> f64 {
        self.driver.queued().1 as f64 + self.driver.browser_buffered()
    }

    /// Messages that wait in the queue.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let messages: usize = client.queued_messages();
    /// # let _ = messages;
    /// # }
    /// ```
    pub fn queued_messages(&self) -> usize {
        self.driver.queued().0
    }

    /// Bytes that wait in the queue.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let bytes: usize = client.queued_bytes();
    /// # let _ = bytes;
    /// # }
    /// ```
    pub fn queued_bytes(&self) -> usize {
        self.driver.queued().1
    }

    /// Empties the queue and gives its messages back.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// for message in client.clear_queue() {
    ///     drop(message);
    /// }
    /// # }
    /// ```
    pub fn clear_queue(&self) -> Vec<Message> {
        let cleared = RefCell::new(Vec::new());
        self.driver.clear_queue(|parcel| {
            let message = parcel.settle(Fate::Cleared);
            cleared.borrow_mut().push(message);
        });
        cleared.into_inner()
    }

    /// What has happened so far.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let round_trip = client.stats().smoothed_round_trip;
    /// # let _ = round_trip;
    /// # }
    /// ```
    pub fn stats(&self) -> Stats {
        self.driver.stats()
    }

    /// Calls back when the state has changed: also where no other callback
    /// tells, as at the beginning of an attempt or of the closing handshake. It
    /// is told once the call stack is empty, so that changes which follow each
    /// other at once are told as one. The state at the time of subscribing is
    /// not told.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// let show = |state| assert_ne!(state, sockline::State::Idle);
    /// show(client.state());
    /// let states = client.on_state(show);
    /// # drop(states);
    /// # }
    /// ```
    pub fn on_state(&self, callback: impl Fn(State) + 'static) -> Subscription {
        self.driver.face().states.subscribe(self.state(), callback)
    }

    /// Calls back whenever a connection opens.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_open(|opened| drop(opened.protocol)).forget();
    /// # }
    /// ```
    pub fn on_open(&self, callback: impl Fn(Opened) + 'static) -> Subscription {
        self.listeners().open.subscribe(move |event| {
            if let ClientEvent::Open(event) = event {
                callback(event);
            }
        })
    }

    /// Calls back for every message.
    ///
    /// A callback that lets a JavaScript exception through is leaked, and the client
    /// with it: from then on only [`Self::close`] ends it, and dropping it does not.
    /// To catch what it throws would take a function of its own and a call to JavaScript
    /// and back for each message.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_message(|message| drop(message.into_text())).forget();
    /// # }
    /// ```
    pub fn on_message(&self, callback: impl Fn(Message) + 'static) -> Subscription {
        self.listeners().message.subscribe(callback)
    }

    /// Calls back when a connection or an attempt failed; the close follows.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_error(|error| drop(error.to_string())).forget();
    /// # }
    /// ```
    pub fn on_error(&self, callback: impl Fn(ConnectionError) + 'static) -> Subscription {
        self.listeners().error.subscribe(move |event| {
            if let ClientEvent::Error(event) = event {
                callback(event);
            }
        })
    }

    /// Calls back when a connection or an attempt ended.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_close(|closed| assert!(closed.code >= 1000)).forget();
    /// # }
    /// ```
    pub fn on_close(&self, callback: impl Fn(Closed) + 'static) -> Subscription {
        self.listeners().close.subscribe(move |event| {
            if let ClientEvent::Close(event) = event {
                callback(event);
            }
        })
    }

    /// Calls back when a retry was scheduled.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_reconnecting(|retry| assert!(retry.delay >= 0.0)).forget();
    /// # }
    /// ```
    pub fn on_reconnecting(&self, callback: impl Fn(Reconnecting) + 'static) -> Subscription {
        self.listeners().reconnecting.subscribe(move |event| {
            if let ClientEvent::Reconnecting(event) = event {
                callback(event);
            }
        })
    }

    /// Calls back when all that had been waiting has left the browser.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_drain(|| {}).forget();
    /// # }
    /// ```
    pub fn on_drain(&self, callback: impl Fn() + 'static) -> Subscription {
        self.listeners().drain.subscribe(move |_| callback())
    }

    /// Calls back for every message that will not be sent.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_drop(|dropped| drop((dropped.message, dropped.reason))).forget();
    /// # }
    /// ```
    pub fn on_drop(&self, callback: impl Fn(Dropped) + 'static) -> Subscription {
        self.listeners().dropped.subscribe(move |event| {
            if let ClientEvent::Drop(event) = event {
                callback(event);
            }
        })
    }

    /// Calls back when nothing reconnects any more.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_end(|cause| drop(cause.to_string())).forget();
    /// # }
    /// ```
    pub fn on_end(&self, callback: impl Fn(EndCause) + 'static) -> Subscription {
        self.listeners().end.subscribe(move |event| {
            if let ClientEvent::End(event) = event {
                callback(event);
            }
        })
    }

    /// A sink of messages, which waits for room.
    ///
    /// ```no_run
    /// # async fn greet(client: sockline::Client) -> Result<(), sockline::SinkError> {
    /// use futures::SinkExt;
    ///
    /// let mut sink = client.sink();
    /// sink.send("hello").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sink<T: Into<Outgoing>>(&self) -> MessageSink<T> {
        MessageSink::new(self.clone())
    }

    /// The messages as a stream, which ends when the client does. It does not
    /// keep the client alive, as callbacks do not.
    ///
    /// ```no_run
    /// # async fn read(client: sockline::Client) {
    /// use futures::StreamExt;
    ///
    /// let mut messages = client.messages();
    /// while let Some(message) = messages.next().await {
    ///     // …
    ///     # drop(message);
    /// }
    /// # }
    /// ```
    pub fn messages(&self) -> Messages {
        Messages::new(self)
    }

    /// Everything that is told but for messages, as a stream. It does not keep
    /// the client alive.
    ///
    /// ```no_run
    /// # async fn watch(client: sockline::Client) {
    /// use futures::StreamExt;
    ///
    /// let mut events = client.events();
    /// if let Some(sockline::ClientEvent::Open(opened)) = events.next().await {
    ///     // …
    ///     # drop(opened);
    /// }
    /// # }
    /// ```
    pub fn events(&self) -> Events {
        Events::new(self)
    }

    /// A sink and a stream of messages, for two tasks. Each half is a clone of
    /// the client: it closes when both are dropped, and every other clone too.
    ///
    /// ```no_run
    /// # async fn chat(client: sockline::Client) -> Result<(), sockline::SinkError> {
    /// use futures::{SinkExt, StreamExt};
    ///
    /// let (mut sink, mut messages) = client.split();
    /// sink.send("hello".into()).await?;
    /// let answer = messages.next().await;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    pub fn split(&self) -> (MessageSink, Messages) {
        self.duplex().into_split()
    }

    /// Sink and stream in one object, which is a clone of the client.
    ///
    /// ```no_run
    /// # async fn ask(client: sockline::Client) -> Result<(), sockline::SinkError> {
    /// use futures::{SinkExt, StreamExt};
    ///
    /// let mut duplex = client.duplex();
    /// duplex.send("hello").await?;
    /// let answer = duplex.next().await;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    pub fn duplex<T: Into<Outgoing>>(&self) -> Duplex<T> {
        Duplex::new(self)
    }

    /// Requests and their answers. `correlate` gives what a request and its
    /// answer have in common, an id mostly, and nothing for other messages. Ids must be
    /// unique on the client: several `Calls` do not know of each other, and each takes an
    /// answer for its own that has the id of one of its requests.
    ///
    /// ```no_run
    /// # async fn ask(client: sockline::Client) -> Result<(), sockline::CallError> {
    /// let calls = client.calls(|message| {
    ///     let (id, _) = message.as_text()?.split_once(' ')?;
    ///     id.parse::<u32>().ok()
    /// });
    /// let answer = calls.call("17 what time is it?").await?;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    pub fn calls<K: Ord + Clone + 'static>(
        &self,
        correlate: impl Fn(&Message) -> Option<K> + 'static,
    ) -> Calls<K> {
        Calls::new(self, correlate)
    }

    /// The connection as a stream of bytes; feature `io`.
    ///
    /// ```no_run
    /// # async fn copy(client: sockline::Client) -> std::io::Result<()> {
    /// let (reader, mut writer) = futures::AsyncReadExt::split(client.bytes());
    /// futures::io::copy(reader, &mut writer).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "io")]
    pub fn bytes(&self) -> super::Bytes {
        super::Bytes::new(self)
    }

    pub(super) fn driver(&self) -> &Rc<Driver<RustFace>> {
        &self.driver
    }

    pub(super) fn listeners(&self) -> &Listeners {
        &self.driver.face().listeners
    }
}
