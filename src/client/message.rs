//! Messages.

use web_sys::Blob;

/// A message to send, or one that arrived.
#[derive(Clone, Debug)]
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
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) | Self::Blob(_) => None,
        }
    }

    /// The bytes, if this is a binary frame in memory.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Binary(bytes) => Some(bytes),
            Self::Text(_) | Self::Blob(_) => None,
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
