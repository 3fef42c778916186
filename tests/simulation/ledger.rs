//! Where every message is: the books that must balance.

use sockline::engine::{DropReason, Priority, Resend};
use std::collections::HashMap;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// Accepted; the engine has it, or is being given it.
    Waits,
    /// Handed to a socket.
    Handed,
    Dropped(DropReason),
    /// Given back by `clear_queue`, or by `send` itself.
    GivenBack,
}

#[derive(Debug)]
pub struct Record {
    pub fate: Fate,
    pub expires: f64,
    pub priority: Priority,
    pub bytes: usize,
    pub handed: usize,
    /// The socket that it was handed to last.
    pub socket: usize,
}

#[derive(Debug, Default)]
pub struct Ledger {
    pub records: HashMap<u32, Record>,
    last: u32,
}

impl Ledger {
    pub fn accept(&mut self, bytes: usize, expires: f64, priority: Priority) -> u32 {
        self.last += 1;
        let fate = Fate::Waits;
        let record = Record { fate, expires, priority, bytes, handed: 0, socket: 0 };
        self.records.insert(self.last, record);
        self.last
    }

    fn record(&mut self, tag: u32) -> &mut Record {
        self.records.get_mut(&tag).expect("a message of this session")
    }

    pub fn give_back(&mut self, tag: u32) -> Result<(), String> {
        let record = self.record(tag);
        match record.fate {
            Fate::Waits | Fate::Handed => {
                record.fate = Fate::GivenBack;
                Ok(())
            }
            fate => Err(format!("message {tag} was given back though it was {fate:?}")),
        }
    }

    pub fn drop(&mut self, tag: u32, reason: DropReason) -> Result<(), String> {
        let record = self.record(tag);
        match record.fate {
            Fate::Waits | Fate::Handed => {
                record.fate = Fate::Dropped(reason);
                Ok(())
            }
            fate => Err(format!("message {tag} was dropped ({reason:?}) though it was {fate:?}")),
        }
    }

    pub fn hand(&mut self, tag: u32, socket: usize, now: f64) -> Result<(), String> {
        let record = self.record(tag);
        match record.fate {
            Fate::Waits | Fate::Handed => {}
            fate => {
                return Err(format!("message {tag} was handed over though it was {fate:?}"));
            }
        }
        if now > record.expires {
            return Err(format!("message {tag} was handed over {} ms late", now - record.expires));
        }
        record.fate = Fate::Handed;
        record.handed += 1;
        record.socket = socket;
        Ok(())
    }

    pub fn arrive(&mut self, tag: u32, seen: usize, resend: Resend) -> Result<(), String> {
        let record = self.record(tag);
        if resend == Resend::All {
            return Ok(());
        }
        if seen > 1 {
            return Err(format!("message {tag} arrived {seen} times"));
        }
        match record.fate {
            Fate::Handed | Fate::Dropped(DropReason::Unknown) => Ok(()),
            fate => Err(format!("message {tag} arrived though it was {fate:?}")),
        }
    }
}
