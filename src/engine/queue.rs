//! Messages that wait for the browser: bounded lanes, one per priority.

use super::config::QueueConfig;
use super::envelope::{Envelope, MessageId, Priority};
use super::expiry::Expiry;
use super::lane::Lane;
use super::payload::Payload;
use super::time::Time;
use std::collections::BTreeMap;

/// Every operation costs O(1), or O(log n) where a key or a deadline is
/// involved, however many messages wait.
#[derive(Debug)]
pub(super) struct Queue<P: Payload> {
    lanes: [Lane<P>; Priority::COUNT],
    keys: BTreeMap<P::Key, (Priority, MessageId)>,
    expiry: Expiry,
    messages: usize,
    bytes: usize,
}

/// Where a message waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) priority: Priority,
    pub(super) id: MessageId,
    pub(super) bytes: usize,
}

impl<P: Payload> Queue<P> {
    pub(super) fn new() -> Self {
        Self {
            lanes: [Lane::new(), Lane::new(), Lane::new()],
            keys: BTreeMap::new(),
            expiry: Expiry::new(),
            messages: 0,
            bytes: 0,
        }
    }

    pub(super) fn messages(&self) -> usize {
        self.messages
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages == 0
    }

    /// Whether `bytes` more would still be within the bounds once `freed`
    /// messages of `freed_bytes` are gone.
    pub(super) fn fits(
        &self,
        config: &QueueConfig,
        bytes: usize,
        freed: usize,
        freed_bytes: usize,
    ) -> bool {
        self.messages - freed < config.max_messages
            && (self.bytes - freed_bytes).saturating_add(bytes) <= config.max_bytes
    }

    pub(super) fn push_back(&mut self, envelope: Envelope<P>) {
        self.note_arrival(&envelope);
        self.lane(envelope.priority).push_back(envelope);
    }

    /// Puts a message back in its old place, or gives it up if a newer one with
    /// its key waits.
    pub(super) fn put_back(&mut self, envelope: Envelope<P>) -> Result<(), Envelope<P>> {
        if envelope.key.as_ref().is_some_and(|key| self.keys.contains_key(key)) {
            return Err(envelope);
        }
        self.note_arrival(&envelope);
        self.lane(envelope.priority).put_back(envelope);
        Ok(())
    }

    /// The size of the message that [`Self::pop_front`] would give.
    pub(super) fn front_bytes(&self) -> Option<usize> {
        self.lanes.iter().find_map(|lane| lane.front()).map(Envelope::bytes)
    }

    pub(super) fn pop_front(&mut self) -> Option<Envelope<P>> {
        let envelope = self.lanes.iter_mut().find_map(Lane::pop_front)?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    /// Where the queued message with this key is.
    pub(super) fn place_of(&self, key: &P::Key) -> Option<Place> {
        let &(priority, id) = self.keys.get(key)?;
        let bytes = self.lanes[priority as usize].get(id)?.bytes();
        Some(Place { priority, id, bytes })
    }

    /// Puts `payload` in the place of a queued message and gives that one back,
    /// with whether it may have arrived, or the new one if the place is empty.
    pub(super) fn replace(
        &mut self,
        place: Place,
        payload: P,
        expires: Time,
    ) -> Result<(P, bool), P> {
        let bytes = payload.bytes();
        let replaced = self.lane(place.priority).replace(place.id, payload, expires)?;
        self.bytes = self.bytes - replaced.0.bytes() + bytes;
        self.expiry.schedule(expires, place.priority, place.id);
        self.trim_expiry();
        Ok(replaced)
    }

    /// Takes a message out of the middle.
    pub(super) fn remove(&mut self, place: Place) -> Option<Envelope<P>> {
        let envelope = self.lane(place.priority).remove(place.id)?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    /// Whether the message still waits here.
    pub(super) fn contains(&self, id: MessageId) -> bool {
        self.lanes.iter().any(|lane| lane.get(id).is_some())
    }

    /// Takes the oldest message of the lowest priority, if it is not above
    /// `ceiling`.
    pub(super) fn pop_oldest_of_lowest(&mut self, ceiling: Priority) -> Option<Envelope<P>> {
        let envelope = self.lanes[ceiling as usize..].iter_mut().rev().find_map(Lane::pop_front)?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    /// What [`Self::pop_oldest_of_lowest`] could free at the most.
    pub(super) fn freeable(&self, ceiling: Priority) -> (usize, usize) {
        self.lanes[ceiling as usize..].iter().fold((0, 0), |(messages, bytes), lane| {
            (messages + lane.messages(), bytes + lane.bytes())
        })
    }

    /// Takes a message whose time to live has passed before `now`.
    pub(super) fn pop_expired(&mut self, now: Time) -> Option<Envelope<P>> {
        let (priority, id) = self.expiry.pop_due(now)?;
        let envelope = self.lane(priority).remove(id)?;
        self.note_departure(&envelope);
        Some(envelope)
    }

    /// When the next message expires.
    pub(super) fn next_expiry(&self) -> Time {
        self.expiry.next()
    }

    fn lane(&mut self, priority: Priority) -> &mut Lane<P> {
        &mut self.lanes[priority as usize]
    }

    fn note_arrival(&mut self, envelope: &Envelope<P>) {
        self.messages += 1;
        self.bytes += envelope.bytes();
        self.expiry.schedule(envelope.expires, envelope.priority, envelope.id);
        if let Some(key) = &envelope.key {
            self.keys.insert(key.clone(), (envelope.priority, envelope.id));
        }
    }

    fn note_departure(&mut self, envelope: &Envelope<P>) {
        self.messages -= 1;
        self.bytes -= envelope.bytes();
        if let Some(key) = &envelope.key {
            self.keys.remove(key);
        }
        if !envelope.expires.is_never() {
            self.trim_expiry();
        }
    }

    /// No deadline may outlive its message, or a timer would run for nothing.
    fn trim_expiry(&mut self) {
        let lanes = &self.lanes;
        self.expiry.trim(self.messages, |expires, priority, id| {
            lanes[priority as usize].get(id).is_some_and(|queued| queued.expires == expires)
        });
    }
}
