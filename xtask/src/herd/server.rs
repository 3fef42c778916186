//! The server: down for a while, then able to take so many handshakes a second.

/// What is done to the clients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scenario {
    /// How long the server is down, in milliseconds.
    pub(super) outage: f64,
    /// The close code with which every connection ends at 0.
    pub(super) code: u16,
}

impl Scenario {
    /// Those that are compared: a quick restart and a long outage, each without a word (1006) and
    /// announced (1012, Service Restart).
    pub(super) const ALL: [Self; 4] = [
        Self { outage: 5_000.0, code: 1006 },
        Self { outage: 60_000.0, code: 1006 },
        Self { outage: 5_000.0, code: 1012 },
        Self { outage: 60_000.0, code: 1012 },
    ];
}

/// A server whose handshakes are limited by a token bucket.
#[derive(Debug)]
pub(super) struct Server {
    up_at: f64,
    rate: f64,
    tokens: f64,
    refilled_at: f64,
}

/// The server's answer to an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The connection is open.
    Accepted,
    /// Nobody listens.
    Down,
    /// Somebody listens, and has had enough for now.
    Busy,
}

impl Server {
    /// A server that comes up at `up_at` and takes `rate` handshakes a second. The bucket holds
    /// one second's worth and is full at first.
    pub(super) fn new(up_at: f64, rate: u32) -> Self {
        Self { up_at, rate: f64::from(rate), tokens: f64::from(rate), refilled_at: up_at }
    }

    /// Answers an attempt that arrives at `now`, not before the one that was asked about last.
    pub(super) fn answer(&mut self, now: f64) -> Answer {
        if now < self.up_at {
            return Answer::Down;
        }
        let earned = (now - self.refilled_at) / 1_000.0 * self.rate;
        self.tokens = (self.tokens + earned).min(self.rate);
        self.refilled_at = now;
        if self.tokens < 1.0 {
            return Answer::Busy;
        }
        self.tokens -= 1.0;
        Answer::Accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(server: &mut Server, now: f64, attempts: u32) -> usize {
        (0..attempts).filter(|_| server.answer(now) == Answer::Accepted).count()
    }

    #[test]
    fn nobody_is_accepted_while_it_is_down() {
        let mut server = Server::new(5_000.0, 10);
        assert_eq!(server.answer(4_999.0), Answer::Down);
        assert_eq!(server.answer(5_000.0), Answer::Accepted);
    }

    #[test]
    fn a_burst_takes_one_seconds_worth_and_refusals_cost_nothing() {
        let mut server = Server::new(0.0, 10);
        assert_eq!(accepted(&mut server, 0.0, 100), 10);
        assert_eq!(server.answer(50.0), Answer::Busy);
        assert_eq!(accepted(&mut server, 500.0, 100), 5);
        assert_eq!(accepted(&mut server, 60_000.0, 100), 10);
    }
}
