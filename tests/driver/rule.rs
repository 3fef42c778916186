//! What every session has to keep.

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Events come in an order that makes sense.
    Grammar,
    /// Every message is in one place, and at the end accounted for once.
    Settlement,
    /// When the faults end, the client comes to rest, and no timer runs for nothing.
    Rest,
    /// The timer fires no later than what the engine waits for.
    Timer,
    /// What has left the buffer is known to be gone when anything happens.
    Looking,
    /// Retries wait for the network that the page says is gone.
    Network,
    /// Nothing is left to be told when the microtasks have run.
    Telling,
    /// A client that has ended, or that nobody holds, leaves nothing behind.
    Leaving,
    /// The platform is asked only for what makes sense to it.
    Platform,
    /// Nothing panics, whatever user code does inside.
    Panic,
}
