//! Messages.

use crate::border::imports;
use sockline::engine::Payload;
use std::num::{NonZeroU32, NonZeroU64};

/// A message: its number in JavaScript, which keeps the value until it is given
/// back or has left the browser, and its size as UTF-8 or bytes, in the upper half. Of two
/// numbers LLVM would return the message through memory.
#[derive(Debug)]
pub(crate) struct Message(NonZeroU64);

impl Message {
    pub(crate) fn new(value: NonZeroU32, bytes: u32) -> Self {
        Self(NonZeroU64::from(value) | u64::from(bytes) << 32)
    }

    pub(crate) fn value(&self) -> u32 {
        self.0.get() as u32
    }
}

impl Payload for Message {
    /// JavaScript numbers its keys too.
    type Key = NonZeroU32;

    /// The number of a text, 0 if it is empty. It is the link's until the close
    /// was told.
    type Reason = u32;

    fn bytes(&self) -> usize {
        (self.0.get() >> 32) as usize
    }

    fn delivered(self) {
        imports::release(self.value());
    }
}
