//! What JavaScript calls. A client that was freed does nothing.

use crate::clients;
use crate::face::NpmFace;
use crate::message::Message;
use crate::options::{self, Numbers};
use sockline::driver::Driver;
use sockline::engine::{
    Close, CloseError, CloseRequest, Priority, SendErrorKind, SendOptions, State,
};

/// An idle client; gives its id.
pub(crate) fn create(random: f64, numbers: Numbers) -> u32 {
    clients::add(|id| Driver::new(options::read(numbers), NpmFace::new(id), random.to_bits()))
}

/// Nobody knows the client any more.
pub(crate) fn free(id: u32) {
    drop(clients::remove(id));
}

/// Connects anew, whatever is under way.
pub(crate) fn reconnect(id: u32) {
    if let Some(client) = clients::find(id) {
        client.reconnect();
    }
}

/// The provider has settled.
pub(crate) fn resolved(id: u32, is_ready: bool) {
    if let Some(client) = clients::find(id) {
        client.resolved(client.attempt(), is_ready);
    }
}

/// 0 sent, 1 queued, 2 dropped, 3 full, 4 closed.
pub(crate) fn send(id: u32, value: u32, bytes: usize, priority: u32, key: u32, ttl: f64) -> u32 {
    let message = Message { value, bytes };
    let Some(client) = clients::find(id) else { return 4 };
    let priority = match priority {
        0 => Priority::Normal,
        1 => Priority::High,
        _ => Priority::Low,
    };
    let key = if key == 0 { None } else { Some(key) };
    match client.send(message, SendOptions { priority, key, ttl }) {
        Ok((_, outcome)) => outcome as u32,
        Err(error) if error.kind == SendErrorKind::Full => 3,
        Err(_) => 4,
    }
}

/// 0 done, 1 invalid code, 2 reason too long. A code below 0 is none.
pub(crate) fn close(id: u32, code: i32, reason_bytes: usize) -> u32 {
    let code = if code < 0 { None } else { Some(code as u16) };
    // The text of the reason waits in the link.
    match CloseRequest::new(code, 0, reason_bytes) {
        Ok(request) => {
            if let Some(client) = clients::find(id) {
                client.close(request);
            }
            0
        }
        Err(CloseError::InvalidCode) => 1,
        Err(_) => 2,
    }
}

/// `State` as a number: idle, waiting, resolving, connecting, open, closing,
/// closed.
pub(crate) fn state(id: u32) -> u32 {
    clients::find(id).map_or(State::Closed, |client| client.state()) as u32
}

/// Messages in the queue.
pub(crate) fn queued_messages(id: u32) -> usize {
    clients::find(id).map_or(0, |client| client.queued().0)
}

/// Bytes in the queue.
pub(crate) fn queued_bytes(id: u32) -> usize {
    clients::find(id).map_or(0, |client| client.queued().1)
}

/// Whether all messages have left the browser.
pub(crate) fn is_drained(id: u32) -> bool {
    clients::find(id).is_none_or(|client| client.is_drained())
}

/// Empties the queue and gives each of its messages to `Link.give`.
pub(crate) fn clear_queue(id: u32) {
    if let Some(client) = clients::find(id) {
        for message in client.clear_queue() {
            client.face().give(&message);
        }
    }
}

/// Whether the condition that the bit `what` stands for holds; if not, asks for
/// one call of `Link.noticed` when it does.
pub(crate) fn watch(id: u32, what: u32) -> bool {
    clients::find(id).is_none_or(|client| {
        let holds = NpmFace::holding(&client, what) == what;
        if !holds {
            let watches = &client.face().watches;
            watches.set(watches.get() | what);
        }
        holds
    })
}

/// One figure of `Stats`, by its place in `pkg/face/stats.js`.
pub(crate) fn stat(id: u32, place: u32) -> f64 {
    let Some(client) = clients::find(id) else { return f64::NAN };
    let stats = client.stats();
    let dropped = stats.dropped;
    let figures = [
        stats.attempts.into(),
        stats.connections.into(),
        stats.retries.into(),
        stats.messages_sent,
        stats.bytes_sent,
        stats.messages_received,
        stats.bytes_received,
        stats.messages_resent,
        dropped.overflow,
        dropped.expired,
        dropped.replaced,
        dropped.closed,
        dropped.unsent,
        dropped.unknown,
        dropped.refused,
        stats.round_trip.unwrap_or(f64::NAN),
        stats.smoothed_round_trip.unwrap_or(f64::NAN),
        stats.drain_rate,
        stats.window,
        stats.time_in_state,
    ];
    figures.get(place as usize).copied().unwrap_or(f64::NAN)
}

/// The socket has opened.
pub(crate) fn opened(id: u32) {
    if let Some(client) = clients::find(id) {
        client.on_open();
    }
}

/// A message has arrived; `Link.receive` tells it.
pub(crate) fn message(id: u32, bytes: f64, is_reply: bool) {
    if let Some(client) = clients::find(id) {
        client.on_message(bytes, is_reply, || client.face().receive());
    }
}

/// The socket has failed.
pub(crate) fn failed(id: u32) {
    if let Some(client) = clients::find(id) {
        client.on_error();
    }
}

/// The socket has closed.
pub(crate) fn closed(id: u32, code: u32, reason: u32, was_clean: bool) {
    if let Some(client) = clients::find(id) {
        client.on_close(Close { code: code as u16, reason, was_clean });
    }
}

/// The timeout has fired.
pub(crate) fn fired(id: u32) {
    if let Some(client) = clients::find(id) {
        client.on_timer();
    }
}

/// The call stack is empty, as `Link.soon` was asked to say.
pub(crate) fn told(id: u32) {
    if let Some(client) = clients::find(id) {
        client.on_told();
    }
}

/// The page has told something.
pub(crate) fn page(id: u32) {
    if let Some(client) = clients::find(id) {
        client.on_page();
    }
}
