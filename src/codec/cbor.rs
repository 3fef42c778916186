//! CBOR.

use super::error::{FormatError, bytes, whole};
use super::format::Codec;
use crate::client::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io;

/// CBOR (RFC 8949) in binary frames.
///
/// ```
/// use sockline::{Cbor, Codec};
///
/// let message = Codec::<(), _>::encode(&Cbor, &[1_u8, 2]).unwrap();
/// assert_eq!(message.as_bytes(), Some(&[0x82, 1, 2][..]));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Cbor;

impl<In: DeserializeOwned, Out: Serialize> Codec<In, Out> for Cbor {
    type EncodeError = ciborium::ser::Error<io::Error>;
    type DecodeError = FormatError<ciborium::de::Error<io::Error>>;

    fn encode(&self, value: &Out) -> Result<Message, Self::EncodeError> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes)?;
        Ok(Message::Binary(bytes))
    }

    fn decode(&self, message: &Message) -> Result<In, Self::DecodeError> {
        let mut rest = bytes(message)?;
        let value = ciborium::from_reader(&mut rest).map_err(FormatError::Format)?;
        whole(value, rest)
    }
}
