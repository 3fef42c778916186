//! A browser's socket with its buffer, and the wire behind it.

use crate::script::{Buffer, LinkOptions};
use sockline::engine::AttemptId;
use std::collections::VecDeque;

/// Bytes of framing of a small client frame (RFC 6455 §5.2).
const FRAMING: f64 = 6.0;

/// When something leaves is a sum of many times, and when an end is heard of a few.
const ROUNDING: f64 = 1e-6;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    Connecting,
    Open,
    /// The server's close frame has come: nothing is taken any more, and the close
    /// event follows.
    Ending,
    /// The client has asked to close; the buffer goes first.
    Closing,
    /// The close event has come, or will never.
    Closed,
}

/// What waits in the browser's buffer.
#[derive(Debug)]
struct Buffered {
    /// The message, or none for a ping.
    tag: Option<u32>,
    left: f64,
    /// Whether any of it has left.
    begun: bool,
}

#[derive(Debug)]
pub struct Socket {
    pub attempt: AttemptId,
    pub phase: Phase,
    /// Nothing moves any more, and nobody says so.
    pub stalled: bool,
    /// It has reported an error, and its close is to come.
    pub failed: bool,
    /// From this time on nothing arrives at the server.
    pub broken_at: f64,
    /// When the driver first heard that it ends: nobody knows where what leaves it later
    /// goes.
    pub ended_at: f64,
    /// Whether the driver has abandoned it; it goes on sending then.
    pub abandoned: bool,
    buffer: VecDeque<Buffered>,
    drained_until: f64,
    /// What has left, with the time: (time, message).
    left: Vec<(f64, Option<u32>)>,
    /// Messages in the order in which they were handed over, by id.
    pub last_handed: [u64; 3],
}

impl Socket {
    pub fn new(attempt: AttemptId, now: f64) -> Self {
        Self {
            attempt,
            phase: Phase::Connecting,
            stalled: false,
            failed: false,
            broken_at: f64::INFINITY,
            ended_at: f64::INFINITY,
            abandoned: false,
            buffer: VecDeque::new(),
            drained_until: now,
            left: Vec::new(),
            last_handed: [0; 3],
        }
    }

    /// Lets what the link carried until `now` leave the buffer.
    pub fn drain(&mut self, link: &LinkOptions, now: f64) {
        let moves = matches!(self.phase, Phase::Open | Phase::Ending | Phase::Closing);
        let moves = moves && !self.stalled;
        if moves {
            let mut at = self.drained_until;
            while let Some(first) = self.buffer.front_mut() {
                let done = at + first.left / link.bandwidth;
                // Less than a millionth of a byte is an error of rounding.
                if first.left - (now - at) * link.bandwidth > 1e-6 {
                    let carried = (now - at) * link.bandwidth;
                    first.begun |= carried > 0.0;
                    first.left -= carried;
                    break;
                }
                at = done;
                self.left.push((done, first.tag));
                self.buffer.pop_front();
            }
        }
        self.drained_until = now;
    }

    pub fn push(&mut self, link: &LinkOptions, tag: Option<u32>, bytes: f64) {
        let framing = if link.buffer == Buffer::WithFraming { FRAMING } else { 0.0 };
        self.buffer.push_back(Buffered { tag, left: bytes + framing, begun: false });
    }

    /// `bufferedAmount`.
    pub fn buffered(&self, link: &LinkOptions) -> f64 {
        match link.buffer {
            Buffer::Blind => 0.0,
            // Whole bytes, as browsers count them.
            _ => (self.held() - 1e-7).ceil().max(0.0),
        }
    }

    /// What the buffer really holds.
    pub fn held(&self) -> f64 {
        self.buffer.iter().map(|buffered| buffered.left).sum()
    }

    /// When the buffer will be empty, if the link goes on.
    pub fn empty_at(&self, link: &LinkOptions, now: f64) -> f64 {
        now + self.held() / link.bandwidth
    }

    /// Messages that reached the server, in order.
    pub fn arrived(&self, link: &LinkOptions) -> impl Iterator<Item = u32> {
        let (delay, broken_at) = (link.delay, self.broken_at);
        self.left.iter().filter(move |(at, _)| at + delay <= broken_at).filter_map(|(_, tag)| *tag)
    }

    /// The driver has heard that it ends.
    pub fn note_end(&mut self, now: f64) {
        self.ended_at = self.ended_at.min(now);
    }

    /// Whether a message has wholly left the buffer while that told something.
    pub fn has_left(&self, tag: u32) -> bool {
        self.left.iter().any(|(at, left)| *left == Some(tag) && *at <= self.ended_at + ROUNDING)
    }
}
