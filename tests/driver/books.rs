//! The book-keeper: where every message is, and that its end is a true one.

use crate::script::{Script, Step};
use crate::socket::{Socket, Span};
use crate::user::{Inside, Options};
use sockline::engine::{DropReason, Overflow, Priority, Resend};
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    /// The driver has it.
    Waits,
    /// Handed to a socket.
    Handed,
    Dropped(DropReason),
    /// Given back by `clear_queue`, or by `send` itself.
    GivenBack,
}

#[derive(Debug)]
struct Record {
    bytes: usize,
    priority: Priority,
    has_key: bool,
    expires: f64,
    fate: Fate,
    was_refused: bool,
    /// How often it was handed over, and where it lies in the last socket.
    handed: usize,
    span: Option<Span>,
}

#[derive(Debug)]
pub struct Books {
    resend: Resend,
    overflow: Overflow,
    /// The buffer shows what is in it.
    knows_buffer: bool,
    /// The clock stands still while user code runs.
    knows_time: bool,
    /// No connection is lost while its socket takes a message.
    knows_taken: bool,
    records: Vec<Record>,
    /// The message without a key that each socket was handed last, by priority.
    last_handed: HashMap<(usize, usize), u32>,
}

impl Books {
    pub fn new(script: &Script) -> Self {
        let nests = |step: &Step| matches!(step, Step::Plan(plan) if plan.inside == Inside::Send);
        Self {
            resend: script.config.resend,
            overflow: script.config.queue.overflow,
            knows_buffer: script.gauge.is_true(),
            knows_time: !script.works,
            knows_taken: !script.steps.iter().any(nests),
            records: Vec::new(),
            last_handed: HashMap::new(),
        }
    }

    /// A message is sent; its tag, which ascends.
    pub fn open(&mut self, bytes: usize, options: &Options, now: f64) -> u32 {
        self.records.push(Record {
            bytes,
            priority: options.priority,
            has_key: options.key.is_some(),
            expires: now + options.ttl,
            fate: Fate::Waits,
            was_refused: false,
            handed: 0,
            span: None,
        });
        (self.records.len() - 1) as u32
    }

    pub fn hand(
        &mut self,
        tag: u32,
        span: Span,
        now: f64,
        sockets: &[Socket],
    ) -> Result<(), String> {
        let record = &mut self.records[tag as usize];
        if !matches!(record.fate, Fate::Waits | Fate::Handed) {
            return Err(format!("{tag} was handed over though it was {:?}", record.fate));
        }
        if self.knows_time && now > record.expires {
            return Err(format!("{tag} was handed over {} ms late", now - record.expires));
        }
        if let Some(before) = record.span.replace(span) {
            let is_shown_gone = before.start < sockets[before.socket].shown_gone;
            let may = match self.resend {
                Resend::Never => false,
                Resend::Unsent => !self.knows_buffer || !is_shown_gone,
                Resend::All => true,
            };
            if !may {
                return Err(format!("{tag} was sent again though it may have arrived"));
            }
        }
        record.fate = Fate::Handed;
        record.handed += 1;
        if !record.has_key {
            let order = (span.socket, record.priority as usize);
            if self.last_handed.insert(order, tag).is_some_and(|last| last >= tag) {
                return Err(format!("{tag} was overtaken by one of its priority"));
            }
        }
        Ok(())
    }

    pub fn refuse(&mut self, tag: u32) {
        self.records[tag as usize].was_refused = true;
    }

    pub fn give_back(&mut self, tag: u32) -> Result<(), String> {
        self.settle(tag, Fate::GivenBack)
    }

    pub fn drop(
        &mut self,
        tag: u32,
        reason: DropReason,
        now: f64,
        sockets: &[Socket],
    ) -> Result<(), String> {
        let record = &self.records[tag as usize];
        let is_true = match reason {
            DropReason::Overflow => self.overflow != Overflow::Reject,
            DropReason::Expired => record.expires <= now,
            DropReason::Replaced => record.has_key,
            DropReason::Closed => record.fate == Fate::Waits || self.resend != Resend::Never,
            DropReason::Unsent => record.span.is_some_and(|span| {
                !self.knows_buffer || span.start >= sockets[span.socket].shown_gone
            }),
            DropReason::Unknown => {
                record.span.is_some_and(|span| !self.is_known_unsent(record, &sockets[span.socket]))
            }
            DropReason::Refused => record.was_refused,
        };
        if !is_true {
            return Err(format!("{tag} was dropped as {reason:?}, which is not true: {record:?}"));
        }
        self.settle(tag, Fate::Dropped(reason))
    }

    /// Whether the buffer has shown at the loss that the message was in it, and whole.
    fn is_known_unsent(&self, record: &Record, socket: &Socket) -> bool {
        self.knows_buffer
            && self.knows_taken
            && socket.was_lost_open
            && record.bytes > 0
            && record.handed == 1
            && record.span.is_some_and(|span| span.start >= socket.shown_gone)
    }

    fn settle(&mut self, tag: u32, fate: Fate) -> Result<(), String> {
        let record = &mut self.records[tag as usize];
        let before = std::mem::replace(&mut record.fate, fate);
        match before {
            Fate::Waits | Fate::Handed => Ok(()),
            _ => Err(format!("{tag} was {before:?}, and then {fate:?}")),
        }
    }

    /// Nothing waits that could be sent later than `now`.
    pub fn check_nothing_waits(&self, now: f64) -> Result<(), String> {
        let waits = |record: &Record| record.fate == Fate::Waits && record.expires > now;
        match self.records.iter().position(waits) {
            Some(tag) => Err(format!("{tag} was neither handed over nor given back at the end")),
            None => Ok(()),
        }
    }

    /// Nothing is under way any more.
    pub fn balance(&self, sockets: &[Socket]) -> Result<(), String> {
        for (tag, record) in self.records.iter().enumerate() {
            match record.fate {
                Fate::Dropped(_) | Fate::GivenBack => {}
                Fate::Waits => return Err(format!("{tag} was lost")),
                Fate::Handed => {
                    let Some(span) = record.span else { continue };
                    // No buffer shows a message of no bytes.
                    let is_gone = record.bytes == 0 || span.end <= sockets[span.socket].shown_gone;
                    if self.knows_buffer && !is_gone {
                        return Err(format!("{tag} was neither sent nor reported"));
                    }
                }
            }
        }
        Ok(())
    }
}
