//! Messages.

use super::error::BlobError;
use js_sys::{ArrayBuffer, Uint8Array};
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// A message to send, or one that arrived. Messages are equal if their contents
/// are; Blobs, whose contents nobody has read, if they are one object.
///
/// ```
/// use sockline::Message;
///
/// let text = Message::from("hello");
/// let bytes = Message::from(vec![1, 2, 3]);
/// assert!(matches!((&text, bytes), (Message::Text(_), Message::Binary(_))));
/// assert_eq!(text, Message::from(&String::from("hello")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text frame.
    Text(String),
    /// A binary frame, in the program's memory.
    Binary(Vec<u8>),
    /// A binary frame as a handle of the browser. Arrives only with
    /// [`BinaryType::Blob`](super::BinaryType::Blob).
    Blob(Blob),
}

impl Message {
    /// The text, if this is a text frame.
    ///
    /// ```
    /// assert_eq!(sockline::Message::from("hello").as_text(), Some("hello"));
    /// ```
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) | Self::Blob(_) => None,
        }
    }

    /// The bytes, if this is a binary frame in memory.
    ///
    /// ```
    /// assert_eq!(sockline::Message::from("hello").as_bytes(), None);
    /// ```
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Binary(bytes) => Some(bytes),
            Self::Text(_) | Self::Blob(_) => None,
        }
    }

    /// The text itself, if this is a text frame; otherwise the message as it is.
    /// Nothing is copied.
    ///
    /// ```
    /// # use sockline::Message;
    /// assert_eq!(Message::from("text").into_text().unwrap(), "text");
    /// assert!(Message::from(vec![1]).into_text().is_err());
    /// ```
    pub fn into_text(self) -> Result<String, Self> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other),
        }
    }

    /// The bytes themselves, if this is a binary frame in memory; otherwise the
    /// message as it is. Nothing is copied.
    ///
    /// ```
    /// # use sockline::Message;
    /// assert_eq!(Message::from(vec![1, 2]).into_bytes().unwrap(), [1, 2]);
    /// assert!(Message::from("text").into_bytes().is_err());
    /// ```
    pub fn into_bytes(self) -> Result<Vec<u8>, Self> {
        match self {
            Self::Binary(bytes) => Ok(bytes),
            other => Err(other),
        }
    }

    /// Reads a Blob into memory; any other message resolves as it is. Reading
    /// takes its time, so read one message before asking for the next if their
    /// order matters: `messages.then(Message::read)` does.
    ///
    /// # Errors
    ///
    /// [`BlobError`] gives the message back if the browser can't read it, for
    /// example because the file behind it has changed.
    ///
    /// ```no_run
    /// # async fn read(client: sockline::Client) -> Result<(), sockline::BlobError> {
    /// use futures::StreamExt;
    /// use sockline::Message;
    ///
    /// let mut messages = client.messages().then(Message::read).boxed_local();
    /// while let Some(message) = messages.next().await {
    ///     if let Some(bytes) = message?.as_bytes() {
    ///         // …
    ///         # let _ = bytes;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn read(self) -> Result<Self, BlobError> {
        let Self::Blob(blob) = self else {
            return Ok(self);
        };
        let buffer = JsFuture::from(blob.array_buffer()).await;
        match buffer.ok().and_then(|buffer| buffer.dyn_into::<ArrayBuffer>().ok()) {
            Some(buffer) => Ok(Self::Binary(Uint8Array::new(&buffer).to_vec())),
            None => Err(BlobError::Unreadable(Self::Blob(blob))),
        }
    }

    /// Size on the wire without framing, in bytes.
    ///
    /// ```
    /// assert_eq!(sockline::Message::from("é").size(), 2);
    /// ```
    pub fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
            Self::Blob(blob) => blob.size() as usize,
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Copied.
impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Box<str>> for Message {
    fn from(text: Box<str>) -> Self {
        Self::Text(text.into())
    }
}

impl From<Cow<'_, str>> for Message {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Message {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes)
    }
}

/// Copied.
impl From<&Vec<u8>> for Message {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Binary(bytes.clone())
    }
}

impl<const N: usize> From<[u8; N]> for Message {
    fn from(bytes: [u8; N]) -> Self {
        Self::Binary(bytes.into())
    }
}

impl From<Box<[u8]>> for Message {
    fn from(bytes: Box<[u8]>) -> Self {
        Self::Binary(bytes.into())
    }
}

impl From<Cow<'_, [u8]>> for Message {
    fn from(bytes: Cow<'_, [u8]>) -> Self {
        Self::Binary(bytes.into_owned())
    }
}

/// Copied out of JavaScript once.
impl From<&Uint8Array> for Message {
    fn from(bytes: &Uint8Array) -> Self {
        Self::Binary(bytes.to_vec())
    }
}

/// Copied out of JavaScript once.
impl From<&ArrayBuffer> for Message {
    fn from(buffer: &ArrayBuffer) -> Self {
        Self::Binary(Uint8Array::new(buffer).to_vec())
    }
}

impl From<&[u8]> for Message {
    fn from(bytes: &[u8]) -> Self {
        Self::Binary(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Message {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Binary(bytes.to_vec())
    }
}

impl From<Blob> for Message {
    fn from(blob: Blob) -> Self {
        Self::Blob(blob)
    }
}
