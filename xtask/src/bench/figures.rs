//! What a run has measured.

use serde::{Deserialize, Serialize};

use super::statistics::Spread;

/// The contestant that all others are compared with.
pub(super) const NATIVE: &str = "native";
/// The same once more, so that the two differ by nothing but noise.
const AGAIN: &str = "native again";

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
    /// itself in half of the rounds.
    pub(super) fn noise(&self) -> Option<f64> {
        let itself = self.compared(AGAIN, NATIVE, |again, native| again / native)?;
        Some(itself.high.max(1.0 / itself.low))
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
        assert_eq!(slow.noise(), Some(1.25));
        assert_eq!(fast.noise(), Some(1.25));
        assert_eq!(measure("send", &[(NATIVE, &[1.0])]).noise(), None);
    }
}
