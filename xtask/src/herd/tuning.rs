//! Other values of our own options, for whoever thinks of changing the defaults.

use sockline::engine::RetryConfig;

use super::policy::Policy;
use super::server::Scenario;
use super::world::{self, Herd};
use crate::table::{Table, count, seconds};

/// Base, cap and floor, in milliseconds.
const CHOICES: [(f64, f64, f64); 11] = [
    (500.0, 30_000.0, 100.0),
    (500.0, 10_000.0, 100.0),
    (1_000.0, 20_000.0, 100.0),
    (2_000.0, 20_000.0, 100.0),
    (3_000.0, 20_000.0, 100.0),
    (4_000.0, 30_000.0, 100.0),
    (4_000.0, 20_000.0, 100.0),
    (4_000.0, 20_000.0, 1_000.0),
    (4_000.0, 15_000.0, 100.0),
    (4_000.0, 10_000.0, 100.0),
    (5_000.0, 20_000.0, 100.0),
];

/// Runs our engine with each choice through the restarts without a word.
pub(super) fn table(herd: Herd) -> Table {
    let mut table = Table::new(&[
        "base / cap / floor, s",
        "first delay, s, mean",
        "5 s: peak",
        "peak once up",
        "refused",
        "99 % back, s after up",
        "60 s: peak",
        "peak once up",
        "refused",
        "99 % back, s after up",
    ]);
    for (base, cap, floor) in CHOICES {
        let policy = Policy::Sockline(RetryConfig { base, cap, floor, ..RetryConfig::default() });
        let mut cells = vec![
            format!("{} / {} / {}", base / 1_000.0, cap / 1_000.0, floor / 1_000.0),
            format!("{:.2}", (floor + base) / 2_000.0),
        ];
        for scenario in Scenario::ALL.into_iter().filter(|scenario| scenario.code == 1006) {
            let outcome = world::run(herd, scenario, &policy);
            cells.extend([
                count(outcome.peak()),
                count(outcome.peak_once_up()),
                count(outcome.refused()),
                seconds(outcome.until_99_percent().map(|at| at - outcome.up_at())),
            ]);
        }
        table.row(cells);
    }
    table
}
