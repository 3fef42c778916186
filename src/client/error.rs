//! What can go wrong, and whose fault it is. No error carries a URL or a
//! protocol, which may hold a token.

use super::message::Message;
use crate::engine::DropReason;
use core::fmt;

/// Why a client could not be made. The caller is at fault.
///
/// ```no_run
/// # fn connect() {
/// use sockline::{Client, ConnectError};
///
/// let fragment = Client::builder("wss://example.com/#part").connect();
/// assert_eq!(fragment.err(), Some(ConnectError::Fragment));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL can't be parsed.
    InvalidUrl,
    /// The URL's scheme is none of `ws`, `wss`, `http`, `https`.
    UnsupportedScheme,
    /// The URL has a fragment, which a WebSocket URL must not have.
    Fragment,
    /// The protocol of this index, from 0, is not a token of RFC 9110: empty,
    /// or with a space, a comma or the like.
    InvalidProtocol(usize),
    /// The protocol of this index, from 0, is given before already.
    DuplicateProtocol(usize),
    /// The option of this name is negative or no number.
    InvalidOption(&'static str),
    /// The program was not compiled to WebAssembly, so that there is no browser: on a
    /// server that renders pages, for example. The hooks of the framework crates do
    /// not connect there.
    NoBrowser,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl => formatter.write_str("the URL is invalid"),
            Self::UnsupportedScheme => {
                formatter.write_str("the URL's scheme must be ws, wss, http or https")
            }
            Self::Fragment => formatter.write_str("the URL must not have a fragment"),
            Self::InvalidProtocol(index) => write!(formatter, "protocol {index} is not a token"),
            Self::DuplicateProtocol(index) => {
                write!(formatter, "protocol {index} is given before already")
            }
            Self::InvalidOption(name) => {
                write!(formatter, "option {name} must be a number that is not negative")
            }
            Self::NoBrowser => formatter.write_str("there is no browser to connect with"),
        }
    }
}

impl std::error::Error for ConnectError {}

/// Why a message was not accepted. It is given back.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// if let Err(sockline::TrySendError::Full(message)) = client.try_send("hello") {
///     drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrySendError {
    /// The queue is full: the caller sends faster than the link carries.
    Full(Message),
    /// The client is closing or has ended; `reconnect` starts it again.
    Closed(Message),
}

impl TrySendError {
    /// The message that was not accepted.
    pub fn into_message(self) -> Message {
        match self {
            Self::Full(message) | Self::Closed(message) => message,
        }
    }
}

impl fmt::Display for TrySendError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Full(_) => "the queue is full",
            Self::Closed(_) => "the client is closing or has ended; reconnect starts it again",
        })
    }
}

impl std::error::Error for TrySendError {}

/// Why a message that waited for room was not sent. It is given back.
///
/// ```no_run
/// # async fn send(client: &sockline::Client) {
/// if let Err(error) = client.send("hello").await {
///     let message = error.into_message();
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The client is closing, has ended or was dropped.
    Closed(Message),
}

impl SendError {
    /// The message that was not sent.
    pub fn into_message(self) -> Message {
        match self {
            Self::Closed(message) => message,
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(_) => formatter.write_str("the client has ended"),
        }
    }
}

impl std::error::Error for SendError {}

/// Why not all messages were sent.
///
/// ```no_run
/// # async fn leave(client: &sockline::Client) {
/// if client.drained().await == Err(sockline::DrainError::Ended) {
///     // `on_drop` was told of each message that is left.
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DrainError {
    /// The client ended while messages waited, which were given back through
    /// [`Client::on_drop`](super::Client::on_drop), or it was dropped.
    Ended,
}

impl fmt::Display for DrainError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => formatter.write_str("the client ended before all was sent"),
        }
    }
}

impl std::error::Error for DrainError {}

/// Why a sink failed.
///
/// ```no_run
/// # async fn send(mut sink: sockline::MessageSink) {
/// use futures::SinkExt;
///
/// if let Err(error) = sink.send("hello".into()).await
///     && let Some(message) = error.into_message()
/// {
///     // It was not sent.
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SinkError {
    /// The client is closing or has ended. The message is given back.
    Closed(Message),
    /// The client is closing or has ended. What waited in its queue was given
    /// back through [`Client::on_drop`](super::Client::on_drop), unless it was closing
    /// and began anew before the end.
    Ended,
    /// The caller did not wait until the sink was ready. The message is given
    /// back.
    NotReady(Message),
}

impl SinkError {
    /// The message that was not sent, if one is given back.
    pub fn into_message(self) -> Option<Message> {
        match self {
            Self::Closed(message) | Self::NotReady(message) => Some(message),
            Self::Ended => None,
        }
    }
}

impl fmt::Display for SinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Closed(_) | Self::Ended => "the client has ended",
            Self::NotReady(_) => "the sink was not ready",
        })
    }
}

