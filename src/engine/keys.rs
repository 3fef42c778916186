//! Queued messages by their conflation keys.

use super::messages::{Index, Messages, NONE};
use super::payload::Payload;
use std::hash::{Hash, Hasher};

/// A hash table whose chains run through the messages' slots. std's maps make
/// the published wasm larger.
#[derive(Debug)]
pub(super) struct Keys {
    buckets: Vec<Index>,
    count: usize,
}

/// A power of two.
const MIN_BUCKETS: usize = 8;

impl Keys {
    pub(super) const fn new() -> Self {
        Self { buckets: Vec::new(), count: 0 }
    }

    /// The queued message with this key, or [`NONE`].
    pub(super) fn find<P: Payload>(&self, messages: &Messages<P>, key: &P::Key) -> Index {
        if self.count == 0 {
            return NONE;
        }
        let mut index = self.buckets[self.bucket(key)];
        while index != NONE && messages.slot(index).key.as_ref() != Some(key) {
            index = messages.slot(index).next_of_bucket;
        }
        index
    }

    /// Notes a message if it has a key.
    pub(super) fn insert<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        if messages.slot(index).key.is_some() {
            if self.count == self.buckets.len() {
                self.grow(messages);
            }
            self.count += 1;
            self.chain(messages, index);
        }
    }

    /// Forgets a message if it has a key.
    pub(super) fn remove<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        let slot = messages.slot(index);
        let Some(key) = &slot.key else { return };
        let next = slot.next_of_bucket;
        let bucket = self.bucket(key);
        self.count -= 1;
        let mut before = self.buckets[bucket];
        if before == index {
            self.buckets[bucket] = next;
            return;
        }
        while messages.slot(before).next_of_bucket != index {
            before = messages.slot(before).next_of_bucket;
        }
        messages.slot_mut(before).next_of_bucket = next;
    }

    fn chain<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        if let Some(key) = &messages.slot(index).key {
            let bucket = self.bucket(key);
            messages.slot_mut(index).next_of_bucket = self.buckets[bucket];
            self.buckets[bucket] = index;
        }
    }

    fn grow<P: Payload>(&mut self, messages: &mut Messages<P>) {
        let size = self.buckets.len();
        for _ in size..(2 * size).max(MIN_BUCKETS) {
            self.buckets.push(NONE);
        }
        // What a bucket held stays there or goes to a new one.
        for bucket in 0..size {
            let mut index = std::mem::replace(&mut self.buckets[bucket], NONE);
            while index != NONE {
                let next = messages.slot(index).next_of_bucket;
                self.chain(messages, index);
                index = next;
            }
        }
    }

    fn bucket(&self, key: &impl Hash) -> usize {
        let mut hasher = Fnv1a(0x811c_9dc5);
        key.hash(&mut hasher);
        hasher.0 as usize & (self.buckets.len() - 1)
    }
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo). Keys come from the page itself, so
/// nobody has a reason to make them collide.
struct Fnv1a(u32);

impl Hasher for Fnv1a {
    fn finish(&self) -> u64 {
        self.0.into()
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }

    /// In one step, after which the upper half counts in the choice of a bucket
    /// too. JavaScript's keys are such numbers.
    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ number).wrapping_mul(0x0100_0193);
        self.0 ^= self.0 >> 16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Priority, Time};

    #[derive(Debug)]
    struct Empty;

    impl Payload for Empty {
        type Key = u32;
        type Reason = ();

        fn bytes(&self) -> usize {
            0
        }
    }

    fn insert(messages: &mut Messages<Empty>, keys: &mut Keys, key: u32) -> Index {
        let index = messages.insert(Empty, Some(key), Priority::Normal, Time::NEVER);
        keys.insert(messages, index);
        index
    }

    fn chain(messages: &Messages<Empty>, mut index: Index) -> usize {
        let mut length = 0;
        while index != NONE {
            length += 1;
            index = messages.slot(index).next_of_bucket;
        }
        length
    }

    #[test]
    fn keys_spread_over_buckets_that_grow_with_them() {
        let (mut messages, mut keys) = (Messages::new(), Keys::new());
        for key in 0..10_000 {
            insert(&mut messages, &mut keys, key * 7);
            assert!(keys.buckets.len().is_power_of_two());
            assert!(keys.buckets.len() >= keys.count && keys.buckets.len() <= 2 * keys.count + 8);
        }
        let longest = keys.buckets.iter().map(|&first| chain(&messages, first)).max();
        assert!(longest.is_some_and(|longest| longest < 12), "{longest:?} in one bucket");
        for key in 0..10_000 {
            assert_ne!(keys.find(&messages, &(key * 7)), NONE);
            assert_eq!(keys.find(&messages, &(key * 7 + 1)), NONE);
        }
    }

    #[test]
    fn keys_that_come_and_go_need_no_more_buckets() {
        let (mut messages, mut keys) = (Messages::new(), Keys::new());
        for key in 0..1_000 {
            let index = insert(&mut messages, &mut keys, key);
            keys.remove(&mut messages, index);
            messages.settle(index, crate::engine::messages::Place::Delivered);
        }
        assert_eq!((keys.count, keys.buckets.len()), (0, MIN_BUCKETS));
    }

    #[test]
    fn a_bucket_loses_the_one_that_is_removed_and_no_other() {
        let (mut messages, mut keys) = (Messages::new(), Keys::new());
        let all: Vec<Index> = (0..100).map(|key| insert(&mut messages, &mut keys, key)).collect();
        for (removed, &index) in all.iter().enumerate().rev().step_by(2) {
            keys.remove(&mut messages, index);
            assert_eq!(keys.find(&messages, &(removed as u32)), NONE);
            assert_eq!(keys.find(&messages, &(removed as u32 - 1)), all[removed - 1]);
        }
    }
}
