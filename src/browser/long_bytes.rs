//! Longer binary messages out of memory.
//!
//! Those of the same length lie in the same places again and again, because an
//! allocator gives away what it got back. So the views of some places are kept.

use super::place::Place;
use super::short_bytes;
use js_sys::Uint8Array;
use std::cell::Cell;

/// Twice as many as the first window holds of the shortest, because between what
/// lies in two of them lies something else now and then.
const PLACES: usize = 2 * 65_536 / short_bytes::MOST;

/// The place that was used last of all that share an entry.
type Places = [Place; PLACES];

thread_local! {
    /// Taken while they are in use: sending may run user code, which sends.
    static LAST: Cell<Option<Box<Places>>> =
        Cell::new(Some(Box::new([const { Place::NOWHERE }; PLACES])));
}

/// Calls `send` with a view of these bytes. `None` if they lie in a place that is
/// new.
pub(super) fn with_long_bytes<R>(bytes: &[u8], send: impl FnOnce(&Uint8Array) -> R) -> Option<R> {
    LAST.with(|cell| {
        let mut places = cell.take()?;
        let place = &mut places[entry(bytes)];
        let sent = if place.holds(bytes) {
            Some(send(place.view()))
        } else {
            // Most places are never used again where lengths differ, and need no view.
            *place = Place::of(bytes);
            None
        };
        cell.set(Some(places));
        sent
    })
}

/// Another for each of the messages that lie beside one another.
fn entry(bytes: &[u8]) -> usize {
    let size = bytes.len().max(1).ilog2();
    (bytes.as_ptr().addr() >> size) % PLACES
}
