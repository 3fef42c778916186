//! The figures of a run: medians, and how much they scatter.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::Value;

/// The contestant that all others are compared with.
const NATIVE: &str = "native";

/// Microseconds of every round, by scenario and contestant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures(BTreeMap<String, BTreeMap<String, Vec<f64>>>);

impl Figures {
    /// What the page left.
    pub(super) fn read(value: &Value) -> Result<Self> {
        let figures: Self =
            serde_json::from_value(value.clone()).map(Self).context("they have another shape")?;
        Ok(figures)
    }

    /// A table in Markdown: the median in microseconds, the median of the differences from native in
    /// the same round, and the middle half of those differences.
    pub(super) fn table(&self) -> String {
        let mut table = String::from(
            "| Scenario | Contestant | µs per message | more than native | middle half |\n\
             |---|---|---:|---:|---:|\n",
        );
        for (scenario, contestants) in &self.0 {
            let native = contestants.get(NATIVE).cloned().unwrap_or_default();
            for (contestant, rounds) in contestants {
                let more: Vec<f64> =
                    rounds.iter().zip(&native).map(|(own, native)| own - native).collect();
                // Writing to a string does not fail.
                let _ = writeln!(
                    table,
                    "| {scenario} | {contestant} | {:.3} | {:+.3} | {:+.3} to {:+.3} |",
                    quantile(rounds, 0.5),
                    quantile(&more, 0.5),
                    quantile(&more, 0.25),
                    quantile(&more, 0.75),
                );
            }
        }
        table
    }
}

/// The value below which this share of all values lies.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    match (sorted.get(low), sorted.get(high)) {
        (Some(low), Some(high)) => low + (high - low) * place.fract(),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.25), 2.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn differences_are_taken_round_by_round() {
        let figures = json!({ "send": { "native": [1.0, 5.0, 2.0], "ours": [1.5, 5.5, 2.5] } });
        let table = Figures::read(&figures).unwrap().table();
        assert!(table.contains("| send | ours | 2.500 | +0.500 | +0.500 to +0.500 |"), "{table}");
    }
}
