//! What a run is measured by.

use super::server::Answer;

/// Width of a bin in which attempts are counted, in milliseconds: small against the second that
/// slides over them.
const BIN: f64 = 10.0;

/// Bins in a second.
const SECOND: usize = 100;

/// One policy in one scenario.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    clients: u32,
    up_at: f64,
    bins: Vec<u32>,
    refused_down: u64,
    refused_busy: u64,
    /// In order of time, except for differences of one way through the network.
    returns: Vec<f64>,
    lost_for_good: u32,
}

/// Recording.
impl Outcome {
    /// Before anything has happened to `clients` clients of a server that is up at `up_at`.
    pub(super) fn new(clients: u32, up_at: f64) -> Self {
        Self {
            clients,
            up_at,
            bins: Vec::new(),
            refused_down: 0,
            refused_busy: 0,
            returns: Vec::with_capacity(clients as usize),
            lost_for_good: 0,
        }
    }

    /// An attempt reached the server.
    pub(super) fn attempted(&mut self, now: f64, answer: Answer) {
        let bin = (now / BIN) as usize;
        if self.bins.len() <= bin {
            self.bins.resize(bin + 1, 0);
        }
        self.bins[bin] += 1;
        match answer {
            Answer::Accepted => {}
            Answer::Down => self.refused_down += 1,
            Answer::Busy => self.refused_busy += 1,
        }
    }

    /// A client is connected again.
    pub(super) fn returned(&mut self, now: f64) {
        self.returns.push(now);
    }

    /// A client will not try again.
    pub(super) fn gave_up(&mut self) {
        self.lost_for_good += 1;
    }
}

/// Reading.
impl Outcome {
    /// The most attempts in any second, wherever it begins.
    pub(super) fn peak(&self) -> u64 {
        densest_second(&self.bins)
    }

    /// The most attempts in any second after the server is up again.
    pub(super) fn peak_once_up(&self) -> u64 {
        let up = ((self.up_at / BIN) as usize).min(self.bins.len());
        densest_second(&self.bins[up..])
    }

    /// All attempts that failed.
    pub(super) fn refused(&self) -> u64 {
        self.refused_down + self.refused_busy
    }

    /// Attempts that failed because the server was down.
    pub(super) fn refused_down(&self) -> u64 {
        self.refused_down
    }

    /// How many clients stopped trying.
    pub(super) fn lost_for_good(&self) -> u32 {
        self.lost_for_good
    }

    /// When 99 % of all clients were back, in milliseconds since the restart; `None` if never.
    pub(super) fn until_99_percent(&self) -> Option<f64> {
        let needed = (u64::from(self.clients) * 99).div_ceil(100);
        let mut returns = self.returns.clone();
        returns.sort_by(f64::total_cmp);
        returns.get(usize::try_from(needed).ok()?.checked_sub(1)?).copied()
    }

    /// When the server was up again, in milliseconds since the restart.
    pub(super) fn up_at(&self) -> f64 {
        self.up_at
    }

    /// Attempts in each whole second since the restart.
    pub(super) fn per_second(&self) -> Vec<u64> {
        self.bins.chunks(SECOND).map(sum).collect()
    }
}

#[cfg(test)]
impl Outcome {
    /// All attempts.
    pub(super) fn attempts(&self) -> u64 {
        sum(&self.bins)
    }

    /// How many clients are connected again.
    pub(super) fn returns(&self) -> u32 {
        self.returns.len().try_into().unwrap()
    }
}

fn densest_second(bins: &[u32]) -> u64 {
    if bins.len() <= SECOND {
        return sum(bins);
    }
    bins.windows(SECOND).map(sum).max().unwrap_or(0)
}

fn sum(bins: &[u32]) -> u64 {
    bins.iter().map(|bin| u64::from(*bin)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_densest_second_may_begin_between_two_seconds() {
        let mut outcome = Outcome::new(10, 0.0);
        for now in [100.0, 800.0, 900.0, 1_100.0, 1_790.0, 2_500.0] {
            outcome.attempted(now, Answer::Busy);
        }
        assert_eq!(outcome.peak(), 4);
        assert_eq!(outcome.per_second(), [3, 2, 1]);
    }

    #[test]
    fn the_peak_once_up_leaves_out_what_came_before() {
        let mut outcome = Outcome::new(10, 5_000.0);
        for now in [10.0, 20.0, 30.0] {
            outcome.attempted(now, Answer::Down);
        }
        assert_eq!((outcome.peak(), outcome.peak_once_up()), (3, 0));
        outcome.attempted(5_000.0, Answer::Accepted);
        assert_eq!((outcome.peak(), outcome.peak_once_up()), (3, 1));
        assert_eq!((outcome.attempts(), outcome.refused(), outcome.refused_down()), (4, 3, 3));
    }

    #[test]
    fn the_time_of_99_percent_counts_those_who_never_return() {
        let mut outcome = Outcome::new(200, 0.0);
        for now in 1..=197 {
            outcome.returned(f64::from(now));
        }
        assert_eq!(outcome.until_99_percent(), None);
        outcome.returned(1_000.0);
        assert_eq!(outcome.until_99_percent(), Some(1_000.0));
    }
}
