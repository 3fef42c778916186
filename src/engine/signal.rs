//! What the page and the network tell.

/// A hint from the page or the network. Hints speed things up or start a probe;
/// none of them alone ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The browser believes the network is back.
    Online,
    /// The browser believes the network is gone.
    Offline,
    /// The page was shown, focused, resumed, or restored from the back/forward
    /// cache, or the clock jumped: time may have passed unnoticed.
    Awake,
    /// The page was hidden, frozen, or put into the back/forward cache.
    Asleep,
}
