//! Our own client: the real engine, driven through its public contract.

use sockline::engine::{
    Action, AttemptId, Close, Config, Engine, Payload, RetryConfig, State, Time,
};

use super::policy::Client;

/// How long every connection had been open before the restart: long enough to count as stable.
const OPEN_BEFORE: f64 = 60_000.0;

/// The close code of a connection that ended without a close frame.
const ABNORMAL: u16 = 1006;

/// A client that carries no messages.
#[derive(Debug)]
pub(super) struct Ours {
    engine: Engine<Nothing>,
    attempt: AttemptId,
}

/// A message that nobody sends.
#[derive(Debug)]
struct Nothing;

impl Payload for Nothing {
    type Key = std::num::NonZeroU32;
    type Reason = ();

    fn bytes(&self) -> usize {
        0
    }
}

impl Ours {
    /// A client that has been connected for long.
    pub(super) fn new(retry: RetryConfig, seed: u64) -> Self {
        let then = Time::from_millis(-OPEN_BEFORE);
        let config = Config { retry, ..Config::default() };
        let mut engine = Engine::new(config, seed, then);
        engine.open(then);
        let attempt = engine.attempt();
        let mut client = Self { engine, attempt };
        client.drain(then);
        client.opened(then.millis());
        client
    }

    /// Performs all that the engine asks for. Resolving takes no time, since the URL is fixed.
    fn drain(&mut self, now: Time) {
        loop {
            while let Some(action) = self.engine.poll_action(now) {
                match action {
                    Action::Resolve { attempt } => self.engine.handle_resolved(now, attempt),
                    Action::Connect { attempt } => self.attempt = attempt,
                    _ => {}
                }
            }
            if self.engine.poll_event().is_none() {
                break;
            }
        }
    }
}

impl Client for Ours {
    fn lost(&mut self, now: f64, code: u16) -> Option<f64> {
        let now = Time::from_millis(now);
        let was_clean = code != ABNORMAL;
        if !was_clean {
            self.engine.handle_error(now, self.attempt);
            self.drain(now);
        }
        self.engine.handle_close(now, self.attempt, Close { code, reason: (), was_clean }, None);
        self.drain(now);
        let deadline = self.engine.deadline();
        (!deadline.is_never()).then(|| deadline.millis())
    }

    fn begin(&mut self, now: f64) {
        let now = Time::from_millis(now);
        self.engine.handle_timer(now);
        self.drain(now);
        assert_eq!(self.engine.state(), State::Connecting, "the deadline was a retry");
    }

    fn opened(&mut self, now: f64) {
        let now = Time::from_millis(now);
        self.engine.handle_open(now, self.attempt);
        self.drain(now);
        assert_eq!(self.engine.state(), State::Open, "the attempt was the current one");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that no default has, so that the test shows whose they are.
    fn retry() -> RetryConfig {
        RetryConfig { base: 1_000.0, cap: 4_000.0, floor: 200.0, ..RetryConfig::default() }
    }

    #[test]
    fn each_retry_is_drawn_up_to_the_doubled_base_and_the_cap() {
        for (index, longest) in [1_000.0, 2_000.0, 4_000.0, 4_000.0].into_iter().enumerate() {
            let delays: Vec<f64> = (0..500)
                .map(|seed| {
                    let mut client = Ours::new(retry(), seed);
                    let mut now = 0.0;
                    for _ in 0..index {
                        now = client.lost(now, 1006).unwrap();
                        client.begin(now);
                    }
                    client.lost(now, 1006).unwrap() - now
                })
                .collect();
            assert!(delays.iter().all(|delay| (200.0..longest).contains(delay)), "{index}");
            assert!(delays.iter().any(|delay| *delay > 0.9 * longest), "{index}");
        }
    }

    #[test]
    fn a_server_that_says_1012_is_left_alone_for_5_to_30_s() {
        for seed in 0..500 {
            let delay = Ours::new(retry(), seed).lost(0.0, 1012).unwrap();
            assert!((5_000.0..30_000.0).contains(&delay), "{delay}");
        }
    }

    #[test]
    fn an_opened_client_waits_for_nothing() {
        let mut client = Ours::new(retry(), 1);
        let now = client.lost(0.0, 1006).unwrap();
        client.begin(now);
        client.opened(now);
        assert!(client.engine.deadline().is_never());
    }
}
