//! What a run has measured.

use serde::{Deserialize, Serialize};

use super::statistics::Spread;

/// The contestant that all others are compared with.
pub(super) const NATIVE: &str = "native";

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
