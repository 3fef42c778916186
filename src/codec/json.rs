//! JSON.

use super::error::FormatError;
use super::format::Codec;
use crate::client::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// JSON in text frames. Reads binary frames of JSON too.
///
/// ```
/// use sockline::{Codec, Json};
///
/// let message = Codec::<(), _>::encode(&Json, &vec![1, 2]).unwrap();
/// assert_eq!(message.as_text(), Some("[1,2]"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

impl<In: DeserializeOwned, Out: Serialize> Codec<In, Out> for Json {
    type EncodeError = serde_json::Error;
    type DecodeError = FormatError<serde_json::Error>;

    fn encode(&self, value: &Out) -> Result<Message, Self::EncodeError> {
        serde_json::to_string(value).map(Message::Text)
    }

    fn decode(&self, message: &Message) -> Result<In, Self::DecodeError> {
        match message {
            Message::Text(text) => serde_json::from_str(text).map_err(FormatError::Format),
            Message::Binary(bytes) => serde_json::from_slice(bytes).map_err(FormatError::Format),
            Message::Blob(_) => Err(FormatError::Frame),
        }
    }
}
