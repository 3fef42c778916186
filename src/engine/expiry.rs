//! When queued messages expire.

use super::messages::{Index, Messages, NONE};
use super::payload::Payload;
use super::time::Time;
use std::mem;

/// A skew heap (Sleator and Tarjan, "Self-Adjusting Heaps", 1986) of the queued messages
/// that expire, earliest first, through their slots. A message that leaves the queue
/// leaves the heap too: no timer runs for one that has gone. It makes the published wasm
/// smaller than a binary heap does.
///
/// Below each stand two at most, both of which expire later. The first of all stands
/// below nobody's slot, on the left.
#[derive(Debug)]
pub(super) struct Expiry;

const LEFT: usize = 0;
const RIGHT: usize = 1;

impl Expiry {
    /// Notes a message if it expires.
    pub(super) fn insert<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        if messages.slot(index).expires.comes() {
            let first = self.first(messages);
            meld(messages, first, index, NONE, LEFT);
        }
    }

    /// Forgets a message, which was noted, if it expires.
    pub(super) fn remove<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        let slot = messages.slot_mut(index);
        if slot.expires.comes() {
            let above = slot.above;
            let [left, right] = mem::replace(&mut slot.below, [NONE; 2]);
            let side = if messages.look_up(above).below[LEFT] == index { LEFT } else { RIGHT };
            meld(messages, left, right, above, side);
        }
    }

    /// The message that expires first, or [`NONE`].
    pub(super) fn first<P: Payload>(&self, messages: &Messages<P>) -> Index {
        messages.nobodys().map_or(NONE, |slot| slot.below[LEFT])
    }

    /// When the first expires.
    pub(super) fn next<P: Payload>(&self, messages: &Messages<P>) -> Time {
        let first = self.first(messages);
        if first == NONE { Time::NEVER } else { messages.look_up(first).expires }
    }
}

/// Makes one heap of two, which stands below `above` on one side. On the way down the
/// right sides both change places with the left ones, so that on average no side is long:
/// many steps cost O(log n) each.
fn meld<P: Payload>(
    messages: &mut Messages<P>,
    mut one: Index,
    mut other: Index,
    mut above: Index,
    mut side: usize,
) {
    loop {
        if one == NONE || other != NONE && is_before(messages, other, one) {
            (one, other) = (other, one);
        }
        messages.look_up_mut(above).below[side] = one;
        let slot = messages.look_up_mut(one);
        slot.above = above;
        if other == NONE {
            return;
        }
        above = one;
        side = LEFT;
        let [left, right] = slot.below;
        slot.below[RIGHT] = left;
        one = right;
    }
}

/// Of two that expire together, the one sent first is told first.
fn is_before<P: Payload>(messages: &Messages<P>, left: Index, right: Index) -> bool {
    let (left, right) = (messages.look_up(left), messages.look_up(right));
    left.expires < right.expires || left.expires == right.expires && left.number < right.number
}
