//! What the engine asks of the driver, and what it tells the user.

use super::attempt::AttemptId;
use super::close::{Close, CloseRequest};
use super::envelope::Envelope;
use super::payload::Payload;

/// Something for the driver to do in the browser.
#[derive(Debug)]
pub enum Action<P: Payload> {
    /// Find this attempt's URL and protocols, then call
    /// [`Engine::handle_resolved`] or [`Engine::handle_attempt_failed`].
    ///
    /// [`Engine::handle_resolved`]: super::Engine::handle_resolved
    /// [`Engine::handle_attempt_failed`]: super::Engine::handle_attempt_failed
    Resolve {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Make a socket for this attempt.
    Connect {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Hand a message to this attempt's socket, then call
    /// [`Engine::handle_transmitted`], [`Engine::handle_not_open`] or
    /// [`Engine::handle_refused`].
    ///
    /// [`Engine::handle_transmitted`]: super::Engine::handle_transmitted
    /// [`Engine::handle_not_open`]: super::Engine::handle_not_open
    /// [`Engine::handle_refused`]: super::Engine::handle_refused
    Transmit {
        /// The attempt.
        attempt: AttemptId,
        /// The message.
        envelope: Envelope<P>,
    },
    /// Send the user's ping, then call [`Engine::handle_pinged`].
    ///
    /// [`Engine::handle_pinged`]: super::Engine::handle_pinged
    Ping {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Begin the closing handshake of this attempt's socket and go on
    /// listening to it.
    Close {
        /// The attempt.
        attempt: AttemptId,
        /// What the user asked for.
        request: CloseRequest<P::Reason>,
    },
    /// Close this attempt's socket and stop listening to it.
    Abandon {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Ask the user [`Engine::question`], then call [`Engine::handle_decision`].
    ///
    /// [`Engine::question`]: super::Engine::question
    /// [`Engine::handle_decision`]: super::Engine::handle_decision
    Decide {
        /// The attempt that was lost.
        attempt: AttemptId,
    },
}

/// A loss on which the user decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<R> {
    /// How it ended: the close's code.
    pub code: u16,
    /// Its reason.
    pub reason: R,
    /// Whether it was clean.
    pub was_clean: bool,
    /// How many retries have failed in a row.
    pub retries: u32,
    /// What the engine would do if it were not asked.
    pub default: bool,
}

/// Something to tell the user.
#[derive(Debug)]
pub enum Event<P: Payload> {
    /// A connection is open.
    Open,
    /// An attempt or a connection failed; [`Event::Close`] follows.
    Error,
    /// A connection or an attempt ended.
    Close {
        /// How it ended.
        close: Close<P::Reason>,
        /// Whether another attempt follows.
        will_reconnect: bool,
    },
    /// A retry was scheduled.
    Reconnecting {
        /// The number of the retry since the last stable connection, from 1.
        retry: u32,
        /// Milliseconds until it begins; a hint that the network is back, or
        /// that somebody looks at the page, begins it earlier.
        delay: f64,
        /// Why.
        cause: Cause,
    },
    /// All that had been waiting has left the browser.
    Drain,
    /// A message will not be sent.
    Drop {
        /// The message, given back.
        payload: P,
        /// Why.
        reason: DropReason,
    },
    /// Nothing reconnects any more until [`Engine::reconnect`].
    ///
    /// [`Engine::reconnect`]: super::Engine::reconnect
    End {
        /// Why.
        cause: EndCause,
    },
}

/// Why a retry was scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A connection ended, or an attempt failed.
    Close,
    /// The attempt took too long; or the peer of an open connection had begun to close it, and
    /// did not finish within [`RetryConfig::close_deadline`](super::RetryConfig::close_deadline).
    Timeout,
    /// The heartbeat was not answered.
    Heartbeat,
    /// The URL or protocol provider failed, or the socket could not be made.
    Provider,
    /// The device is offline; the attempt waits for the network, at the longest
    /// for [`RetryConfig::cap`](super::RetryConfig::cap).
    Offline,
}

/// Why a message will not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DropReason {
    /// The queue was full ([`Overflow::DropOldest`] or [`Overflow::DropNewest`]).
    ///
    /// [`Overflow::DropOldest`]: super::Overflow::DropOldest
    /// [`Overflow::DropNewest`]: super::Overflow::DropNewest
    Overflow,
    /// Its time to live passed.
    Expired,
    /// A newer message with its key took its place.
    Replaced,
    /// The client ended before it could be sent.
    Closed,
    /// It was handed to a connection that was lost, never left the browser, and
    /// [`Resend::Never`](super::Resend::Never) forbids sending it again.
    Unsent,
    /// It was handed to a connection that was lost; the server may have it.
    /// This outweighs every other reason that a message to be sent again may
    /// meet.
    Unknown,
    /// The browser refused to take it.
    Refused,
}

impl DropReason {
    pub(super) const COUNT: usize = 7;
}

/// Why a client ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndCause {
    /// The user closed it.
    Closed,
    /// The close code says that the same connection would fail again.
    FinalCode,
    /// As many retries failed in a row as were allowed.
    RetriesExhausted,
    /// The user's `shouldReconnect` declined.
    Declined,
}
