//! The peers' defaults, each read in its published npm package.
//!
//! None of them looks at the close code, apart from codes that do not occur here. Their connect
//! timeouts (4 s and 20 s) are never reached, because every attempt is answered at once.

use super::dice::Dice;
use super::policy::Client;

/// How long a library waits before each retry, in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Schedule {
    /// reconnecting-websocket and its descendants: `min · 1.3ⁿ⁻¹`, at most 10 s.
    Grow {
        /// The first delay.
        min: f64,
    },
    /// socket.io-client's backo2: `1000 · 2ⁿ⁻¹`, first jittered by up to 50 %, then cut at 5 s.
    SocketIo,
    /// A list of delays.
    Steps {
        /// The first delays.
        first: &'static [f64],
        /// Every further one; `None` gives up.
        then: Option<f64>,
    },
}

impl Schedule {
    /// partysocket 1.3.0, `dist/ws.js`: no jitter.
    pub(super) const PARTYSOCKET: Self = Self::Grow { min: 3_000.0 };

    /// phoenix 1.8.16, `assets/js/phoenix/socket.js`, `reconnectAfterMs`: no jitter.
    pub(super) const PHOENIX: Self = Self::Steps {
        first: &[10.0, 50.0, 100.0, 150.0, 200.0, 250.0, 500.0, 1_000.0, 2_000.0],
        then: Some(5_000.0),
    };

    /// @microsoft/signalr 10.0.11, `src/DefaultReconnectPolicy.ts`: no jitter, four tries.
    pub(super) const SIGNALR: Self =
        Self::Steps { first: &[0.0, 2_000.0, 10_000.0, 30_000.0], then: None };

    /// reconnecting-websocket 4.4.0, `reconnecting-websocket.ts`: the first delay is drawn when
    /// the page loads the module, so every page keeps its own.
    pub(super) fn reconnecting_websocket(dice: &mut Dice) -> Self {
        Self::Grow { min: 1_000.0 + dice.unit() * 4_000.0 }
    }

    /// The delay before retry `retry`, counted from 1, or `None` if there is no such retry.
    pub(super) fn delay(&self, retry: u32, dice: &mut Dice) -> Option<f64> {
        match self {
            Self::Grow { min } => Some(doubled(*min, 1.3, retry, 10_000.0).min(10_000.0)),
            Self::SocketIo => {
                // Beyond the cap's double even the lowest jitter is cut at the cap.
                let delay = doubled(1_000.0, 2.0, retry, 16_000.0);
                let random = dice.unit();
                let deviation = (random * 0.5 * delay).floor();
                // The sign hangs on the same number as the size: its first decimal digit.
                let is_even = (random * 10.0).floor() as u64 & 1 == 0;
                let jittered = if is_even { delay - deviation } else { delay + deviation };
                Some(jittered.min(5_000.0).floor())
            }
            Self::Steps { first, then } => {
                let index = usize::try_from(retry).ok()?.checked_sub(1)?;
                first.get(index).copied().or(*then)
            }
        }
    }
}

/// `first · factorⁿ⁻¹`, no further than needed to reach `enough`. By multiplication, because the
/// last digits of `powf` differ between platforms.
fn doubled(first: f64, factor: f64, retry: u32, enough: f64) -> f64 {
    let mut delay = first;
    for _ in 1..retry {
        if delay >= enough {
            break;
        }
        delay *= factor;
    }
    delay
}

/// A client of a peer.
#[derive(Debug)]
pub(super) struct Peer {
    schedule: Schedule,
    dice: Dice,
    /// Never counted anew: no connection is lost twice here.
    retries: u32,
}

impl Peer {
    /// A connected client.
    pub(super) fn new(schedule: Schedule, dice: Dice) -> Self {
        Self { schedule, dice, retries: 0 }
    }
}

impl Client for Peer {
    fn lost(&mut self, now: f64, _code: u16) -> Option<f64> {
        self.retries += 1;
        self.schedule.delay(self.retries, &mut self.dice).map(|delay| now + delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::herd::dice::Purpose;

    fn dice(client: u32) -> Dice {
        Dice::new(1, Purpose::Policy, client)
    }

    fn series(schedule: &Schedule, retries: u32) -> Vec<Option<f64>> {
        let mut dice = dice(0);
        (1..=retries).map(|retry| schedule.delay(retry, &mut dice)).collect()
    }

    fn rounded(schedule: &Schedule, retries: u32) -> Vec<f64> {
        series(schedule, retries).into_iter().flatten().map(f64::round).collect()
    }

    #[test]
    fn partysocket_grows_by_1_3_from_3_s_to_10_s() {
        let expected = [3_000.0, 3_900.0, 5_070.0, 6_591.0, 8_568.0, 10_000.0, 10_000.0];
        assert_eq!(rounded(&Schedule::PARTYSOCKET, 7), expected);
    }

    #[test]
    fn reconnecting_websocket_draws_its_first_delay_once() {
        let mut drawn = dice(0);
        let schedule = Schedule::reconnecting_websocket(&mut drawn);
        let Schedule::Grow { min } = schedule else { unreachable!("{schedule:?}") };
        assert!((1_000.0..5_000.0).contains(&min));
        let expected = [min, min * 1.3, min * 1.69, min * 2.197].map(f64::round);
        assert_eq!(rounded(&schedule, 4), expected);
        assert_eq!(schedule.delay(20, &mut drawn), Some(10_000.0));
        assert_ne!(Schedule::reconnecting_websocket(&mut dice(1)), schedule);
    }

    #[test]
    fn phoenix_takes_its_steps_and_then_5_s() {
        let steps = [10., 50., 100., 150., 200., 250., 500., 1_000., 2_000., 5_000., 5_000.];
        assert_eq!(series(&Schedule::PHOENIX, 11), steps.map(Some));
    }

    #[test]
    fn signalr_tries_four_times() {
        let expected = [Some(0.0), Some(2_000.0), Some(10_000.0), Some(30_000.0), None, None];
        assert_eq!(series(&Schedule::SIGNALR, 6), expected);
    }

    #[test]
    fn socket_io_doubles_with_jitter_before_its_cap() {
        let delays = |retry| -> Vec<f64> {
            (0..1_000)
                .filter_map(|client| Schedule::SocketIo.delay(retry, &mut dice(client)))
                .collect()
        };
        for (retry, middle) in [(1, 1_000.0), (2, 2_000.0)] {
            let delays = delays(retry);
            assert!(delays.iter().all(|delay| (0.5 * middle..=1.5 * middle).contains(delay)));
            assert!(delays.iter().any(|delay| *delay < 0.6 * middle));
            assert!(delays.iter().any(|delay| *delay > 1.4 * middle));
        }
        assert!(delays(3).iter().all(|delay| (2_000.0..=5_000.0).contains(delay)));
    }

    #[test]
    fn every_socket_io_client_waits_the_same_from_the_fifth_retry_on() {
        for retry in 5..40 {
            for client in 0..100 {
                let delay = Schedule::SocketIo.delay(retry, &mut dice(client));
                assert_eq!(delay, Some(5_000.0), "retry {retry}");
            }
        }
    }
}
