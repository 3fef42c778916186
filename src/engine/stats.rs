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
    /// [`RetryConfig::stable_after`](super::RetryConfig::stable_after).
    pub retries: u32,
    /// Messages handed to the browser; one sent again counts again.
    pub messages_sent: f64,
    /// Bytes handed to the browser, text as UTF-8.
    pub bytes_sent: f64,
    /// Messages received.
    pub messages_received: f64,
    /// Bytes received, as the driver measures them.
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
    /// The bound on what is handed to the browser ahead of the network.
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

/// What the engine counts as it goes.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) attempts: u32,
    pub(super) connections: u32,
    pub(super) messages_sent: f64,
    pub(super) bytes_sent: f64,
    pub(super) messages_received: f64,
    pub(super) bytes_received: f64,
    pub(super) messages_resent: f64,
    /// By the numbers of the reasons.
    dropped: [f64; DropReason::COUNT],
}

impl Counts {
    pub(super) fn count_drop(&mut self, reason: DropReason) {
        self.dropped[reason as usize] += 1.0;
    }

    pub(super) fn dropped(&self) -> Dropped {
        let of = |reason| self.dropped[reason as usize];
        Dropped {
            overflow: of(DropReason::Overflow),
            expired: of(DropReason::Expired),
            replaced: of(DropReason::Replaced),
            closed: of(DropReason::Closed),
            unsent: of(DropReason::Unsent),
            unknown: of(DropReason::Unknown),
            refused: of(DropReason::Refused),
        }
    }
}
