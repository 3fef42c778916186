//! Keys that are numbers without gaps.

use super::{Key, KeyTable};
use std::num::NonZeroU32;

/// An array with a place for each number, as large as the largest. It makes the published
/// wasm smaller than a hash table does.
#[derive(Debug, Default)]
pub struct Numbered {
    slots: Vec<u32>,
}

/// Whoever gives a text its number uses small ones, and gives the same to the same text as
/// long as a message with it waits.
impl Key for NonZeroU32 {
    type Table = Numbered;
}

impl Numbered {
    #[inline]
    fn set(&mut self, key: Option<NonZeroU32>, slot: u32) {
        if let Some(key) = key {
            let place = key.get() as usize;
            while self.slots.len() <= place {
                self.slots.push(0);
            }
            self.slots[place] = slot;
        }
    }
}

impl KeyTable<NonZeroU32> for Numbered {
    fn find<'a>(&self, key: &NonZeroU32, _: impl Fn(u32) -> Option<&'a NonZeroU32>) -> u32 {
        self.slots.get(key.get() as usize).copied().unwrap_or(0)
    }

    fn insert<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a NonZeroU32>) {
        self.set(key_of(slot).copied(), slot);
    }

    fn remove<'a>(&mut self, slot: u32, key_of: impl Fn(u32) -> Option<&'a NonZeroU32>) {
        self.set(key_of(slot).copied(), 0);
    }
}
