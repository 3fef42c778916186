//! MessagePack.

use super::error::{FormatError, bytes, whole};
use super::format::Codec;
use crate::client::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// MessagePack in binary frames. Structs are written as maps with their fields'
/// names, as servers in other languages expect; both maps and arrays are read.
///
/// ```
/// use sockline::{Codec, MessagePack};
///
/// let message = Codec::<(), _>::encode(&MessagePack, &[1_u8, 2]).unwrap();
/// assert_eq!(message.as_bytes(), Some(&[0x92, 1, 2][..]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MessagePack;

impl<In: DeserializeOwned, Out: Serialize> Codec<In, Out> for MessagePack {
    type EncodeError = rmp_serde::encode::Error;
    type DecodeError = FormatError<rmp_serde::decode::Error>;

    fn encode(&self, value: &Out) -> Result<Message, Self::EncodeError> {
        rmp_serde::to_vec_named(value).map(Message::Binary)
    }

    fn decode(&self, message: &Message) -> Result<In, Self::DecodeError> {
        let mut rest = bytes(message)?;
        let value = rmp_serde::from_read(&mut rest).map_err(FormatError::Format)?;
        whole(value, rest)
    }
}
