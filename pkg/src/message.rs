//! Messages.

use crate::border::imports;
use sockline::engine::Payload;
use std::num::NonZeroU32;

/// A message: its number in JavaScript, which keeps the value until it is given
/// back or has left the browser, and its size as UTF-8 or bytes.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) value: NonZeroU32,
    pub(crate) bytes: usize,
}

impl Payload for Message {
    /// JavaScript numbers its keys too.
    type Key = NonZeroU32;

    /// The number of a text, 0 if it is empty. It is the link's until the close
    /// was told.
    type Reason = u32;

    fn bytes(&self) -> usize {
        self.bytes
    }

    fn delivered(self) {
        imports::release(self.value.get());
    }
}
