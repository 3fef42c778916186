//! Every message that was accepted and is not settled yet, in exactly one place.

use super::delivery::Outcome;
use super::envelope::{Envelope, MessageId, Priority};
use super::payload::Payload;
use super::time::Time;
use std::mem;

/// Where a message's slot is. Slots do not move.
pub(super) type Index = u32;

/// No slot: the first one is nobody's.
pub(super) const NONE: Index = 0;

/// The slots of all messages. A message keeps its slot on all its ways, so that
/// moving it from one place to another copies nothing and costs O(1).
#[derive(Debug)]
pub(super) struct Messages<P: Payload> {
    slots: Vec<Slot<P>>,
    /// The first free slot; the others follow by `next`.
    free: Index,
    /// The first slot of those that were given back and not told yet: whoever
    /// sent the message may still ask what has become of it.
    untold: Index,
    last_number: u64,
    /// Of a message that gets its slot only after it was handed over.
    reserved_number: u64,
}

/// One message with all that is known of it.
#[derive(Debug)]
pub(super) struct Slot<P: Payload> {
    pub(super) number: u64,
    /// What has become of it. The slot is free once it has left the browser, or that it was
    /// given back was told.
    pub(super) outcome: Outcome,
    /// Out while the message is in hand.
    payload: Option<P>,
    pub(super) bytes: usize,
    pub(super) key: Option<P::Key>,
    pub(super) priority: Priority,
    pub(super) expires: Time,
    /// It was handed to a connection that was lost and is to be sent again,
    /// though the server may have it.
    pub(super) may_have_arrived: bool,
    /// Its neighbours in its [`List`].
    pub(super) previous: Index,
    pub(super) next: Index,
    /// Its neighbours in [`Expiry`](super::expiry::Expiry).
    pub(super) above: Index,
    pub(super) below: [Index; 2],
    /// Its first and last position in the browser's buffer, for
    /// [`InFlight`](super::in_flight::InFlight).
    pub(super) start: f64,
    pub(super) end: f64,
}

impl<P: Payload> Slot<P> {
    /// All zeros, which take no room in the published wasm.
    const FREE: Self = Self {
        number: 0,
        outcome: Outcome::Sent,
        payload: None,
        bytes: 0,
        key: None,
        priority: Priority::High,
        expires: Time::ORIGIN,
        may_have_arrived: false,
        previous: NONE,
        next: NONE,
        above: NONE,
        below: [NONE; 2],
        start: 0.0,
        end: 0.0,
    };
}

impl<P: Payload> Messages<P> {
    pub(super) fn new() -> Self {
        Self { slots: Vec::new(), free: NONE, untold: NONE, last_number: 0, reserved_number: 0 }
    }

    pub(super) fn last_number(&self) -> u64 {
        self.last_number
    }

    /// The id of a message that is given back at once.
    pub(super) fn insert_nowhere(&mut self) -> MessageId {
        self.last_number += 1;
        MessageId { number: self.last_number, index: NONE }
    }

    /// Keeps a number for a message that is handed over before it gets its slot, so
    /// that what is sent meanwhile comes after it.
    pub(super) fn reserve_number(&mut self) {
        self.last_number += 1;
        self.reserved_number = self.last_number;
    }

    /// Gives a message the number that was kept for it.
    pub(super) fn give_reserved_number(&mut self, index: Index) {
        self.slot_mut(index).number = self.reserved_number;
    }

    /// Gives a message a number and a slot.
    pub(super) fn insert(
        &mut self,
        payload: P,
        key: Option<P::Key>,
        priority: Priority,
        expires: Time,
    ) -> MessageId {
        self.occupy(payload.bytes(), Some(payload), key, priority, expires)
    }

    /// [`Self::insert`] and [`Self::take`] in one.
    pub(super) fn insert_taken(
        &mut self,
        payload: P,
        key: Option<P::Key>,
        priority: Priority,
        expires: Time,
    ) -> Envelope<P> {
        let id = self.occupy(payload.bytes(), None, key, priority, expires);
        Envelope { payload, id }
    }

    fn occupy(
        &mut self,
        bytes: usize,
        payload: Option<P>,
        key: Option<P::Key>,
        priority: Priority,
        expires: Time,
    ) -> MessageId {
        let number = self.insert_nowhere().number;
        let mut index = self.free;
        if index == NONE {
            index = self.slots.len().max(1) as Index;
            while self.slots.len() <= index as usize {
                self.slots.push(Slot::FREE);
            }
        } else {
            self.free = self.look_up(index).next;
        }
        let slot = self.slot_mut(index);
        slot.number = number;
        slot.outcome = Outcome::Sent;
        slot.payload = payload;
        slot.bytes = bytes;
        slot.key = key;
        slot.priority = priority;
        slot.expires = expires;
        slot.may_have_arrived = false;
        MessageId { number, index }
    }

