//! A message on its way, and how it is to be treated.

use super::messages::Index;

/// Which message is meant, among all of one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId {
    pub(super) number: u64,
    pub(super) index: Index,
}

impl MessageId {
    /// A number that ascends in the order of sending within one client, and that no
    /// other message has, but for one that waits and is replaced by a newer one with
    /// its key: that takes its place over, and its number.
    pub fn number(self) -> u64 {
        self.number
    }
}

/// Which messages go first. Within one priority the order of sending holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Before all others: typing, control, authentication.
    High,
    /// The default.
    #[default]
    Normal,
    /// After all others: bulk data.
    Low,
}

impl Priority {
    pub(super) const COUNT: usize = 3;
}

/// How one message is to be treated.
#[derive(Clone, Debug, PartialEq)]
pub struct SendOptions<K> {
    /// Which messages it overtakes. Default [`Priority::Normal`].
    pub priority: Priority,
    /// Conflation: it replaces the queued message with the same key, in its
    /// place if both have the same priority. Default none.
    pub key: Option<K>,
    /// How long it may wait, in milliseconds: it is never handed to the browser
    /// later than this. Default for ever.
    pub ttl: f64,
}

impl<K> SendOptions<K> {
    /// Whether these are the defaults, as of a message that is one among others.
    ///
    /// ```
    /// use sockline::{Priority, SendOptions};
    ///
    /// let mut options = SendOptions::<String>::default();
    /// assert!(options.is_default());
    /// options.priority = Priority::High;
    /// assert!(!options.is_default());
    /// ```
    pub fn is_default(&self) -> bool {
        self.priority == Priority::Normal && self.key.is_none() && self.ttl == f64::INFINITY
    }
}

impl<K> Default for SendOptions<K> {
    fn default() -> Self {
        Self { priority: Priority::Normal, key: None, ttl: f64::INFINITY }
    }
}

/// A message that the engine gives to the driver for the browser.
///
/// It has to come back by [`Engine::handle_transmitted`],
/// [`Engine::handle_not_open`] or [`Engine::handle_refused`].
///
/// [`Engine::handle_transmitted`]: super::Engine::handle_transmitted
/// [`Engine::handle_not_open`]: super::Engine::handle_not_open
/// [`Engine::handle_refused`]: super::Engine::handle_refused
#[derive(Debug)]
pub struct Envelope<P> {
    /// The message.
    pub payload: P,
    pub(super) id: MessageId,
}

impl<P> Envelope<P> {
    /// Which message this is.
    pub fn id(&self) -> MessageId {
        self.id
    }
}
