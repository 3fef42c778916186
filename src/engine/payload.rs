//! What the engine needs to know of a message.

use super::keys::Key;

/// A message that the engine carries without looking into it.
///
/// The same engine carries JavaScript handles for npm users, Rust messages for
/// Rust front ends and plain bytes in simulation.
pub trait Payload: Sized {
    /// A conflation key: a newer message with the key replaces the queued one.
    type Key: Key;

    /// A close reason. Only carried, so that a JavaScript string need not be
    /// copied into linear memory.
    type Reason: Clone + Default + core::fmt::Debug;

    /// Size on the wire without framing: text counts as UTF-8.
    fn bytes(&self) -> usize;

    /// The message has left the browser: nobody is given it any more.
    fn delivered(self) {}
}