    /// The slot that is nobody's, once there are any.
    pub(super) fn nobodys(&self) -> Option<&Slot<P>> {
        self.slots.first()
    }

    pub(super) fn slot(&self, index: Index) -> &Slot<P> {
        &self.slots[index as usize]
    }

    pub(super) fn slot_mut(&mut self, index: Index) -> &mut Slot<P> {
        &mut self.slots[index as usize]
    }

    /// [`Self::slot`] by a call, which takes less of the published wasm: for what most messages
    /// do not meet.
    #[inline(never)]
    pub(super) fn look_up(&self, index: Index) -> &Slot<P> {
        &self.slots[index as usize]
    }

    /// As [`Self::look_up`].
    #[inline(never)]
    pub(super) fn look_up_mut(&mut self, index: Index) -> &mut Slot<P> {
        &mut self.slots[index as usize]
    }

    pub(super) fn id(&self, index: Index) -> MessageId {
        MessageId { number: self.slot(index).number, index }
    }

    /// What has become of a message. Of one whose slot has gone to another it is only
    /// known that it was sent some time ago.
    pub(super) fn outcome(&self, id: MessageId) -> Outcome {
        match id.index {
            NONE => Outcome::Dropped,
            index if self.slot(index).number == id.number => self.slot(index).outcome,
            _ => Outcome::Sent,
        }
    }

    /// Takes the payload out for the driver.
    pub(super) fn take(&mut self, index: Index) -> Option<Envelope<P>> {
        let slot = self.slot_mut(index);
        slot.outcome = Outcome::Sent;
        slot.payload.take().map(|payload| Envelope { payload, id: self.id(index) })
    }

    /// Takes the payload back from the driver.
    pub(super) fn put(&mut self, envelope: Envelope<P>) -> Index {
        let index = envelope.id.index;
        self.slot_mut(index).payload = Some(envelope.payload);
        index
    }

    /// Puts another payload in the place of one that is given up.
    pub(super) fn replace(&mut self, index: Index, payload: P, expires: Time) -> Option<P> {
        let slot = self.look_up_mut(index);
        slot.bytes = payload.bytes();
        slot.expires = expires;
        slot.may_have_arrived = false;
        slot.payload.replace(payload)
    }

    /// Ends a message that is in no list.
    pub(super) fn settle(&mut self, index: Index, outcome: Outcome) -> Option<P> {
        let chain = if outcome == Outcome::Sent { &mut self.free } else { &mut self.untold };
        let next = mem::replace(chain, index);
        let slot = self.slot_mut(index);
        slot.outcome = outcome;
        slot.next = next;
        slot.key = None;
        slot.payload.take()
    }

    /// Frees the slots of what was given back, which has been told.
    pub(super) fn release(&mut self) {
        while self.untold != NONE {
            let free = mem::replace(&mut self.free, self.untold);
            self.untold = mem::replace(&mut self.look_up_mut(self.free).next, free);
        }
    }
}

/// Messages in an order: a doubly linked list through their slots.
#[derive(Debug)]
pub(super) struct List {
    pub(super) front: Index,
    pub(super) back: Index,
}

impl List {
    pub(super) const EMPTY: Self = Self { front: NONE, back: NONE };

    /// Inserts behind `previous`, or at the front.
    pub(super) fn insert<P: Payload>(
        &mut self,
        messages: &mut Messages<P>,
        index: Index,
        previous: Index,
    ) {
        let next = match previous {
            NONE => self.front,
            _ => messages.slot(previous).next,
        };
        self.link(messages, previous, index);
        self.link(messages, index, next);
    }

    pub(super) fn remove<P: Payload>(&mut self, messages: &mut Messages<P>, index: Index) {
        let Slot { previous, next, .. } = *messages.slot(index);
        self.link(messages, previous, next);
    }

    /// Makes `left` and `right` neighbours.
    fn link<P: Payload>(&mut self, messages: &mut Messages<P>, left: Index, right: Index) {
        if left == NONE {
            self.front = right;
        }
        // What nobody's slot has for neighbours means nothing.
        messages.slot_mut(left).next = right;
        messages.slot_mut(right).previous = left;
        if right == NONE {
            self.back = left;
        }
    }
}
