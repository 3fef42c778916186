//! What JavaScript calls.

use crate::border::imports;
use crate::face::{Client, NpmFace};
use crate::message::Message;
use crate::options::{self, Numbers};
use sockline::driver::{Driver, SocketChange};
use sockline::engine::{
    Close, CloseError, CloseRequest, Engine, Priority, SendErrorKind, SendOptions, Time,
};
use std::num::NonZeroU32;

/// An idle client.
pub(crate) fn create(
    random: f64,
    numbers: Numbers,
    asks: bool,
    overflow: u32,
    resend: u32,
) -> Client {
    Driver::new(options::read(numbers, asks, overflow, resend), NpmFace::new(), random.to_bits())
}

// What `call` does, as `pkg/face/calls.js` numbers it.
const RECONNECT: u32 = 0;
const CLEAR_QUEUE: u32 = 1;
const STATS: u32 = 2;
const OPENED: u32 = 3;
const ERRED: u32 = 4;
const FIRED: u32 = 5;
const TOLD: u32 = 6;
const PAGED: u32 = 7;
const RESOLVED: u32 = 8;
const LOST: u32 = 9;
const RECEIVED: u32 = 10;

const STATE: u32 = 11;
const QUEUED_MESSAGES: u32 = 12;
const QUEUED_BYTES: u32 = 13;
const IS_DRAINED: u32 = 14;
const WATCH: u32 = 15;
const CLOSE: u32 = 16;

/// Everything but making clients and messages. One function for all of it
/// makes a smaller module than one for each.
pub(crate) fn call(client: &Client, what: u32, a: u32, b: u32, c: u32) -> u32 {
    match what {
        RECONNECT => client.reconnect(),
        // Each message goes to `Link.give`.
        CLEAR_QUEUE => client.clear_queue(|message| imports::give(message.value())),
        // Each figure goes to `figure`, in the order of `pkg/face/stats.js`.
        STATS => client.tell_figures(|figure| imports::figure(figure)),
        OPENED | ERRED => client.on_socket(if what == OPENED {
            SocketChange::Opened
        } else {
            SocketChange::Failed
        }),
        FIRED => client.on_timer(),
        TOLD => client.on_told(),
        PAGED => client.on_page(),
        // Whether there is something to connect to.
        RESOLVED => client.current_resolved(a != 0),
        // Code, reason, and whether it was clean.
        LOST => client.on_close(Close { code: a as u16, reason: b, was_clean: c != 0 }),
        // Its size, and whether it answers a ping. `Link.receive` tells it.
        RECEIVED => client.on_message(a.into(), b != 0, || imports::receive()),
        // Idle, waiting, resolving, connecting, open, closing, closed.
        STATE => return client.state() as u32,
        QUEUED_MESSAGES => return client.read(Engine::queued_messages) as u32,
        QUEUED_BYTES => return client.read(Engine::queued_bytes) as u32,
        IS_DRAINED => return client.is_drained().into(),
        // The condition that a bit stands for.
        WATCH => return watch(client, a).into(),
        // A code below 0 is none; the reason's bytes.
        CLOSE => return close(client, a as i32, b as usize),
        _ => {}
    }
    0
}

/// Whether the condition that the bit `what` stands for holds; if not, asks for
/// one call of `Link.noticed` when it does.
fn watch(client: &Client, what: u32) -> bool {
    let holds = NpmFace::holding(client) & what != 0;
    if !holds {
        let watches = &client.face().watches;
        watches.set(watches.get() | what);
    }
    holds
}

/// 0 done, 1 invalid code, 2 reason too long.
fn close(client: &Client, code: i32, reason_bytes: usize) -> u32 {
    let code = if code < 0 { None } else { Some(code as u16) };
    // The text of the reason waits in the link.
    match CloseRequest::new(code, 0, reason_bytes) {
        Ok(request) => {
            client.close(request);
            0
        }
        Err(CloseError::InvalidCode) => 1,
        Err(_) => 2,
    }
}

/// 0 sent, 1 queued, 2 dropped, 3 full, 4 closed. `at` is when the clock was asked
/// last for a message that follows another in a row, and 0 for any other.
pub(crate) fn send(
    client: &Client,
    value: u32,
    bytes: f64,
    priority: u32,
    key: u32,
    ttl: f64,
    at: f64,
) -> u32 {
    let Some(value) = NonZeroU32::new(value) else { return 4 };
    // A Blob that is larger than all memory counts as much as fits in a number of it.
    let message = Message::new(value, bytes as u32);
    let priority = match priority {
        0 => Priority::Normal,
        1 => Priority::High,
        _ => Priority::Low,
    };
    let options = SendOptions { priority, key: NonZeroU32::new(key), ttl };
    let sent = if at > 0.0 {
        client.send_in_row(Time::from_millis(at), message, options)
    } else {
        client.send(message, options)
    };
    match sent {
        Ok((_, outcome)) => outcome as u32,
        Err(error) if error.kind == SendErrorKind::Full => 3,
        Err(_) => 4,
    }
}
