//! One session from its script to its balance.

use crate::client::Client;
use crate::ledger::Fate;
use crate::script::{Buffer, Script};
use sockline::engine::{DropReason, Resend, State};
use std::collections::HashMap;

/// A fault planted to check the checker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    /// Every lost message is sent again, though it may have arrived.
    ResendsEverything,
    /// Events of abandoned sockets are taken for the current one's.
    HearsAbandonedSockets,
    /// A message now and then is not handed to the socket.
    LosesMessages,
    /// A message now and then is handed over twice.
    SendsTwice,
}

impl Fault {
    pub const PLANTED: [Self; 4] = [
        Self::ResendsEverything,
        Self::HearsAbandonedSockets,
        Self::LosesMessages,
        Self::SendsTwice,
    ];
}

/// More happenings than this between two steps is a loop.
const MAX_HAPPENINGS: usize = 200_000;

/// More happenings than this at one moment make no progress.
const MAX_AT_ONE_TIME: usize = 5_000;

/// Runs a session; an error says what was violated.
pub fn run(script: &Script, fault: Fault) -> Result<(), String> {
    let mut client = Client::new(script, fault);
    client.open();
    client.check_rest();
    for (wait, op) in &script.steps {
        advance(&mut client, *wait)?;
        client.perform(op);
        client.check_rest();
        client.violation.take().map_or(Ok(()), Err)?;
    }
    client.heal();
    // The longest wait: a retry at the cap, a handshake, a queue over the
    // slowest link.
    let backlog = client.backlog() / script.link.bandwidth;
    let patience = 600_000.0 + 4.0 * backlog + 100.0 * script.link.delay;
    let end = client.now + patience;
    while !client.is_settled() && client.now < end {
        advance(&mut client, 1_000.0)?;
    }
    if !client.is_settled() {
        let (state, queued) = (client.engine().state(), client.engine().queued_messages());
        return Err(format!("hangs: {state:?} with {queued} messages queued"));
    }
    client.close(None);
    advance(&mut client, 120_000.0 + 100.0 * script.link.delay)?;
    if !matches!(client.engine().state(), State::Closed) {
        return Err(format!("not closed but {:?}", client.engine().state()));
    }
    balance(&mut client, fault)
}

fn advance(client: &mut Client<'_>, millis: f64) -> Result<(), String> {
    let end = client.now + millis;
    let (mut last, mut at_one_time) = (client.now, 0);
    for _ in 0..MAX_HAPPENINGS {
        // What a call caused comes right after it.
        if client.next_at() > end {
            client.now = client.now.max(end);
            return Ok(());
        }
        client.step();
        client.check_rest();
        client.violation.take().map_or(Ok(()), Err)?;
        at_one_time = if client.now > last { 0 } else { at_one_time + 1 };
        last = client.now;
        if at_one_time > MAX_AT_ONE_TIME {
            return Err(format!("no progress at {} ms", client.now));
        }
    }
    Err("an endless loop".into())
}

/// Every message is accounted for exactly once.
fn balance(client: &mut Client<'_>, fault: Fault) -> Result<(), String> {
    let script = client.script;
    let resend =
        if fault == Fault::ResendsEverything { Resend::Unsent } else { script.config.resend };
    let mut seen: HashMap<u32, usize> = HashMap::new();
    let now = client.now;
    for socket in &mut client.sockets {
        // Give an abandoned socket the time to send what it holds.
        socket.drain(&script.link, now + 1e9);
        for tag in socket.arrived(&script.link) {
            *seen.entry(tag).or_default() += 1;
        }
    }
    for (tag, count) in &seen {
        client.ledger.arrive(*tag, *count, resend)?;
    }
    for (tag, record) in &client.ledger.records {
        match record.fate {
            Fate::Waits => return Err(format!("message {tag} waits for ever")),
            Fate::Handed => {
                // Settled as gone: it must have left the browser. A runtime
                // whose buffer reads 0 shows everything as gone, and no
                // runtime's buffer shows a message of no bytes.
                let left = client.sockets[record.socket].has_left(*tag);
                let shows = match script.link.buffer {
                    Buffer::Standard => record.bytes > 0,
                    Buffer::WithFraming => true,
                    Buffer::Blind => false,
                };
                if !left && shows {
                    return Err(format!("message {tag} was neither sent nor reported"));
                }
            }
            Fate::Dropped(DropReason::Unknown) | Fate::GivenBack | Fate::Dropped(_) => {}
        }
    }
    Ok(())
}
