//! The states of a client.

use std::fmt;

/// Where a client stands between its creation and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Created, not yet asked to connect. Messages may be queued. A `Client` is
    /// asked when it is made; in hooks this stands for having none yet.
    Idle,
    /// No connection; the next attempt waits for its delay or for the network.
    Waiting,
    /// An attempt has begun and asks for its URL and protocols.
    Resolving,
    /// A socket exists and the handshake is under way.
    Connecting,
    /// Messages flow.
    Open,
    /// The user asked to close; the closing handshake is under way.
    Closing,
    /// Ended: by the user, or because nothing is left to try.
    Closed,
}

impl State {
    /// The standard's `readyState`: 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED.
    pub const fn ready_state(self) -> u16 {
        match self {
            Self::Idle | Self::Waiting | Self::Resolving | Self::Connecting => 0,
            Self::Open => 1,
            Self::Closing => 2,
            Self::Closed => 3,
        }
    }
}

/// Its name in lower case, as a page may show it.
///
/// ```
/// assert_eq!(sockline::State::Open.to_string(), "open");
/// ```
impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Idle => "idle",
            Self::Waiting => "waiting",
            Self::Resolving => "resolving",
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Closed => "closed",
        })
    }
}
