//! Rooms, in which everyone hears everyone.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;

/// How many messages a member may fall behind the room.
const MAX_MESSAGES: usize = 16_384;
/// How many bytes these may have together: as many as a single message.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The rooms of a scope, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rooms(Arc<Mutex<HashMap<String, Room>>>);

/// Who is in a room, in the order in which they came. One who speaks holds the lock, so that all hear
/// everything in the same order.
type Room = Arc<Mutex<Vec<Arc<Ear>>>>;

impl Rooms {
    /// A seat in the room of this name, which begins with its first member.
    pub(crate) fn enter(&self, name: &str) -> Seat {
        let mut rooms = lock(&self.0);
        let room = Arc::clone(rooms.entry(name.to_owned()).or_default());
        let ear = Arc::<Ear>::default();
        lock(&room).push(Arc::clone(&ear));
        Seat { room, ear, name: name.to_owned(), rooms: self.clone() }
    }
}

/// What a member has not heard yet.
#[derive(Debug, Default)]
struct Ear {
    backlog: Mutex<Backlog>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Backlog {
    messages: VecDeque<Message>,
    bytes: usize,
    is_too_large: bool,
}

impl Backlog {
    fn push(&mut self, message: Message) {
        let is_full = self.messages.len() >= MAX_MESSAGES || self.bytes + message.len() > MAX_BYTES;
        if is_full {
            // Whoever has missed one message has no use for the others.
            self.messages = VecDeque::new();
            self.is_too_large = true;
        }
        if !self.is_too_large {
            self.bytes += message.len();
            self.messages.push_back(message);
        }
    }

    fn pop(&mut self) -> Option<Message> {
        let message = self.messages.pop_front()?;
        self.bytes -= message.len();
        Some(message)
    }
}

/// A member's place in a room. The room ends when its last member leaves.
#[derive(Debug)]
pub(crate) struct Seat {
    room: Room,
    ear: Arc<Ear>,
    name: String,
    rooms: Rooms,
}

/// The member has fallen further behind than the room remembers.
#[derive(Debug)]
pub(crate) struct TooSlow;

impl Seat {
    /// Says something to everyone in the room, this member among them.
    pub(crate) fn say(&self, message: &Message) {
        for ear in lock(&self.room).iter() {
            lock(&ear.backlog).push(message.clone());
            ear.changed.notify_one();
        }
    }

    /// The next thing said. Giving the wait up loses nothing.
    pub(crate) async fn hear(&self) -> Result<Message, TooSlow> {
        loop {
            {
                let mut backlog = lock(&self.ear.backlog);
                if backlog.is_too_large {
                    return Err(TooSlow);
                }
                if let Some(message) = backlog.pop() {
                    return Ok(message);
                }
            }
            self.ear.changed.notified().await;
        }
    }

    /// Waits until this member is too slow, while it cannot hear.
    pub(crate) async fn too_slow(&self) -> TooSlow {
        while !lock(&self.ear.backlog).is_too_large {
            self.ear.changed.notified().await;
        }
        TooSlow
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = lock(&self.rooms.0);
        let mut members = lock(&self.room);
        members.retain(|ear| !Arc::ptr_eq(ear, &self.ear));
        // Members enter under the lock of the rooms, so nobody comes while this looks.
        if members.is_empty() {
            rooms.remove(&self.name);
        }
    }
}

/// Nothing panics under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
