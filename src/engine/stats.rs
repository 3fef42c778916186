//! What has happened so far, in numbers.

use super::output::DropReason;

/// Counts since the client was made. Cheap to take: plain numbers, no
/// allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stats {
    /// Connection attempts.
    pub attempts: u32,
    /// Attempts that opened.
    pub connections: u32,
    /// Retries since the last connection that was lost after
    /// [`RetryConfig::stable_after`](super::RetryConfig::stable_after), or since
    /// `reconnect()`.
    pub retries: u32,
    /// Messages handed to the browser; one sent again counts again.
    pub messages_sent: f64,
    /// Bytes handed to the browser, text as UTF-8.
    pub bytes_sent: f64,
    /// Messages received.
    pub messages_received: f64,
    /// Bytes received, of a `Client` with text in UTF-16 code units: those are known of a
    /// message that nobody reads, too.
    pub bytes_received: f64,
    /// Messages that were handed over before and put back to be sent again, also
    /// those that were dropped from the queue since.
    pub messages_resent: f64,
    /// Dropped messages by reason.
    pub dropped: Dropped,
    /// The last round-trip time of a heartbeat in milliseconds, if any. An answer that
    /// may be to an earlier ping measures nothing.
    pub round_trip: Option<f64>,
    /// The smoothed round-trip time in milliseconds, if any.
    pub smoothed_round_trip: Option<f64>,
    /// Bytes per second that leave the browser, as measured while messages
    /// wait; 0 before that.
    pub drain_rate: f64,
    /// The bound on what is handed to the browser ahead of the network, in bytes.
    pub window: f64,
    /// Milliseconds since the state last changed.
    pub time_in_state: f64,
}

/// Dropped messages by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dropped {
    /// The queue was full.
    pub overflow: f64,
    /// The time to live passed.
    pub expired: f64,
    /// A newer message with the key took the place.
    pub replaced: f64,
    /// The client ended.
    pub closed: f64,
    /// Never left the browser and was not to be sent again.
    pub unsent: f64,
    /// Handed to a connection that was lost.
    pub unknown: f64,
    /// The browser refused to take it.
    pub refused: f64,
}

/// What is counted, in this order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    Attempts,
    Connections,
    MessagesSent,
    BytesSent,
    MessagesReceived,
    BytesReceived,
    MessagesResent,
    /// The first of those by reason.
    Dropped,
}

/// As many as there are.
const COUNTS: usize = Figure::Dropped as usize + DropReason::COUNT;

/// What has been counted.
#[derive(Debug, Default)]
pub(super) struct Counts([f64; COUNTS]);

impl Counts {
    pub(super) fn add(&mut self, figure: Figure, number: f64) {
        self.0[figure as usize] += number;
    }

    pub(super) fn add_drop(&mut self, reason: DropReason) {
        self.0[Figure::Dropped as usize + reason as usize] += 1.0;
    }

    pub(super) fn of(&self, figure: Figure) -> f64 {
        self.0[figure as usize]
    }

    pub(super) fn dropped(&self, reason: DropReason) -> f64 {
        self.0[Figure::Dropped as usize + reason as usize]
    }

    /// One after another.
    pub(super) fn iter(&self) -> impl Iterator<Item = &f64> {
        self.0.iter()
    }
}
