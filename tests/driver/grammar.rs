//! The order in which events make sense.

use crate::journal::Told;
use sockline::engine::State;

/// The last event that tells how a client stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Last {
    #[default]
    Nothing,
    Open,
    Close {
        will_reconnect: bool,
    },
    Reconnecting,
    End,
}

/// What was told so far.
#[derive(Debug, Default)]
pub struct Grammar {
    last: Last,
    is_open: bool,
    has_ended: bool,
    /// The user has called `reconnect` since the last such event: what follows need not
    /// follow from that.
    was_called: bool,
}

impl Grammar {
    pub fn hear(&mut self, told: &Told) -> Result<(), String> {
        // What waits when a client ends may be given back after it.
        if self.has_ended && !matches!(told, Told::Drop { .. }) {
            return Err(format!("{told:?} was told after the end"));
        }
        let last = match told {
            Told::Open if self.is_open => return Err("told twice that it is open".into()),
            Told::Open => Last::Open,
            Told::Close { will_reconnect, .. } => Last::Close { will_reconnect: *will_reconnect },
            Told::Reconnecting { delay, .. } => {
                if self.last != (Last::Close { will_reconnect: true }) {
                    return Err(format!("a retry was announced after {:?}", self.last));
                }
                if !(*delay >= 0.0 && delay.is_finite()) {
                    return Err(format!("a retry after {delay} ms"));
                }
                Last::Reconnecting
            }
            Told::End(_) if self.is_open => return Err("told the end and no close".into()),
            Told::End(_) => Last::End,
            Told::Error | Told::Drain | Told::Drop { .. } => return Ok(()),
        };
        self.last = last;
        self.is_open = last == Last::Open;
        self.has_ended = last == Last::End;
        self.was_called = false;
        Ok(())
    }

    /// The user calls `reconnect`: after an end a new life begins.
    pub fn hear_reconnect(&mut self) {
        self.has_ended = false;
        self.was_called = true;
    }

    /// All is told: the events must have led to where the client is.
    pub fn check(&self, state: State) -> Result<(), String> {
        let fits = match state {
            State::Idle | State::Closing => true,
            State::Closed => self.last == Last::End,
            State::Open => self.last == Last::Open,
            State::Waiting | State::Resolving | State::Connecting => {
                let leads_on = match self.last {
                    Last::Open | Last::End | Last::Close { will_reconnect: false } => false,
                    Last::Nothing | Last::Reconnecting => true,
                    Last::Close { will_reconnect: true } => true,
                };
                leads_on || self.was_called
            }
        };
        if fits { Ok(()) } else { Err(format!("{state:?}, and {:?} was told last", self.last)) }
    }
}
