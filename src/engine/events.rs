//! What the user has not been told yet.

use super::close::Close;
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
        *self.place() = Some(event);
    }

    /// Room for one more. An event that is made here need not be made elsewhere and moved.
    #[inline(never)]
    fn place(&mut self) -> &mut Option<Event<P>> {
        let index = self.events.len();
        self.events.push(None);
        &mut self.events[index]
    }

    pub(super) fn pop(&mut self) -> Option<Event<P>> {
        while let Some(event) = self.events.get_mut(self.next) {
            self.next += 1;
            if let Some(event) = event.take() {
                return Some(event);
            }
        }
        self.events.clear();
        self.next = 0;
        None
    }

    /// Of the loss that was told last, or is to be.
    #[inline(never)]
    pub(super) fn newest_close(&self) -> Option<&Close<P::Reason>> {
        self.events.iter().rev().find_map(|event| match event {
            Some(Event::Close { close, .. }) => Some(close),
            _ => None,
        })
    }

    /// Takes back the retry or the end that was to be told last, and says of the
    /// loss that led to it, unless that was told, what it leads to instead.
    pub(super) fn recall(&mut self, reconnects: bool) {
        for event in self.events.iter_mut().rev() {
            match event {
                Some(Event::Close { will_reconnect, .. }) => {
                    *will_reconnect = reconnects;
                    break;
                }
                Some(Event::Reconnecting { .. } | Event::End { .. }) => *event = None,
                _ => {}
            }
        }
    }
}
