//! A message with its options.

use super::message::Message;
use crate::engine::{Priority, SendOptions};
use js_sys::{ArrayBuffer, Uint8Array};
use std::borrow::Cow;
use std::time::Duration;
use web_sys::Blob;

/// A message to send, and how it is to be treated. Every message converts into
/// one with the defaults.
///
/// ```no_run
/// # async fn point(client: &sockline::Client) -> Result<(), sockline::SendError> {
/// use sockline::{Outgoing, Priority};
/// use std::time::Duration;
///
/// let cursor = Outgoing::new(r#"{"x":3,"y":4}"#)
///     .priority(Priority::Low)
///     .key("cursor")
///     .ttl(Duration::from_secs(1));
/// client.send(cursor).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a message does nothing until it is sent"]
pub struct Outgoing {
    pub(super) message: Message,
    pub(super) options: SendOptions<String>,
}

impl Outgoing {
    /// A message with the defaults: normal priority, no key, no end of its time.
    ///
    /// ```
    /// let hello = sockline::Outgoing::new("hello");
    /// assert_eq!(hello.message().as_text(), Some("hello"));
    /// ```
    pub fn new(message: impl Into<Message>) -> Self {
        Self { message: message.into(), options: SendOptions::default() }
    }

    /// Which messages it overtakes. Also which tasks, where several wait for
    /// room.
    ///
    /// ```
    /// let typing = sockline::Outgoing::new("typing").priority(sockline::Priority::High);
    /// # drop(typing);
    /// ```
    pub fn priority(mut self, priority: Priority) -> Self {
        self.options.priority = priority;
        self
    }

    /// Conflation: it replaces the queued message with the same key, which is
    /// dropped with [`DropReason::Replaced`](crate::DropReason::Replaced).
    ///
    /// ```
    /// let position = sockline::Outgoing::new("12,7").key("position");
    /// # drop(position);
    /// ```
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.options.key = Some(key.into());
        self
    }

    /// How long it may wait in the queue: it is never handed to the browser
    /// later than this. The time a task waits for room does not count; that for
    /// which a sink holds it does.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let quote = sockline::Outgoing::new("quote").ttl(Duration::from_millis(250));
    /// # drop(quote);
    /// ```
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.options.ttl = ttl.as_secs_f64() * 1_000.0;
        self
    }

    /// The message itself.
    ///
    /// ```
    /// let bytes = sockline::Outgoing::new([1, 2, 3].to_vec());
    /// assert_eq!(bytes.message().as_bytes(), Some(&[1, 2, 3][..]));
    /// ```
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The message itself without a copy, as from an error that gives it back.
    ///
    /// ```
    /// let greeting = sockline::Outgoing::new("hello").into_message();
    /// assert_eq!(greeting.as_text(), Some("hello"));
    /// ```
    pub fn into_message(self) -> Message {
        self.message
    }
}

/// What converts into a message converts into one to send.
macro_rules! from {
    ($($source:ty),*) => {
        $(impl From<$source> for Outgoing {
            fn from(message: $source) -> Self {
                Self::new(message)
            }
        })*
    };
}

from!(
    Message,
    String,
    &String,
    Box<str>,
    Cow<'_, str>,
    &str,
    Vec<u8>,
    &Vec<u8>,
    Box<[u8]>,
    Cow<'_, [u8]>,
    &[u8],
    &Uint8Array,
    &ArrayBuffer,
    Blob
);

impl<const N: usize> From<[u8; N]> for Outgoing {
    fn from(bytes: [u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl<const N: usize> From<&[u8; N]> for Outgoing {
    fn from(bytes: &[u8; N]) -> Self {
        Self::new(bytes)
    }
}
