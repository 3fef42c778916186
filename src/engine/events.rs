//! What the user has not been told yet.

use super::output::Event;
use super::payload::Payload;

/// Events in their order. std's `VecDeque` makes the published wasm larger.
#[derive(Debug)]
pub(super) struct Events<P: Payload> {
    /// Told and recalled ones leave a gap.
    events: Vec<Option<Event<P>>>,
    /// Where the next one is, if there is one.
    next: usize,
}

impl<P: Payload> Events<P> {
    pub(super) const fn new() -> Self {
        Self { events: Vec::new(), next: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.next == self.events.len()
    }

    pub(super) fn push(&mut self, event: Event<P>) {
        self.events.push(Some(event));
    }

    pub(super) fn pop(&mut self) -> Option<Event<P>> {
        let event = self.events.get_mut(self.next)?.take();
        self.skip_gaps();
        event
    }

    /// Takes back what was to be told, or changes it.
    pub(super) fn recall(&mut self, is_moot: impl Fn(&mut Event<P>) -> bool) {
        for event in &mut self.events {
            if event.as_mut().is_some_and(&is_moot) {
                *event = None;
            }
        }
        self.skip_gaps();
    }

    fn skip_gaps(&mut self) {
        while let Some(None) = self.events.get(self.next) {
            self.next += 1;
        }
        if self.is_empty() {
            self.events.clear();
            self.next = 0;
        }
    }
}
