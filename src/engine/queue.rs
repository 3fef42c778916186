//! Messages that wait for the browser: bounded lanes, one per priority.

use super::config::QueueConfig;
use super::delivery::Outcome;
use super::envelope::Priority;
use super::expiry::Expiry;
use super::keys::{Key, KeyTable};
use super::messages::{Index, List, Messages, NONE, Slot};
use super::payload::Payload;
use super::time::Time;

/// On average every operation costs O(1), or O(log n) where a deadline is involved,
/// however many messages wait.
#[derive(Debug)]
pub(super) struct Queue<P: Payload> {
    lanes: [Lane; Priority::COUNT],
    keys: <P::Key as Key>::Table,
    expiry: Expiry,
}

/// One priority's messages in the order of sending.
#[derive(Debug)]
struct Lane {
    list: List,
    /// What waits here and in the lanes of lower priorities.
    held: Held,
}

/// How much there is of something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Held {
    pub(super) messages: usize,
    pub(super) bytes: usize,
}

impl<P: Payload> Queue<P> {
    pub(super) fn new() -> Self {
        let lane = || Lane { list: List::EMPTY, held: Held::default() };
        Self { lanes: [lane(), lane(), lane()], keys: Default::default(), expiry: Expiry }
    }

    /// What waits with this priority or a lower one.
    pub(super) fn held(&self, ceiling: Priority) -> Held {
        self.lanes[ceiling as usize].held
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held(Priority::High).messages == 0
    }

    /// Whether `bytes` more would still be within the bounds once `freed` has
    /// gone.
    pub(super) fn fits(&self, config: &QueueConfig, bytes: usize, freed: Held) -> bool {
        let held = self.held(Priority::High);
        held.messages - freed.messages < config.max_messages
            // Without a bound there is that of the count itself.
            && (held.bytes - freed.bytes)
                .checked_add(bytes)
                .is_some_and(|sum| sum <= config.max_bytes)
    }

    pub(super) fn push_back(
        &mut self,
        messages: &mut Messages<P>,
        index: Index,
        priority: Priority,
    ) {
        let back = self.lanes[priority as usize].list.back;
        self.insert(messages, index, back);
    }

    /// Puts a message back where its number belongs: at the front, unless
    /// others were put back before.
    pub(super) fn put_back(&mut self, messages: &mut Messages<P>, index: Index) {
        let slot = messages.look_up(index);
        let mut previous = NONE;
        let mut next = self.lanes[slot.priority as usize].list.front;
        while next != NONE && messages.look_up(next).number < slot.number {
            previous = next;
            next = messages.look_up(next).next;
        }
        self.insert(messages, index, previous);
    }

    /// The message that goes next of those with this priority, or [`NONE`].
    pub(super) fn front_of(&self, priority: Priority) -> Index {
        self.lanes[priority as usize].list.front
    }

    fn fronts(&self) -> [Index; Priority::COUNT] {
        let [high, normal, low] = &self.lanes;
        [high.list.front, normal.list.front, low.list.front]
    }

    /// The message that goes next, or [`NONE`].
    #[inline(never)]
    pub(super) fn front(&self) -> Index {
        let [high, normal, low] = self.fronts();
        either(either(high, normal), low)
    }

    /// The oldest message of the lowest priority, or [`NONE`].
    pub(super) fn oldest_of_lowest(&self) -> Index {
        let [high, normal, low] = self.fronts();
        either(either(low, normal), high)
    }

    /// The queued message with this key, or [`NONE`].
    pub(super) fn find(&self, messages: &Messages<P>, key: Option<&P::Key>) -> Index {
        key.map_or(NONE, |key| self.keys.find(key, |index| messages.slot(index).key.as_ref()))
    }

    /// A message whose time to live has passed by `now`, or [`NONE`].
    pub(super) fn expired(&self, messages: &Messages<P>, now: Time) -> Index {
        if self.next_expiry(messages).is_due(now) { self.expiry.first(messages) } else { NONE }
    }

    /// When the next message expires.
    pub(super) fn next_expiry(&self, messages: &Messages<P>) -> Time {
        self.expiry.next(messages)
    }

    /// Takes a message out, wherever it stands.
    pub(super) fn remove(&mut self, messages: &mut Messages<P>, index: Index) {
        self.keys.remove(index, |index| messages.slot(index).key.as_ref());
        self.expiry.remove(messages, index);
        let Slot { priority, bytes, .. } = *messages.slot(index);
        self.count(priority, 1usize.wrapping_neg(), bytes.wrapping_neg());
        self.lanes[priority as usize].list.remove(messages, index);
    }

    /// Puts `payload` in the place of a queued message and gives that one back.
    pub(super) fn replace(
        &mut self,
        messages: &mut Messages<P>,
        index: Index,
        payload: P,
        expires: Time,
    ) -> Option<P> {
        self.expiry.remove(messages, index);
        let Slot { priority, bytes, .. } = *messages.look_up(index);
        self.count(priority, 0, payload.bytes().wrapping_sub(bytes));
        let replaced = messages.replace(index, payload, expires);
        self.expiry.insert(messages, index);
        replaced
    }

    fn insert(&mut self, messages: &mut Messages<P>, index: Index, previous: Index) {
        messages.slot_mut(index).outcome = Outcome::Queued;
        self.keys.insert(index, |index| messages.slot(index).key.as_ref());
        self.expiry.insert(messages, index);
        let Slot { priority, bytes, .. } = *messages.slot(index);
        self.count(priority, 1, bytes);
        self.lanes[priority as usize].list.insert(messages, index, previous);
    }

    /// Counts messages and bytes that come. Those that go come as negative numbers,
    /// which wrap.
    fn count(&mut self, priority: Priority, messages: usize, bytes: usize) {
        for lane in &mut self.lanes[..=priority as usize] {
            lane.held.messages = lane.held.messages.wrapping_add(messages);
            lane.held.bytes = lane.held.bytes.wrapping_add(bytes);
        }
    }
}

/// The first if there is one.
fn either(first: Index, second: Index) -> Index {
    if first == NONE { second } else { first }
}
