//! When queued messages expire.

use super::messages::{Index, Messages, NONE};
use super::payload::Payload;
use super::time::Time;

/// A binary heap of the queued messages that expire, earliest first. Each slot
/// knows its position, so that a message that leaves the queue leaves the heap
/// too: no timer runs for one that has gone.
#[derive(Debug)]
pub(super) struct Expiry {
    heap: Vec<Index>,
}

impl Expiry {
    pub(super) const fn new() -> Self {
        Self { heap: Vec::new() }
    }

    /// Notes a message if it expires.
    pub(super) fn insert<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        if !messages.slot(index).expires.is_never() {
            self.heap.push(index);
            self.sift(messages, self.heap.len() - 1, index);
        }
    }

    /// Forgets a message if it was noted.
    pub(super) fn remove<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        let position = std::mem::replace(&mut messages.slot_mut(index).heap_position, 0);
        if position != 0
            && let Some(last) = self.heap.pop()
            && last != index
        {
            self.sift(messages, position as usize - 1, last);
        }
    }

    /// The message that expires first, or [`NONE`].
    pub(super) fn first(&self) -> Index {
        self.heap.first().copied().unwrap_or(NONE)
    }

    /// When the first expires.
    pub(super) fn next<P: Payload>(&self, messages: &Messages<P>) -> Time {
        self.heap.first().map_or(Time::NEVER, |&index| messages.slot(index).expires)
    }

    /// Finds the place of `index`, beginning at `position`, which is vacant.
    fn sift<P: Payload>(&mut self, messages: &mut Messages<P>, mut position: usize, index: Index) {
        while position > 0 {
            let parent = (position - 1) / 2;
            if !is_before(messages, index, self.heap[parent]) {
                break;
            }
            self.place(messages, position, self.heap[parent]);
            position = parent;
        }
        loop {
            let mut child = 2 * position + 1;
            let Some(&left) = self.heap.get(child) else { break };
            let mut earlier = left;
            if let Some(&right) = self.heap.get(child + 1)
                && is_before(messages, right, left)
            {
                child += 1;
                earlier = right;
            }
            if !is_before(messages, earlier, index) {
                break;
            }
            self.place(messages, position, earlier);
            position = child;
        }
        self.place(messages, position, index);
    }

    fn place<P: Payload>(&mut self, messages: &mut Messages<P>, position: usize, index: Index) {
        self.heap[position] = index;
        messages.slot_mut(index).heap_position = position as u32 + 1;
    }
}

/// Of two that expire together, the one sent first is told first.
fn is_before<P: Payload>(messages: &Messages<P>, left: Index, right: Index) -> bool {
    let (left, right) = (messages.slot(left), messages.slot(right));
    left.expires < right.expires || left.expires == right.expires && left.number < right.number
}
