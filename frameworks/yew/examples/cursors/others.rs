//! The cursors of the others.

use crate::cursor::Cursor;
use std::collections::BTreeMap;
use std::rc::Rc;
use yew::Reducible;

/// Milliseconds without news after which a cursor is gone. Its page tells of it
/// every two seconds.
const SILENCE: f64 = 5_000.0;

/// By their ids, each with the time at which it was heard of.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Others(BTreeMap<String, (Cursor, f64)>);

/// What happened, and when, in milliseconds.
pub(crate) enum Event {
    Heard(Cursor, f64),
    Passed(f64),
}

impl Others {
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Cursor> {
        self.0.values().map(|(cursor, _)| cursor)
    }
}

impl Reducible for Others {
    type Action = Event;

    fn reduce(mut self: Rc<Self>, event: Event) -> Rc<Self> {
        let others = &mut Rc::make_mut(&mut self).0;
        match event {
            Event::Heard(cursor, now) => drop(others.insert(cursor.id.clone(), (cursor, now))),
            Event::Passed(now) => others.retain(|_, (_, heard)| now - *heard < SILENCE),
        }
        self
    }
}
