//! Telling of changes of the state.

use super::callbacks::{Callbacks, Subscription};
use super::face::RustFace;
use crate::driver::Driver;
use crate::engine::State;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Compares the state after every input with the one that was told last.
#[derive(Debug)]
pub(super) struct States {
    listeners: Callbacks<State>,
    told: Cell<State>,
    will_tell: Cell<bool>,
}

impl States {
    pub(super) fn new() -> Self {
        Self {
            listeners: Callbacks::new(),
            told: Cell::new(State::Idle),
            will_tell: Cell::new(false),
        }
    }

    /// `seen` is the state at this time. A change may be under way to the others,
    /// which is none for this one, or the other way round.
    pub(super) fn subscribe(
        &self,
        seen: State,
        callback: impl Fn(State) + 'static,
    ) -> Subscription {
        let seen = Cell::new(seen);
        self.listeners.subscribe(move |state| {
            if seen.replace(state) != state {
                callback(state);
            }
        })
    }

    /// Called after every input, perhaps from inside a user's command, so that
    /// what changed is told when the call stack is empty.
    pub(super) fn look(&self, driver: &Rc<Driver<RustFace>>) {
        let state = driver.state();
        if self.told.get() == state || self.will_tell.get() {
            return;
        }
        if self.listeners.is_empty() {
            self.told.set(state);
            return;
        }
        self.will_tell.set(true);
        // The last handle may be dropped before; then nobody is to be told.
        let driver = Rc::downgrade(driver);
        spawn_local(async move {
            if let Some(driver) = driver.upgrade() {
                driver.face().states.tell(driver.state());
            }
        });
    }

    fn tell(&self, state: State) {
        self.will_tell.set(false);
        self.told.set(state);
        self.listeners.call(state);
    }
}
