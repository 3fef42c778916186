//! What is to be reached. A target that is missed fails nothing: it is printed.

use std::fmt::Write;

use super::figures::{Measure, NATIVE};
use super::table::number;

/// What a contestant's figure may be. Comparisons are medians over pairs of one round.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// At most this much.
    AtMost(f64),
    /// At most this much more than native.
    AboveNative(f64),
    /// At most so many times another contestant's.
    Times(f64, &'static str),
}

use Rule::{AboveNative, AtMost, Times};

/// The measure, who is judged, and by what.
type Target = (&'static str, &'static str, Rule);

const SCRIPT: &str = "sockline";
const RUST: &str = "sockline (Rust)";
const STREAM: &str = "sockline-stream (Rust)";
const RAW: &str = "raw-web-sys (Rust)";
const GLOO: &str = "gloo-net (Rust)";
const EWEBSOCK: &str = "ewebsock (Rust)";
const WS_STREAM: &str = "ws-stream-wasm (Rust)";
const TUNGSTENITE: &str = "tokio-tungstenite-wasm (Rust)";

const TARGETS: &[Target] = &[
    ("send 32 B text", SCRIPT, AtMost(0.15)),
    ("receive 32 B text", SCRIPT, AboveNative(1.0)),
    ("send 32 B text", RUST, AtMost(0.6)),
    ("send 32 B text", RUST, Times(1.0, RAW)),
    ("send 1 KB binary", RUST, AtMost(0.1)),
    ("send 1 KB binary", RUST, Times(1.0, RAW)),
    ("receive 32 B text", RUST, AboveNative(0.6)),
    ("receive 32 B text", RUST, Times(1.0, EWEBSOCK)),
    ("receive 32 B text", STREAM, Times(1.0, GLOO)),
    ("receive 32 B text", STREAM, Times(1.0, WS_STREAM)),
    ("receive 32 B text", STREAM, Times(1.0, TUNGSTENITE)),
    ("receive 128 B binary", RUST, AboveNative(0.6)),
    ("receive 128 B binary", RUST, Times(1.0, EWEBSOCK)),
    ("receive 128 B binary", STREAM, Times(1.0, GLOO)),
    ("receive 128 B binary", STREAM, Times(1.0, WS_STREAM)),
    ("receive 128 B binary", STREAM, Times(1.0, TUNGSTENITE)),
    ("send 4 KB text", RUST, Times(0.5, GLOO)),
    ("send 64 KB text", RUST, Times(0.5, GLOO)),
    ("receive 4 KB text", RUST, Times(0.5, GLOO)),
    ("receive 64 KB text", RUST, Times(0.5, GLOO)),
    ("send while 1000000 messages wait, against 1000", SCRIPT, AtMost(1.5)),
    // At least 0.95 of native's throughput.
    ("upload of 64 MB in messages of 16 KB", SCRIPT, Times(1.053, NATIVE)),
    ("upload of 64 MB in messages of 16 KB", RUST, Times(1.053, NATIVE)),
    ("slow link: an urgent message, half of all", SCRIPT, Times(0.1, NATIVE)),
    ("slow link: an urgent message, half of all", RUST, Times(0.1, NATIVE)),
    ("slow link: most in the browser's buffer", SCRIPT, AtMost(0.256)),
    ("slow link: most in the browser's buffer", RUST, AtMost(0.256)),
    ("slow link: until all has arrived", SCRIPT, Times(1.02, NATIVE)),
    ("slow link: until all has arrived", RUST, Times(1.02, NATIVE)),
];

/// Every target that was measured, met or missed.
pub(super) fn table(measures: &[Measure]) -> String {
    let mut table = String::from("| Target | Limit | Seen | |\n|---|---|---:|---|\n");
    for &(title, contestant, rule) in TARGETS {
        let measure = measures.iter().find(|measure| measure.title == title);
        let Some((seen, limit)) = measure.and_then(|measure| judge(measure, contestant, rule))
        else {
            continue;
        };
        let words = words(rule, measure.map_or("", |measure| &measure.unit));
        let verdict = if seen <= limit { "met" } else { "**missed**" };
        // Writing to a string does not fail.
        let _ =
            writeln!(table, "| {title}, {contestant} | {words} | {} | {verdict} |", number(seen));
    }
    table
}

/// What was seen and what may be, if both contestants took part.
fn judge(measure: &Measure, contestant: &str, rule: Rule) -> Option<(f64, f64)> {
    match rule {
        AtMost(limit) => {
            let seen = super::statistics::quantile(measure.of(contestant)?, 0.5);
            Some((seen, limit))
        }
        AboveNative(limit) => {
            let more = measure.compared(contestant, NATIVE, |own, native| own - native)?;
            Some((more.median, limit))
        }
        Times(limit, other) => {
            let ratio = measure.compared(contestant, other, |own, other| own / other)?;
            Some((ratio.median, limit))
        }
    }
}

fn words(rule: Rule, unit: &str) -> String {
    match rule {
        AtMost(limit) => format!("≤ {limit} {unit}"),
        AboveNative(limit) => format!("≤ {limit} {unit} above native"),
        Times(limit, other) => format!("≤ {limit} × {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::measure;

    #[test]
    fn targets_are_met_missed_or_not_measured() {
        let rounds = [(NATIVE, &[1.0][..]), (SCRIPT, &[1.5]), (RUST, &[1.9]), (EWEBSOCK, &[1.9])];
        let table = table(&[measure("receive 32 B text", &rounds)]);
        assert!(table.contains("| ≤ 1 µs above native | 0.500 | met |"), "{table}");
        assert!(table.contains("| ≤ 0.6 µs above native | 0.900 | **missed** |"), "{table}");
        assert!(table.contains("| ≤ 1 × ewebsock (Rust) | 1.00 | met |"), "{table}");
        assert!(!table.contains("send"), "{table}");
    }
}
