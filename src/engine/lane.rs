//! One priority's messages in the order of sending.

use super::envelope::{Envelope, MessageId};
use super::payload::Payload;
use super::time::Time;
use std::collections::VecDeque;

/// A first-in-first-out queue from whose middle messages can be taken by id.
///
/// Ids ascend from front to back, so a message is found by binary search. One
/// taken from the middle leaves a hole; holes at either end are trimmed at once
/// and the rest when they outnumber the messages.
#[derive(Debug)]
pub(super) struct Lane<P: Payload> {
    slots: VecDeque<Slot<P>>,
    messages: usize,
    bytes: usize,
}

#[derive(Debug)]
struct Slot<P: Payload> {
    id: MessageId,
    envelope: Option<Envelope<P>>,
}

/// Fewer holes than this are not worth compacting.
const MIN_HOLES: usize = 32;

impl<P: Payload> Lane<P> {
    pub(super) fn new() -> Self {
        Self { slots: VecDeque::new(), messages: 0, bytes: 0 }
    }

    pub(super) fn messages(&self) -> usize {
        self.messages
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push_back(&mut self, envelope: Envelope<P>) {
        self.messages += 1;
        self.bytes += envelope.bytes();
        self.slots.push_back(Slot { id: envelope.id, envelope: Some(envelope) });
    }

    /// Puts a message back where its id belongs: at the front, unless newer
    /// ones were put back before it.
    pub(super) fn put_back(&mut self, envelope: Envelope<P>) {
        self.messages += 1;
        self.bytes += envelope.bytes();
        let index = self.slots.partition_point(|slot| slot.id < envelope.id);
        self.slots.insert(index, Slot { id: envelope.id, envelope: Some(envelope) });
    }

    pub(super) fn front(&self) -> Option<&Envelope<P>> {
        self.slots.front().and_then(|slot| slot.envelope.as_ref())
    }

    pub(super) fn pop_front(&mut self) -> Option<Envelope<P>> {
        let envelope = self.slots.pop_front()?.envelope?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    pub(super) fn get(&self, id: MessageId) -> Option<&Envelope<P>> {
        let index = self.slots.binary_search_by_key(&id, |slot| slot.id).ok()?;
        self.slots[index].envelope.as_ref()
    }

    /// Puts `payload` in the place of another and gives that one back, with
    /// whether it may have arrived, or the new one if no message has the id.
    pub(super) fn replace(
        &mut self,
        id: MessageId,
        payload: P,
        expires: Time,
    ) -> Result<(P, bool), P> {
        let Ok(index) = self.slots.binary_search_by_key(&id, |slot| slot.id) else {
            return Err(payload);
        };
        let Some(queued) = &mut self.slots[index].envelope else {
            return Err(payload);
        };
        self.bytes = self.bytes - queued.payload.bytes() + payload.bytes();
        queued.expires = expires;
        let may_have_arrived = std::mem::replace(&mut queued.may_have_arrived, false);
        Ok((std::mem::replace(&mut queued.payload, payload), may_have_arrived))
    }

    pub(super) fn remove(&mut self, id: MessageId) -> Option<Envelope<P>> {
        let index = self.slots.binary_search_by_key(&id, |slot| slot.id).ok()?;
        let envelope = self.slots[index].envelope.take()?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    fn note_departure(&mut self, envelope: &Envelope<P>) {
        self.messages -= 1;
        self.bytes -= envelope.bytes();
        while self.slots.front().is_some_and(|slot| slot.envelope.is_none()) {
            self.slots.pop_front();
        }
        if self.slots.len() > 2 * self.messages + MIN_HOLES {
            self.slots.retain(|slot| slot.envelope.is_some());
        }
    }
}
