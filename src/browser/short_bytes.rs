//! Short binary messages out of memory.
//!
//! Many of them wait at a time, each in another place. So those of the same
//! length, as they follow one another in many protocols, are copied to one.

use super::place::Place;
use js_sys::Uint8Array;
use std::cell::Cell;

/// Up to here the copy costs less than the view of another place.
pub(super) const MOST: usize = 512;

/// Where they are copied to.
#[derive(Debug)]
struct Stage {
    bytes: Vec<u8>,
    place: Place,
}

thread_local! {
    /// Taken while it is in use: sending may run user code, which sends.
    static STAGE: Cell<Option<Box<Stage>>> =
        Cell::new(Some(Box::new(Stage { bytes: Vec::new(), place: Place::NOWHERE })));
}

/// Calls `send` with a view of these bytes, which are to be read before it
/// returns, as the standard has it: the next message is written over them. `None`
/// if this way is not the shorter one.
pub(super) fn with_short_bytes<R>(bytes: &[u8], send: impl FnOnce(&Uint8Array) -> R) -> Option<R> {
    STAGE.with(|cell| {
        let mut stage = cell.take()?;
        let sent = stage.show(bytes).map(send);
        cell.set(Some(stage));
        sent
    })
}

impl Stage {
    /// The view with these bytes in it, if the last message was as long.
    fn show(&mut self, bytes: &[u8]) -> Option<&Uint8Array> {
        if self.bytes.len() != bytes.len() {
            self.bytes.resize(bytes.len(), 0);
            return None;
        }
        self.bytes.copy_from_slice(bytes);
        if !self.place.holds(&self.bytes) {
            self.place = Place::of(&self.bytes);
        }
        Some(self.place.view())
    }
}
