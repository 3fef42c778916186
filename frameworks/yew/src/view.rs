//! What a component draws.

use sockline::{ConnectError, Snapshot, State};
use std::rc::Rc;

/// The values of one render.
pub(crate) struct View<T> {
    pub(crate) state: State,
    pub(crate) last: Option<Rc<T>>,
    pub(crate) history: Snapshot<Rc<T>>,
    pub(crate) error: Option<ConnectError>,
}

impl<T> Default for View<T> {
    fn default() -> Self {
        Self { state: State::Idle, last: None, history: Snapshot::default(), error: None }
    }
}

impl<T> Clone for View<T> {
    fn clone(&self) -> Self {
        let Self { state, last, history, error } = self;
        Self { state: *state, last: last.clone(), history: history.clone(), error: error.clone() }
    }
}

/// Whether the same would be drawn.
impl<T> PartialEq for View<T> {
    fn eq(&self, other: &Self) -> bool {
        let is_same_last = match (&self.last, &other.last) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same_last
            && self.state == other.state
            && self.history == other.history
            && self.error == other.error
    }
}
