//! Queued messages by their conflation keys.

mod hashed;
mod numbered;

use std::fmt::Debug;

pub use hashed::Hashed;
pub use numbered::Numbered;

/// What messages are conflated by: a newer one with the key replaces the queued one.
pub trait Key: Eq + Debug + Sized {
    /// How a queued message is found by its key.
    type Table: KeyTable<Self>;
}

/// The slots of queued messages by their keys, each of which one message has at most.
/// 0 is no slot.
///
/// The keys themselves stay with the messages: `key_of` gives that of a message, if it has
/// one.
pub trait KeyTable<K>: Debug + Default {
    /// The slot of the message with this key, or 0.
    fn find<'a>(&self, key: &K, key_of: impl Fn(u32) -> Option<&'a K>) -> u32
    where
        K: 'a;

    /// Notes a message if it has a key, which nobody has that was noted.
    fn insert<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a K>)
    where
        K: 'a;

    /// Forgets a message, which was noted, if it has a key.
    fn remove<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a K>)
    where
        K: 'a;
}
