//! A message on its way: the payload with what the engine knows of it.

use super::payload::Payload;
use super::time::Time;

/// The number of a message, unique within one client and ascending in the
/// order of sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(pub(super) u64);

impl MessageId {
    /// The number itself.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Which messages go first. Within one priority the order of sending holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Clone, Debug)]
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

impl<K> Default for SendOptions<K> {
    fn default() -> Self {
        Self { priority: Priority::Normal, key: None, ttl: f64::INFINITY }
    }
}

/// A message with what the engine knows of it.
///
/// It is always in exactly one place: the queue, the driver's hands (between
/// [`Action::Transmit`] and [`Engine::handle_transmitted`]), in flight, or
/// settled.
///
/// [`Action::Transmit`]: super::Action::Transmit
/// [`Engine::handle_transmitted`]: super::Engine::handle_transmitted
#[derive(Debug)]
pub struct Envelope<P: Payload> {
    /// The message.
    pub payload: P,
    pub(super) id: MessageId,
    pub(super) expires: Time,
    pub(super) key: Option<P::Key>,
    pub(super) priority: Priority,
    /// It was handed to a connection that was lost and is to be sent again,
    /// though the server may have it.
    pub(super) may_have_arrived: bool,
}

impl<P: Payload> Envelope<P> {
    /// The message's number.
    pub fn id(&self) -> MessageId {
        self.id
    }

    pub(super) fn bytes(&self) -> usize {
        self.payload.bytes()
    }
}
