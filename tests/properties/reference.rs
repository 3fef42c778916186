//! What becomes of messages, in the plainest words: the queue is a list that is
//! sorted whenever its order matters, and the browser's buffer is a number.

use sockline::engine::{DropReason, Outcome, Overflow, Priority, Resend};

/// The options that decide what becomes of messages.
#[derive(Clone, Debug)]
pub struct Rules {
    pub max_messages: usize,
    pub max_bytes: usize,
    pub overflow: Overflow,
    pub window: f64,
    pub resend: Resend,
    pub buffer: Buffer,
}

/// How a runtime counts its buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Buffer {
    /// Each message with this many bytes of framing.
    Framed(f64),
    /// Always 0.
    Blind,
}

/// A message of the user's.
#[derive(Clone, Debug)]
pub struct Order {
    pub tag: u32,
    pub bytes: usize,
    pub priority: Priority,
    pub key: Option<u8>,
    pub ttl: f64,
}

/// What the user is told of messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Told {
    Drop(u32, DropReason),
    Drain,
}

/// Why a message is given back by `send`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    Closed,
    Full,
}

#[derive(Clone, Debug)]
struct Message {
    order: Order,
    expires: f64,
    /// Its place among all messages ever sent: that of the message which it
    /// replaced, if it did.
    place: u64,
    /// It was handed to a connection that was lost, and the server may have it.
    may_have_arrived: bool,
}

/// A message that the browser holds, with its bytes' positions among all that
/// were ever handed to this socket.
#[derive(Clone, Debug)]
struct Handed {
    message: Message,
    start: f64,
    end: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Apart,
    Open,
    Closing,
    Ended,
}

#[derive(Debug)]
pub struct Reference {
    pub rules: Rules,
    phase: Phase,
    waiting: Vec<Message>,
    held: Vec<Handed>,
    /// Bytes ever handed to this socket.
    written: f64,
    /// What the browser holds now.
    pub buffered: f64,
    /// What its buffer read when it was last looked at.
    seen: f64,
    places: u64,
    had_to_wait: bool,
    /// The socket takes nothing any more, and this has been noticed.
    pub halted: bool,
    /// The size of the last message, if it was given back because of its size.
    refused: Option<(usize, Priority)>,
    /// The client ended while messages waited.
    gave_back: bool,
    pub handed: Vec<u32>,
    pub told: Vec<Told>,
    pub resent: f64,
    pub sent_bytes: f64,
}

