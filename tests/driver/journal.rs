//! What a session looked like from outside: what was told, answered and asked of the
//! platform, in its order.

use crate::user::Load;
use sockline::engine::{Cause, DropReason, EndCause, Event, Outcome, SendErrorKind, State, Stats};
use std::fmt::{self, Write};

#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// The script's step of this number begins.
    Step(usize),
    Told(Told),
    /// `shouldReconnect` was asked.
    Asked {
        code: u16,
        retries: u32,
        default: bool,
    },
    /// A message has arrived.
    Arrived,
    Sent {
        tag: u32,
        outcome: Result<Outcome, SendErrorKind>,
    },
    Cleared(u32),
    Closes,
    Reconnects,
    /// A socket was made, handed a message or a ping, closed, discarded.
    Made(usize),
    Handed {
        socket: usize,
        tag: Option<u32>,
    },
    Closed(usize),
    Discarded(usize),
    /// What the user was answered, who asked in the middle.
    Answered(Answers),
    /// What can be asked after a step.
    Rests {
        answers: Answers,
        deadline: f64,
    },
}

/// What the driver says of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    pub state: State,
    pub stats: Stats,
    pub queued: (usize, usize),
    pub is_drained: bool,
    pub has_room: bool,
    pub has_sent_all: bool,
    pub browser_buffered: f64,
}

impl fmt::Display for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, queued: (messages, bytes), is_drained, browser_buffered, .. } = self;
        let drained = if *is_drained { "drained" } else { "not drained" };
        let held = format!("{messages} messages of {bytes} bytes wait, {browser_buffered} held");
        write!(formatter, "{state}, {drained}, {held}")
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Open,
    Error,
    Close { code: u16, was_clean: bool, will_reconnect: bool },
    Reconnecting { retry: u32, delay: f64, cause: Cause },
    Drain,
    Drop { tag: u32, reason: DropReason },
    End(EndCause),
}

impl From<&Event<Load>> for Told {
    fn from(event: &Event<Load>) -> Self {
        match event {
            Event::Open => Self::Open,
            Event::Error => Self::Error,
            Event::Close { close, will_reconnect } => Self::Close {
                code: close.code,
                was_clean: close.was_clean,
                will_reconnect: *will_reconnect,
            },
            Event::Reconnecting { retry, delay, cause } => {
                Self::Reconnecting { retry: *retry, delay: *delay, cause: *cause }
            }
            Event::Drain => Self::Drain,
            Event::Drop { payload, reason } => Self::Drop { tag: payload.tag, reason: *reason },
            Event::End { cause } => Self::End(*cause),
        }
    }
}

/// Where two journals part, if they do.
pub fn parting(one: &[Entry], other: &[Entry]) -> Option<String> {
    if one == other {
        return None;
    }
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let (before, _) = one.split_at(same);
    let (one, other) = (one.get(same), other.get(same));
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let lines = one.lines().zip(other.lines()).filter(|(one, other)| one != other);
    let pairs: String = lines.map(|(one, other)| format!("    {one}\n    {other}\n")).collect();
    Some(format!("after\n{}  they say differently\n{pairs}", tail(before)))
}

/// The last lines of a journal.
pub fn tail(journal: &[Entry]) -> String {
    let mut lines = String::new();
    for entry in &journal[journal.len().saturating_sub(20)..] {
        // All the figures are told where two journals part.
        let written = match entry {
            Entry::Answered(answers) => writeln!(lines, "    answered that it is {answers}"),
            Entry::Rests { answers, deadline } => {
                writeln!(lines, "    rests until {deadline}: {answers}")
            }
            entry => writeln!(lines, "    {entry:?}"),
        };
        written.expect("a string takes everything");
    }
    lines
}
