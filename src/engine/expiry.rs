//! When queued messages expire.

use super::envelope::{MessageId, Priority};
use super::time::Time;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The deadlines of queued messages, earliest first. Empty, and free, as long
/// as no message has one.
#[derive(Debug)]
pub(super) struct Expiry {
    heap: BinaryHeap<Deadline>,
}

#[derive(Debug)]
struct Deadline {
    expires: Time,
    priority: Priority,
    id: MessageId,
}

/// Below this many stale deadlines rebuilding the heap is not worth it.
const MIN_STALE: usize = 32;

impl Expiry {
    pub(super) fn new() -> Self {
        Self { heap: BinaryHeap::new() }
    }

    pub(super) fn schedule(&mut self, expires: Time, priority: Priority, id: MessageId) {
        if !expires.is_never() {
            self.heap.push(Deadline { expires, priority, id });
        }
    }

    pub(super) fn next(&self) -> Time {
        self.heap.peek().map_or(Time::NEVER, |deadline| deadline.expires)
    }

    pub(super) fn pop_due(&mut self, now: Time) -> Option<(Priority, MessageId)> {
        if !self.next().is_due(now) {
            return None;
        }
        self.heap.pop().map(|deadline| (deadline.priority, deadline.id))
    }

    /// Forgets deadlines whose message has gone or was given another.
    pub(super) fn trim(
        &mut self,
        messages: usize,
        is_live: impl Fn(Time, Priority, MessageId) -> bool,
    ) {
        let is_live =
            |deadline: &Deadline| is_live(deadline.expires, deadline.priority, deadline.id);
        while self.heap.peek().is_some_and(|deadline| !is_live(deadline)) {
            self.heap.pop();
        }
        if self.heap.len() > 2 * messages + MIN_STALE {
            self.heap.retain(is_live);
        }
    }
}

impl PartialEq for Deadline {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Deadline {}

impl PartialOrd for Deadline {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Deadline {
    /// Reversed, because the heap gives its greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.expires.millis().total_cmp(&self.expires.millis()).then(other.id.cmp(&self.id))
    }
}
