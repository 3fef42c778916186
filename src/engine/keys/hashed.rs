//! Keys of any kind.

use super::{Key, KeyTable};
use std::hash::{Hash, Hasher};
use std::mem;

/// A hash table with open addressing: a key whose place is taken stands at the next free
/// one. std's maps would have the keys a second time.
#[derive(Debug, Default)]
pub struct Hashed {
    slots: Vec<u32>,
    count: usize,
}

impl Key for String {
    type Table = Hashed;
}

/// A power of two.
const MIN_PLACES: usize = 8;

impl Hashed {
    /// Where a key stands if nobody else stands there.
    fn home<K: Hash>(&self, key: Option<&K>) -> usize {
        let mut hasher = Fnv1a(0x811c_9dc5);
        key.hash(&mut hasher);
        hasher.0 as usize & self.mask()
    }

    fn mask(&self) -> usize {
        self.slots.len() - 1
    }

    fn after(&self, place: usize) -> usize {
        (place + 1) & self.mask()
    }

    /// Puts a message at the first free place from its home on.
    fn put<K: Hash>(&mut self, slot: u32, key: Option<&K>) {
        let mut place = self.home(key);
        while self.slots[place] != 0 {
            place = self.after(place);
        }
        self.slots[place] = slot;
    }
}

impl<K: Hash + Eq> KeyTable<K> for Hashed {
    fn find<'a>(&self, key: &K, key_of: impl Fn(u32) -> Option<&'a K>) -> u32
    where
        K: 'a,
    {
        if self.count == 0 {
            return 0;
        }
        let mut place = self.home(Some(key));
        // One place at least is free.
        while self.slots[place] != 0 && key_of(self.slots[place]) != Some(key) {
            place = self.after(place);
        }
        self.slots[place]
    }

    fn insert<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a K>)
    where
        K: 'a,
    {
        let Some(key) = key_of(slot) else { return };
        // Half of the places stay free, so that others are near.
        self.count += 1;
        if 2 * self.count > self.slots.len() {
            let places = (2 * self.slots.len()).max(MIN_PLACES);
            for moved in mem::replace(&mut self.slots, vec![0; places]) {
                if moved != 0 {
                    self.put(moved, key_of(moved));
                }
            }
        }
        self.put(slot, Some(key));
    }

    fn remove<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a K>)
    where
        K: 'a,
    {
        let Some(key) = key_of(slot) else { return };
        self.count -= 1;
        let mut free = self.home(Some(key));
        while self.slots[free] != slot {
            free = self.after(free);
        }
        // Those that stand behind it because their places were taken move up.
        let mut place = free;
        loop {
            place = self.after(place);
            let moved = self.slots[place];
            if moved == 0 {
                break;
            }
            let from_home = place.wrapping_sub(self.home(key_of(moved))) & self.mask();
            if from_home >= place.wrapping_sub(free) & self.mask() {
                self.slots[free] = moved;
                free = place;
            }
        }
        self.slots[free] = 0;
    }
}

/// FNV-1a, 32 bits (Fowler, Noll, Vo). Keys come from the page itself, so nobody has a
/// reason to make them collide.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages in the slots from 1 on, with their keys.
    struct Table {
        keys: Vec<Option<String>>,
        hashed: Hashed,
    }

    impl Table {
        fn new() -> Self {
            Self { keys: vec![None], hashed: Hashed::default() }
        }

        fn insert(&mut self, key: u32) -> u32 {
            let slot = self.keys.len() as u32;
            self.keys.push(Some(key.to_string()));
            self.hashed.insert(slot, |slot| self.keys[slot as usize].as_ref());
            slot
        }

        fn remove(&mut self, slot: u32) {
            self.hashed.remove(slot, |slot| self.keys[slot as usize].as_ref());
        }

        fn find(&self, key: u32) -> u32 {
            self.hashed.find(&key.to_string(), |slot| self.keys[slot as usize].as_ref())
        }
    }

    #[test]
    fn keys_spread_over_places_that_grow_with_them() {
        let mut table = Table::new();
        for key in 0..10_000 {
            table.insert(key * 7);
            let (count, places) = (table.hashed.count, table.hashed.slots.len());
            assert!(places.is_power_of_two() && places >= 2 * count && places <= 4 * count + 8);
        }
        let longest = table.hashed.slots.split(|&slot| slot == 0).map(<[u32]>::len).max();
        assert!(longest.is_some_and(|longest| longest < 40), "{longest:?} in one row");
        for key in 0..10_000 {
            assert_ne!(table.find(key * 7), 0);
            assert_eq!(table.find(key * 7 + 1), 0);
        }
    }

    #[test]
    fn keys_that_come_and_go_need_no_more_places() {
        let mut table = Table::new();
        for key in 0..1_000 {
            let slot = table.insert(key);
            table.remove(slot);
        }
        assert_eq!((table.hashed.count, table.hashed.slots.len()), (0, MIN_PLACES));
        assert!(table.hashed.slots.iter().all(|&slot| slot == 0));
    }

    #[test]
    fn the_table_loses_the_one_that_is_removed_and_no_other() {
        // Some of so many in so few places stand behind the end and go on at the beginning.
        for first in (0..10_000).step_by(100) {
            let mut table = Table::new();
            let all: Vec<u32> = (first..first + 100).map(|key| table.insert(key)).collect();
            let mut left: Vec<(u32, u32)> = (first..).zip(all).collect();
            while !left.is_empty() {
                let (key, slot) = left.remove(left.len() * 2 / 3);
                table.remove(slot);
                assert_eq!(table.find(key), 0);
                assert!(left.iter().all(|&(key, slot)| table.find(key) == slot));
            }
        }
    }
}
