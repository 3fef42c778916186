//! What callbacks are told.

use super::message::Message;
use crate::engine::{Cause, DropReason, EndCause};
use std::fmt;

/// A connection is open.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// let opens = client.on_open(|opened| drop(opened.protocol));
/// # drop(opens);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opened {
    /// The subprotocol that the server chose; empty if none.
    pub protocol: String,
    /// The extensions in use; empty if none.
    pub extensions: String,
}

/// A connection or an attempt ended.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// let closes = client.on_close(|closed| drop(closed.reason));
/// # drop(closes);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Closed {
    /// The close code: 1005 if the server gave none, 1006 if there was no
    /// close frame (RFC 6455 §7.4.1).
    pub code: u16,
    /// The server's reason.
    pub reason: String,
    /// Whether the closing handshake completed.
    pub was_clean: bool,
    /// Whether another attempt follows.
    pub will_reconnect: bool,
}

/// A retry was scheduled.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// let retries = client.on_reconnecting(|retry| assert!(retry.retry > 0));
/// # drop(retries);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reconnecting {
    /// The number of the retry since the last stable connection, from 1.
    pub retry: u32,
    /// Milliseconds until it begins.
    pub delay: f64,
    /// Why.
    pub cause: Cause,
}

/// A message will not be sent.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// let drops = client.on_drop(|dropped| drop(dropped.message));
/// # drop(drops);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The message, given back.
    pub message: Message,
    /// Why.
    pub reason: DropReason,
}

/// Its name in the npm package.
///
/// ```
/// assert_eq!(sockline::Cause::Heartbeat.to_string(), "heartbeat");
/// ```
impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Close => "close",
            Self::Timeout => "timeout",
            Self::Heartbeat => "heartbeat",
            Self::Provider => "provider",
            Self::Offline => "offline",
        })
    }
}

/// Its name in the npm package.
///
/// ```
/// assert_eq!(sockline::DropReason::Expired.to_string(), "expired");
/// ```
impl fmt::Display for DropReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Overflow => "overflow",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
            Self::Closed => "closed",
            Self::Unsent => "unsent",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        })
    }
}

/// Its name in the npm package.
///
/// ```
/// assert_eq!(sockline::EndCause::FinalCode.to_string(), "final-code");
/// ```
impl fmt::Display for EndCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Closed => "closed",
            Self::FinalCode => "final-code",
            Self::RetriesExhausted => "retries-exhausted",
            Self::Declined => "declined",
        })
    }
}
