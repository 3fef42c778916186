//! What a run has measured.

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

use super::statistics::Spread;

/// The contestant that all others are compared with.
pub(super) const NATIVE: &str = "native";
/// The same once more, so that the two differ by nothing but noise.
const AGAIN: &str = "native again";
/// The plainest program in Rust.
pub(super) const RAW: &str = "raw-web-sys (Rust)";
/// The same once more, for the noise between programs in Rust.
const RAW_AGAIN: &str = "raw-web-sys-again (Rust)";

/// One figure of every contestant, round by round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Measure {
    /// What was measured.
    pub(super) title: String,
    /// Of the figures.
    pub(super) unit: String,
    /// What the scenario runs into: why it cannot be faster, whoever takes part.
    pub(super) limit: String,
    /// By contestant, in the page's order.
    pub(super) figures: Vec<(String, Vec<f64>)>,
}

impl Measure {
    /// A contestant's figures, one for each round.
    pub(super) fn of(&self, contestant: &str) -> Option<&[f64]> {
        let (_, rounds) = self.figures.iter().find(|(name, _)| name == contestant)?;
        Some(rounds)
    }

    /// The middle one of a contestant's figures.
    pub(super) fn median(&self, contestant: &str) -> Option<f64> {
        Some(Spread::of(self.of(contestant)?).median)
    }

    /// How a contestant compares with another.
    pub(super) fn compared(
        &self,
        contestant: &str,
        other: &str,
        compare: fn(f64, f64) -> f64,
    ) -> Option<Spread> {
        Some(Spread::paired(self.of(contestant)?, self.of(other)?, compare))
    }

    /// So many times as much as another takes who takes the same: as far as native strays from
    /// itself in half of the rounds. For a contestant in Rust, as far as the plainest program in
    /// Rust does, if it takes part twice: over a socket that does nothing native sends by no work
    /// at all, which says nothing about a program.
    pub(super) fn noise(&self, contestant: &str) -> Option<f64> {
        let strays = |again, once| self.compared(again, once, |again, once| again / once);
        let program = if contestant.ends_with("(Rust)") { strays(RAW_AGAIN, RAW) } else { None };
        let itself = program.or_else(|| strays(AGAIN, NATIVE))?;
        Some(itself.high.max(1.0 / itself.low))
    }

    /// Appends the rounds of another browser. Whoever took part in this one has to have taken part
    /// in that.
    fn append(&mut self, other: Self) -> Result<()> {
        let title = &self.title;
        ensure!(*title == other.title, "{title} beside {}", other.title);
        ensure!(self.figures.len() == other.figures.len(), "{title}: others took part");
        for ((name, rounds), (other_name, others)) in self.figures.iter_mut().zip(other.figures) {
            ensure!(*name == other_name, "{name} beside {other_name}");
            rounds.extend(others);
        }
        Ok(())
    }
}

/// What one suite's page leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The browser's name for itself.
    pub(super) agent: String,
    /// Whether its clock was fine: 5 µs instead of 100.
    pub(super) isolated: bool,
    /// In the order in which they ran.
    pub(super) measures: Vec<Measure>,
}

impl Answer {
    /// Appends what another browser's page has left of the same suite.
    pub(super) fn append(&mut self, other: Self) -> Result<()> {
        self.isolated &= other.isolated;
        ensure!(self.measures.len() == other.measures.len(), "two browsers measured two things");
        self.measures.iter_mut().zip(other.measures).try_for_each(|(own, other)| own.append(other))
    }
}

#[cfg(test)]
pub(super) fn measure(title: &str, figures: &[(&str, &[f64])]) -> Measure {
    let figures = figures.iter().map(|(name, rounds)| ((*name).into(), rounds.to_vec())).collect();
    Measure { title: title.into(), unit: "µs".into(), limit: String::new(), figures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_how_far_native_strays_from_itself_either_way() {
        let slow = measure("send", &[(NATIVE, &[1.0, 1.0, 1.0]), (AGAIN, &[1.0, 1.0, 1.5])]);
        let fast = measure("send", &[(NATIVE, &[1.0, 1.0, 1.0]), (AGAIN, &[1.0, 1.0, 0.6])]);
        assert_eq!(slow.noise("sockline"), Some(1.25));
        assert_eq!(fast.noise("sockline"), Some(1.25));
        assert_eq!(measure("send", &[(NATIVE, &[1.0])]).noise("sockline"), None);
    }

    #[test]
    fn noise_of_a_program_in_rust_is_that_of_another_if_it_took_part_twice() {
        let native = [(NATIVE, &[1.0][..]), (AGAIN, &[1.5])];
        let programs = [(RAW, &[2.0][..]), (RAW_AGAIN, &[2.5])];
        let both = measure("send", &[native, programs].concat());
        assert_eq!(both.noise("sockline (Rust)"), Some(1.25));
        assert_eq!(both.noise("sockline"), Some(1.5));
        assert_eq!(measure("send", &native).noise("sockline (Rust)"), Some(1.5));
    }

    fn answer(measures: Vec<Measure>) -> Answer {
        Answer { agent: String::new(), isolated: true, measures }
    }

    #[test]
    fn rounds_of_another_browser_follow() {
        let mut first = answer(vec![measure("send", &[(NATIVE, &[1.0, 2.0])])]);
        first.append(answer(vec![measure("send", &[(NATIVE, &[3.0])])])).unwrap();
        assert_eq!(first.measures[0].of(NATIVE), Some(&[1.0, 2.0, 3.0][..]));
    }

    #[test]
    fn browsers_that_measured_something_else_are_not_put_together() {
        let others: [&[(&str, &[f64])]; 2] =
            [&[(AGAIN, &[3.0])], &[(NATIVE, &[3.0]), (AGAIN, &[3.0])]];
        let others = others.map(|figures| measure("send", figures));
        for other in others.into_iter().chain([measure("receive", &[(NATIVE, &[3.0])])]) {
            let mut first = answer(vec![measure("send", &[(NATIVE, &[1.0])])]);
            assert!(first.append(answer(vec![other])).is_err());
        }
    }
}
