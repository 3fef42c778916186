//! Every policy in every scenario.

use super::outcome::Outcome;
use super::policy::Policy;
use super::server::Scenario;
use super::world::{self, Herd};
use crate::table::{Table, count, seconds};

/// One scenario, with the outcome of each policy.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The scenario.
    pub(super) scenario: Scenario,
    /// In the order of [`Policy::all`].
    pub(super) outcomes: Vec<(Policy, Outcome)>,
}

/// Runs everything.
pub(super) fn compare(herd: Herd) -> Vec<Comparison> {
    Scenario::ALL.into_iter().map(|scenario| Comparison::new(herd, scenario)).collect()
}

impl Comparison {
    fn new(herd: Herd, scenario: Scenario) -> Self {
        let run = |policy: Policy| {
            let outcome = world::run(herd, scenario, &policy);
            (policy, outcome)
        };
        Self { scenario, outcomes: Policy::all().into_iter().map(run).collect() }
    }

    /// What the scenario is.
    pub(super) fn title(&self) -> String {
        let Scenario { outage, code } = self.scenario;
        let how = if code == 1012 { "announced" } else { "without a word" };
        format!("Down for {:.0} s, {how} (close code {code})", outage / 1_000.0)
    }

    /// The scenario's table.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new(&[
            "",
            "peak, attempts in a second",
            "peak once up",
            "refused",
            "of them while down",
            "99 % back, s after up",
            "99 % back, s after the restart",
            "gave up",
        ]);
        for (policy, outcome) in &self.outcomes {
            let back = outcome.until_99_percent();
            table.row(vec![
                policy.name().to_owned(),
                count(outcome.peak()),
                count(outcome.peak_once_up()),
                count(outcome.refused()),
                count(outcome.refused_down()),
                seconds(back.map(|at| at - outcome.up_at())),
                seconds(back),
                count(u64::from(outcome.lost_for_good())),
            ]);
        }
        table
    }
}
