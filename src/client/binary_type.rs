//! What binary messages arrive as.

/// What binary messages arrive as. Sending is not affected.
///
/// ```
/// assert_eq!(sockline::BinaryType::default(), sockline::BinaryType::ArrayBuffer);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BinaryType {
    /// [`Message::Binary`](super::Message::Binary): copied into the program's
    /// memory on arrival. The default, because Rust code mostly wants bytes.
    #[default]
    ArrayBuffer,
    /// [`Message::Blob`](super::Message::Blob): a handle, whose bytes the
    /// browser may keep outside memory. For large files that are only passed
    /// on, to a download or an image for example.
    Blob,
}

impl BinaryType {
    /// The name in the standard.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ArrayBuffer => "arraybuffer",
            Self::Blob => "blob",
        }
    }
}
