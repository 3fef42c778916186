//! Rooms, in which everyone hears everyone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;

/// How far a member may fall behind the room.
const BACKLOG: usize = 16_384;

/// The rooms of a scope, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rooms(Arc<Mutex<HashMap<String, broadcast::Sender<Message>>>>);

impl Rooms {
    /// A seat in the room of this name, which begins with its first member.
    pub(crate) fn enter(&self, name: &str) -> Seat {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(name.to_owned()).or_insert_with(|| broadcast::channel(BACKLOG).0);
        let (said, heard) = (room.clone(), room.subscribe());
        Seat { said, heard: Some(heard), name: name.to_owned(), rooms: self.clone() }
    }
}

/// A member's place in a room. The room ends when its last member leaves.
#[derive(Debug)]
pub(crate) struct Seat {
    said: broadcast::Sender<Message>,
    /// Given up on drop, before it is counted who is left.
    heard: Option<broadcast::Receiver<Message>>,
    name: String,
    rooms: Rooms,
}

/// The member has fallen further behind than the room remembers.
#[derive(Debug)]
pub(crate) struct TooSlow;

impl Seat {
    /// Says something to everyone in the room, this member among them.
    pub(crate) fn say(&self, message: Message) {
        // It fails only in an empty room, and this member is in it.
        let _ = self.said.send(message);
    }

    /// The next thing said. Giving the wait up loses nothing.
    pub(crate) async fn hear(&mut self) -> Result<Message, TooSlow> {
        match &mut self.heard {
            Some(heard) => heard.recv().await.map_err(|_| TooSlow),
            None => Err(TooSlow),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = self.rooms.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.heard = None;
        // Members enter under the lock, so nobody comes while this looks.
        if self.said.receiver_count() == 0 {
            rooms.remove(&self.name);
        }
    }
}
