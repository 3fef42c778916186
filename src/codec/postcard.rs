//! postcard.

use super::error::{FormatError, bytes, whole};
use super::format::Codec;
use crate::client::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// postcard in binary frames: the smallest messages, for a server in Rust that
/// has the same types. It has no limit of nesting: with a type that contains itself,
/// a message can be as deep as it is long, and decoding it overflow the stack.
///
/// ```
/// use sockline::{Codec, Postcard};
///
/// let message = Codec::<(), _>::encode(&Postcard, &(1_u8, 300_u16)).unwrap();
/// assert_eq!(message.as_bytes(), Some(&[1, 0xac, 2][..]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Postcard;

impl<In: DeserializeOwned, Out: Serialize> Codec<In, Out> for Postcard {
    type EncodeError = postcard::Error;
    type DecodeError = FormatError<postcard::Error>;

    fn encode(&self, value: &Out) -> Result<Message, Self::EncodeError> {
        postcard::to_allocvec(value).map(Message::Binary)
    }

    fn decode(&self, message: &Message) -> Result<In, Self::DecodeError> {
        let (value, rest) =
            postcard::take_from_bytes(bytes(message)?).map_err(FormatError::Format)?;
        whole(value, rest)
    }
}
