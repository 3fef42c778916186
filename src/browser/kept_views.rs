//! Binary messages out of memory, through views that are kept.
//!
//! Messages of the same length, as they follow one another in many protocols, lie
//! in the same places again and again, because an allocator gives away what it got
//! back. Too many of the short ones wait at a time to keep a view of each: they
//! are copied to one place.

use super::span::Span;
use js_sys::Uint8Array;
use std::cell::RefCell;

/// Up to here the copy costs less than the view of another place.
const SHORT: usize = 512;

/// Twice as many as the first window holds of the shortest that are not copied,
/// because between what lies in two of them lies something else now and then.
const SPANS: usize = 2 * 65_536 / SHORT;

#[derive(Debug)]
struct Views {
    /// Where short messages are copied to.
    stage: Vec<u8>,
    staged: Span,
    /// Where longer ones have lain: the last of all that share an entry.
    spans: [Span; SPANS],
}

impl Views {
    const fn new() -> Self {
        let spans = [const { Span::NOWHERE }; SPANS];
        Self { stage: Vec::new(), staged: Span::NOWHERE, spans }
    }

    fn show<R>(&mut self, bytes: &[u8], send: impl FnOnce(&Uint8Array) -> R) -> Option<R> {
        if bytes.len() > SHORT {
            return self.spans[entry(bytes)].show(bytes, send);
        }
        if self.stage.len() != bytes.len() {
            // Where lengths differ, a view of each would be made for nothing.
            self.stage.resize(bytes.len(), 0);
            return None;
        }
        self.stage.copy_from_slice(bytes);
        self.staged.show(&self.stage, send)
    }
}

/// Another for each of the messages that lie beside one another.
fn entry(bytes: &[u8]) -> usize {
    let size = bytes.len().max(1).ilog2();
    (bytes.as_ptr().addr() >> size) % SPANS
}

/// Views of one kind of messages.
#[derive(Debug)]
pub(super) struct KeptViews(RefCell<Box<Views>>);

impl KeptViews {
    pub(super) fn new() -> Self {
        Self(RefCell::new(Box::new(Views::new())))
    }

    /// Calls `send` with a view of these bytes, which are to be read before it
    /// returns, as the standard has it: other messages are written over them. `None`
    /// if there is no view to be used again.
    pub(super) fn show<R>(&self, bytes: &[u8], send: impl FnOnce(&Uint8Array) -> R) -> Option<R> {
        // In use where sending runs user code, which sends.
        self.0.try_borrow_mut().ok()?.show(bytes, send)
    }
}
