//! What can go wrong with typed messages. The text of an error has that of the format's own
//! in it, which is why its source is the source of that: nobody is told the same twice.

use crate::client::{CallError, Message, SendError, SinkError, TrySendError};
use std::error::Error;
use std::fmt;

/// A message that could not be decoded. The server is at fault, or the type is.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::DecodeError<sockline::FormatError<serde_json::Error>>) {
/// let text = error.message.as_text().unwrap_or("no text");
/// # let _ = (text, error.error);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError<E> {
    /// The message.
    pub message: Message,
    /// Why.
    pub error: E,
}

impl<E: fmt::Display> fmt::Display for DecodeError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a message can't be decoded: {}", self.error)
    }
}

impl<E: Error> Error for DecodeError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

/// Why a message has no value.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::FormatError<serde_json::Error>) -> usize {
/// match error {
///     sockline::FormatError::Frame | sockline::FormatError::Leftover => 0,
///     sockline::FormatError::Format(error) => error.column(),
/// }
/// # }
/// ```
#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor", feature = "postcard"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError<E> {
    /// The frame is of a kind that the format does not use: a Blob, or text
    /// where the format is binary.
    Frame,
    /// The format's own error.
    Format(E),
    /// Bytes follow the value in a binary format: the message is of another type,
    /// or holds more than one value. JSON has an error of its own for that.
    Leftover,
}

#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor", feature = "postcard"))]
impl<E: fmt::Display> fmt::Display for FormatError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frame => formatter.write_str("the frame is of another kind than the format's"),
            Self::Format(error) => error.fmt(formatter),
            Self::Leftover => formatter.write_str("bytes follow the value"),
        }
    }
}

#[cfg(any(feature = "json", feature = "msgpack", feature = "cbor", feature = "postcard"))]
/// The format's own error speaks for itself, and gives its own source.
impl<E: Error> Error for FormatError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Frame | Self::Leftover => None,
            Self::Format(error) => error.source(),
        }
    }
}

/// The bytes of a binary frame.
#[cfg(any(feature = "msgpack", feature = "cbor", feature = "postcard"))]
pub(super) fn bytes<E>(message: &Message) -> Result<&[u8], FormatError<E>> {
    message.as_bytes().ok_or(FormatError::Frame)
}

/// A value after which nothing is left.
#[cfg(any(feature = "msgpack", feature = "cbor", feature = "postcard"))]
pub(super) fn whole<T, E>(value: T, rest: &[u8]) -> Result<T, FormatError<E>> {
    if rest.is_empty() { Ok(value) } else { Err(FormatError::Leftover) }
}

/// Why a value was not sent, though it could wait for room.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::TypedSendError<serde_json::Error>) {
/// if let sockline::TypedSendError::Closed(message) = error {
///     // The encoded value.
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedSendError<E> {
    /// The format can't express the value.
    Encode(E),
    /// The client is closing, has ended or was dropped. The message is given
    /// back.
    Closed(Message),
}

impl<E> From<SendError> for TypedSendError<E> {
    fn from(error: SendError) -> Self {
        Self::Closed(error.into_message())
    }
}

impl<E: fmt::Display> fmt::Display for TypedSendError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => write!(formatter, "the value can't be encoded: {error}"),
            Self::Closed(_) => formatter.write_str("the client has ended"),
        }
    }
}

impl<E: Error> Error for TypedSendError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Closed(_) => None,
        }
    }
}

/// Why a value was not accepted.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::TypedTrySendError<serde_json::Error>) {
/// if let sockline::TypedTrySendError::Send(error) = error {
///     let message = error.into_message();
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedTrySendError<E> {
    /// The format can't express the value.
    Encode(E),
    /// The client did not accept the message, which is given back.
    Send(TrySendError),
}

impl<E> From<TrySendError> for TypedTrySendError<E> {
    fn from(error: TrySendError) -> Self {
        Self::Send(error)
    }
}

impl<E: fmt::Display> fmt::Display for TypedTrySendError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => write!(formatter, "the value can't be encoded: {error}"),
            Self::Send(error) => error.fmt(formatter),
        }
    }
}

impl<E: Error> Error for TypedTrySendError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Send(error) => error.source(),
        }
    }
}

/// Why a sink of values failed.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::TypedSinkError<serde_json::Error>) {
/// if let sockline::TypedSinkError::Sink(error) = error {
///     let message = error.into_message();
///     # drop(message);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedSinkError<E> {
    /// The format can't express the value.
    Encode(E),
    /// The sink of messages failed.
    Sink(SinkError),
}

impl<E> From<SinkError> for TypedSinkError<E> {
    fn from(error: SinkError) -> Self {
        Self::Sink(error)
    }
}

impl<E: fmt::Display> fmt::Display for TypedSinkError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => write!(formatter, "the value can't be encoded: {error}"),
            Self::Sink(error) => error.fmt(formatter),
        }
    }
}

impl<E: Error> Error for TypedSinkError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Sink(error) => error.source(),
        }
    }
}

/// Why a typed call has no answer.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # fn show(error: sockline::TypedCallError<serde_json::Error>) {
/// use sockline::{CallError, TypedCallError};
///
/// let is_late = matches!(error, TypedCallError::Call(CallError::TimedOut));
/// # let _ = is_late;
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedCallError<E> {
    /// The format can't express the request.
    Encode(E),
    /// The call failed.
    Call(CallError),
}

impl<E> From<CallError> for TypedCallError<E> {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl<E: fmt::Display> fmt::Display for TypedCallError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => write!(formatter, "the request can't be encoded: {error}"),
            Self::Call(error) => error.fmt(formatter),
        }
    }
}

impl<E: Error> Error for TypedCallError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            Self::Call(error) => error.source(),
        }
    }
}