impl Reference {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            phase: Phase::Apart,
            waiting: Vec::new(),
            held: Vec::new(),
            written: 0.0,
            buffered: 0.0,
            seen: 0.0,
            places: 0,
            had_to_wait: false,
            halted: false,
            refused: Some((0, Priority::Low)),
            gave_back: false,
            handed: Vec::new(),
            told: Vec::new(),
            resent: 0.0,
            sent_bytes: 0.0,
        }
    }

    pub fn is_connected(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Closing)
    }

    pub fn queued(&self) -> (usize, usize) {
        (self.waiting.len(), self.waiting.iter().map(|message| message.order.bytes).sum())
    }

    pub fn is_drained(&self) -> bool {
        self.waiting.is_empty() && self.held.is_empty()
    }

    /// When the next message expires.
    pub fn next_expiry(&self) -> f64 {
        self.waiting.iter().map(|message| message.expires).fold(f64::INFINITY, f64::min)
    }

    /// Whether the message that was refused last would be accepted now; nobody
    /// asks in between.
    pub fn has_room(&self) -> Option<bool> {
        if matches!(self.phase, Phase::Closing | Phase::Ended) {
            return Some(false);
        }
        self.refused.map(|(bytes, priority)| self.accepts(bytes, priority))
    }

    /// What the buffer reads.
    pub fn reading(&self) -> f64 {
        if self.rules.buffer == Buffer::Blind { 0.0 } else { self.buffered }
    }

    /// What became of a message that was just sent.
    pub fn outcome(&self, tag: u32) -> Outcome {
        if self.waiting.iter().any(|message| message.order.tag == tag) {
            Outcome::Queued
        } else if self.held.iter().any(|held| held.message.order.tag == tag) {
            Outcome::Sent
        } else {
            Outcome::Dropped
        }
    }

    // What the user does.

    pub fn send(&mut self, now: f64, order: Order) -> Result<(), Refusal> {
        if matches!(self.phase, Phase::Closing | Phase::Ended) {
            return Err(Refusal::Closed);
        }
        self.refused = None;
        let bytes = order.bytes;
        let expires = now + order.ttl;
        let rival = self
            .waiting
            .iter()
            .position(|message| order.key.is_some() && message.order.key == order.key);
        if let Some(rival) = rival {
            let (messages, queued) = self.queued();
            let others = (messages - 1, queued - self.waiting[rival].order.bytes);
            // What was put back may exceed the bounds; no worse is no harm.
            let replaced_bytes = self.waiting[rival].order.bytes;
            if bytes <= replaced_bytes || self.fits(others, bytes) {
                let replaced = self.waiting.remove(rival);
                self.give_up(&replaced, DropReason::Replaced);
                let inherits = replaced.order.priority == order.priority;
                let place = if inherits { replaced.place } else { self.next_place() };
                self.waiting.push(Message { order, expires, place, may_have_arrived: false });
                return Ok(());
            }
            if self.rules.overflow == Overflow::DropNewest {
                self.told.push(Told::Drop(order.tag, DropReason::Overflow));
                return Ok(());
            }
            return self.refuse(bytes, order.priority);
        }
        if !self.accepts(bytes, order.priority) {
            match self.rules.overflow {
                Overflow::Reject => return self.refuse(bytes, order.priority),
                Overflow::DropNewest => {
                    self.told.push(Told::Drop(order.tag, DropReason::Overflow));
                    return Ok(());
                }
                Overflow::DropOldest => {
                    if !self.make_room(bytes, order.priority) {
                        return self.refuse(bytes, order.priority);
                    }
                }
            }
        }
        let place = self.next_place();
        self.waiting.push(Message { order, expires, place, may_have_arrived: false });
        Ok(())
    }

    pub fn clear(&mut self) -> Vec<u32> {
        self.sort();
        let cleared = self.waiting.drain(..).map(|message| message.order.tag).collect();
        self.forget_wait();
        cleared
    }

    /// Whatever was there is replaced by a new connection, which opens.
    pub fn connect(&mut self, now: f64) {
        if self.is_connected() {
            self.settle(None);
        }
        self.timer(now);
        self.phase = Phase::Open;
        self.written = 0.0;
        self.buffered = 0.0;
        self.seen = 0.0;
        self.halted = false;
        self.gave_back = false;
        // The handlers of `open` come first.
        self.had_to_wait |= !self.waiting.is_empty();
    }

    pub fn close(&mut self) {
        match self.phase {
            Phase::Apart => self.end(),
            Phase::Open => self.phase = Phase::Closing,
            Phase::Closing | Phase::Ended => {}
        }
    }

    // What happens.

    /// The network takes bytes.
    pub fn carry(&mut self, bytes: f64) {
        self.buffered = (self.buffered - bytes).max(0.0);
    }

    /// The connection is lost; `is_final` if no other may follow.
    pub fn lose(&mut self, is_clean: bool, knows_residue: bool, is_final: bool) {
        let residue = knows_residue.then(|| self.reading());
        if self.phase == Phase::Closing && !self.halted && is_clean && residue == Some(0.0) {
            // The server answered, so it has read everything. It had closed before if
            // the socket took nothing any more.
            self.held.clear();
        } else {
            self.settle(residue);
        }
        if self.phase == Phase::Closing || is_final {
            self.end();
        } else {
            self.phase = Phase::Apart;
        }
    }

    pub fn timer(&mut self, now: f64) {
        self.waiting.sort_by(|a, b| a.expires.total_cmp(&b.expires).then(a.place.cmp(&b.place)));
        let due = self.waiting.partition_point(|message| message.expires <= now);
        for message in self.waiting.drain(..due).collect::<Vec<_>>() {
            self.give_up(&message, DropReason::Expired);
        }
        self.forget_wait();
    }

    /// The driver looks at the buffer and hands over what may go. `obstacle` is
    /// what stands in the way of the next message.
    pub fn pump(&mut self, now: f64, obstacle: &mut Option<Obstacle>) {
        if !self.is_connected() {
            return;
        }
        self.look();
        while !self.halted && !self.waiting.is_empty() {
            self.sort();
            let bytes = self.waiting[0].order.bytes;
            if self.phase == Phase::Open && !self.admits(bytes) {
                break;
            }
            let message = self.waiting.remove(0);
            if message.expires < now {
                self.give_up(&message, DropReason::Expired);
                self.forget_wait();
                continue;
            }
            match obstacle {
                None => self.hand_over(message),
                Some(Obstacle::Throws) => {
                    *obstacle = None;
                    self.give_up(&message, DropReason::Refused);
                    self.forget_wait();
                }
                Some(Obstacle::NotOpen) => {
                    self.halted = true;
                    self.waiting.push(message);
                }
            }
        }
        self.had_to_wait |= !self.waiting.is_empty();
    }

    // In parts.

    fn look(&mut self) {
        if self.is_drained() || self.halted {
            return;
        }
        self.seen = self.reading();
        let left = self.written - self.seen;
        self.held.retain(|held| held.end > left);
        if self.is_drained() && std::mem::take(&mut self.had_to_wait) {
            self.told.push(Told::Drain);
        }
    }

    fn hand_over(&mut self, message: Message) {
        self.handed.push(message.order.tag);
        self.sent_bytes += message.order.bytes as f64;
        let growth = match self.rules.buffer {
            Buffer::Framed(framing) => message.order.bytes as f64 + framing,
            Buffer::Blind => 0.0,
        };
        let start = self.written;
        self.written += growth;
        self.buffered += growth;
        self.seen = self.reading();
        self.held.push(Handed { message, start, end: self.written });
    }

    /// What the browser holds goes back or is given up.
    fn settle(&mut self, residue: Option<f64>) {
        let left = residue.map_or(f64::INFINITY, |residue| self.written - residue);
        let held = std::mem::take(&mut self.held);
        self.gave_back = !held.is_empty();
        let (mut back, mut lost) = (Vec::new(), Vec::new());
        for mut held in held {
            // Nobody knows of an empty message right at the edge.
            let unsent = held.start >= left && held.end > left;
            held.message.may_have_arrived |= !unsent;
            match (self.rules.resend, unsent) {
                (Resend::All, _) | (Resend::Unsent, true) => back.push(held.message),
                (Resend::Never, true) => lost.push((held.message, DropReason::Unsent)),
                (_, false) => lost.push((held.message, DropReason::Unknown)),
            }
        }
        // The newest of a key stays.
        for message in back.into_iter().rev() {
            let key = message.order.key;
            if key.is_some() && self.waiting.iter().any(|waiting| waiting.order.key == key) {
                self.give_up(&message, DropReason::Replaced);
            } else {
                self.resent += 1.0;
                self.waiting.push(message);
            }
        }
        for (message, reason) in lost {
            self.give_up(&message, reason);
        }
        self.forget_wait();
    }

    pub fn gave_back_at_end(&self) -> bool {
        self.gave_back && self.phase == Phase::Ended
    }

    fn end(&mut self) {
        self.phase = Phase::Ended;
        self.gave_back |= !self.waiting.is_empty();
        self.sort();
        for message in std::mem::take(&mut self.waiting) {
            self.give_up(&message, DropReason::Closed);
        }
        self.forget_wait();
    }

    /// If the server may have a message, that is what its user must know.
    fn give_up(&mut self, message: &Message, reason: DropReason) {
        let reason = if message.may_have_arrived { DropReason::Unknown } else { reason };
        self.told.push(Told::Drop(message.order.tag, reason));
    }

    /// Nothing waits any more, but not because it left through the browser.
    fn forget_wait(&mut self) {
        self.had_to_wait &= !self.is_drained();
    }

    fn refuse(&mut self, bytes: usize, priority: Priority) -> Result<(), Refusal> {
        self.refused = Some((bytes, priority));
        Err(Refusal::Full)
    }

    fn next_place(&mut self) -> u64 {
        self.places += 1;
        self.places
    }

    fn sort(&mut self) {
        self.waiting.sort_by_key(|message| (message.order.priority, message.place));
    }

    fn fits(&self, (messages, queued): (usize, usize), bytes: usize) -> bool {
        messages < self.rules.max_messages && queued + bytes <= self.rules.max_bytes
    }

    /// A message that need not wait needs no room, and one that goes before it leaves its
    /// own.
    fn accepts(&self, bytes: usize, priority: Priority) -> bool {
        let before = self
            .waiting
            .iter()
            .filter(|message| message.order.priority <= priority)
            .min_by_key(|message| (message.order.priority, message.place));
        let next = before.map_or(bytes, |message| message.order.bytes);
        let goes = self.phase == Phase::Open && !self.halted && self.admits(next);
        let (messages, queued) = self.queued();
        match before {
            None if goes => true,
            Some(_) if goes => self.fits((messages - 1, queued - next), bytes),
            _ => self.fits((messages, queued), bytes),
        }
    }

    fn admits(&self, bytes: usize) -> bool {
        self.seen == 0.0 || self.seen + bytes as f64 <= self.rules.window
    }

    /// The oldest of the lowest priorities go until the new one fits, but none
    /// if that would not help, and none of a higher priority.
    fn make_room(&mut self, bytes: usize, priority: Priority) -> bool {
        let mut candidates: Vec<Message> = self
            .waiting
            .iter()
            .filter(|message| message.order.priority >= priority)
            .cloned()
            .collect();
        candidates
            .sort_by_key(|message| (std::cmp::Reverse(message.order.priority), message.place));
        let (mut messages, mut queued) = self.queued();
        for count in 0..=candidates.len() {
            if self.fits((messages, queued), bytes) {
                for message in &candidates[..count] {
                    self.waiting.retain(|waiting| waiting.order.tag != message.order.tag);
                    self.give_up(message, DropReason::Overflow);
                }
                return true;
            }
            if let Some(next) = candidates.get(count) {
                messages -= 1;
                queued -= next.order.bytes;
            }
        }
        false
    }
}

/// What stands in the way of the next message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Obstacle {
    /// The browser throws.
    Throws,
    /// The socket is no longer open, though nobody said so.
    NotOpen,
}