impl std::error::Error for SinkError {}

/// Why a Blob could not be read.
///
/// ```no_run
/// # async fn read(message: sockline::Message) {
/// if let Err(error) = message.read().await {
///     let message = error.into_message();
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlobError {
    /// The browser can't read it: the file behind it has changed or is gone, or
    /// there is no memory. The message is given back.
    Unreadable(Message),
}

impl BlobError {
    /// The message that was not read.
    pub fn into_message(self) -> Message {
        match self {
            Self::Unreadable(message) => message,
        }
    }
}

impl fmt::Display for BlobError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(_) => formatter.write_str("the browser can't read the Blob"),
        }
    }
}

impl std::error::Error for BlobError {}

/// Why a call has no answer.
///
/// ```no_run
/// # async fn ask(calls: sockline::Calls<u32>) {
/// use sockline::{CallError, DropReason};
///
/// match calls.call("17 what time is it?").await {
///     Ok(answer) => drop(answer),
///     // The server may have acted on it.
///     Err(
///         CallError::TimedOut
///         | CallError::Lost
///         | CallError::Ended
///         | CallError::Dropped(DropReason::Unknown),
///     ) => {}
///     Err(error) => drop(error),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// The caller's request has nothing by which its answer could be found. It
    /// is given back.
    Uncorrelated(Message),
    /// A call of the same correlation is waiting already. The request is given
    /// back.
    Duplicate(Message),
    /// The client ended before it accepted the request, which is given back.
    Closed(Message),
    /// The request was dropped, and given back through
    /// [`Client::on_drop`](super::Client::on_drop). With
    /// [`DropReason::Unknown`] the server may have acted on it.
    Dropped(DropReason),
    /// The request was given back by
    /// [`Client::clear_queue`](super::Client::clear_queue).
    Cleared,
    /// The request had left the browser, and then the connection was lost. The
    /// server may have acted on it.
    Lost,
    /// The client ended, or was dropped, before there was an answer. The server
    /// may have acted on the request.
    Ended,
    /// There was no answer in time. The server may have acted on the request, or will:
    /// one that was accepted and waits in the queue is sent all the same, unless it has
    /// an [`Outgoing::ttl`](super::Outgoing::ttl) that is no longer than the call waits.
    TimedOut,
}

impl fmt::Display for CallError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Uncorrelated(_) => "the request has nothing by which to find its answer",
            Self::Duplicate(_) => "a call of the same correlation is waiting already",
            Self::Closed(_) | Self::Ended => "the client has ended",
            Self::Dropped(reason) => return write!(formatter, "the request was dropped: {reason}"),
            Self::Cleared => "the request was cleared from the queue",
            Self::Lost => "the connection was lost before there was an answer",
            Self::TimedOut => "there was no answer in time",
        })
    }
}

impl std::error::Error for CallError {}

/// A connection or an attempt failed.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// use sockline::ConnectionError;
///
/// let errors = client.on_error(|error: ConnectionError| drop(error.to_string()));
/// # drop(errors);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The network or the server. Browsers don't tell pages more, so that these
    /// can't map networks; the browser's console does.
    ///
    /// Or it took too long: the attempt reached its deadline, or the heartbeat was
    /// not answered. Where a retry follows, [`Reconnecting::cause`] tells which.
    ///
    /// [`Reconnecting::cause`]: super::Reconnecting::cause
    Failed,
    /// The URL provider failed, with its own words.
    Provider(String),
    /// The URL provider gave a URL that can't be connected to.
    Url(ConnectError),
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed => {
                formatter.write_str("the connection failed or took too long; browsers tell no more")
            }
            Self::Provider(why) => write!(formatter, "the URL provider failed: {why}"),
            Self::Url(error) => write!(formatter, "the URL provider gave a faulty URL: {error}"),
        }
    }
}

impl std::error::Error for ConnectionError {}

/// Why a JavaScript object is not what was asked for. Whoever made the object is
/// at fault.
///
/// ```no_run
/// # fn read(given: wasm_bindgen::JsValue) {
/// if let Err(error) = sockline::from_js::<sockline::Options>(&given) {
///     // "option 'queue.maxMessages': …"
///     assert!(error.to_string().contains(error.field()));
/// }
/// # }
/// ```
#[cfg(feature = "serde")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsError {
    field: String,
    reason: String,
}

#[cfg(feature = "serde")]
impl JsError {
    pub(super) fn new(field: String, reason: String) -> Self {
        Self { field, reason }
    }

    /// The field's path, its names separated by dots; `.` is the object itself.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

#[cfg(feature = "serde")]
impl fmt::Display for JsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "option '{}': {}", self.field, self.reason)
    }
}

#[cfg(feature = "serde")]
impl std::error::Error for JsError {}
