//! What a format is.

use crate::client::Message;

/// A format: values of `Out` become messages, messages become values of `In`.
///
/// ```
/// use sockline::{Codec, Message};
///
/// /// A number in decimal.
/// #[derive(Default)]
/// struct Decimal;
///
/// #[derive(Debug)]
/// struct NoText;
///
/// impl std::fmt::Display for NoText {
///     fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         formatter.write_str("the message is not text")
///     }
/// }
///
/// impl std::error::Error for NoText {}
///
/// impl Codec<u64, u64> for Decimal {
///     type EncodeError = std::convert::Infallible;
///     type DecodeError = Box<dyn std::error::Error>;
///
///     fn encode(&self, value: &u64) -> Result<Message, Self::EncodeError> {
///         Ok(value.to_string().into())
///     }
///
///     fn decode(&self, message: &Message) -> Result<u64, Self::DecodeError> {
///         Ok(message.as_text().ok_or(NoText)?.parse()?)
///     }
/// }
///
/// assert_eq!(Decimal.decode(&"12".into()).unwrap(), 12);
/// ```
pub trait Codec<In, Out> {
    /// Why a value has no message.
    type EncodeError;

    /// Why a message has no value.
    type DecodeError;

    /// The message for a value.
    ///
    /// # Errors
    ///
    /// The format's own, if it can't express the value.
    fn encode(&self, value: &Out) -> Result<Message, Self::EncodeError>;

    /// The value of a message.
    ///
    /// # Errors
    ///
    /// The format's own, if the message is not of the format or not of the type.
    fn decode(&self, message: &Message) -> Result<In, Self::DecodeError>;
}
