//! The cursors of the others.

use crate::cursor::Cursor;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Milliseconds without news after which a cursor is gone. Its page tells of it
/// every two seconds.
const SILENCE: f64 = 5_000.0;

/// By their ids, each with the time at which it was heard of.
#[derive(Clone, Copy)]
pub(crate) struct Others(RwSignal<BTreeMap<String, Other>>);

/// One of them. Its element stays, and follows the signal.
#[derive(Clone)]
struct Other {
    cursor: ArcRwSignal<Cursor>,
    heard: f64,
}

impl Others {
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    pub(crate) fn count(self) -> usize {
        self.0.read().len()
    }

    /// Ids and cursors.
    pub(crate) fn all(self) -> Vec<(String, ArcRwSignal<Cursor>)> {
        self.0.read().iter().map(|(id, other)| (id.clone(), other.cursor.clone())).collect()
    }

    /// Only who is new changes the list.
    pub(crate) fn hear(self, cursor: Cursor) {
        let heard = js_sys::Date::now();
        let known = self.0.try_update_untracked(|others| {
            let other = others.get_mut(&cursor.id)?;
            other.heard = heard;
            Some(other.cursor.clone())
        });
        match known.flatten() {
            Some(known) => known.set(cursor),
            None => {
                let id = cursor.id.clone();
                let other = Other { cursor: ArcRwSignal::new(cursor), heard };
                self.0.update(|others| drop(others.insert(id, other)));
            }
        }
    }

    /// Forgets who was not heard of for long.
    pub(crate) fn forget_silent(self) {
        let now = js_sys::Date::now();
        self.0.maybe_update(|others| {
            let before = others.len();
            others.retain(|_, other| now - other.heard < SILENCE);
            others.len() != before
        });
    }
}
