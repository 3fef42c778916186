//! What is to be reached. A target that is missed fails nothing: it is printed.

use std::fmt::Write;

use super::figures::{Measure, NATIVE, RAW};
use super::minimal;
use super::scale::Scale;
use super::table::number;

/// What a contestant's figure may be. Comparisons are medians over pairs of one round.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// At most this much, on any machine.
    AtMost(f64),
    /// At most this long on the reference machine.
    Lasts(f64),
    /// At most this much longer than native on the reference machine.
    AboveNative(f64),
    /// At most so many times another contestant's.
    Times(f64, &'static str),
}

use Rule::{AboveNative, AtMost, Lasts, Times};

/// The measure, who is judged, and by what.
type Target = (&'static str, &'static str, Rule);

pub(super) const SCRIPT: &str = "sockline";
pub(super) const RUST: &str = "sockline (Rust)";
pub(super) const STREAM: &str = "sockline-stream (Rust)";
pub(super) const GLOO: &str = "gloo-net (Rust)";
pub(super) const EWEBSOCK: &str = "ewebsock (Rust)";
pub(super) const WS_STREAM: &str = "ws-stream-wasm (Rust)";
pub(super) const TUNGSTENITE: &str = "tokio-tungstenite-wasm (Rust)";

const TARGETS: &[Target] = &[
    ("send 32 B text", SCRIPT, Lasts(0.15)),
    ("receive 32 B text", SCRIPT, AboveNative(1.0)),
    ("send 32 B text", RUST, Lasts(0.6)),
    ("send 32 B text", RUST, Times(1.0, RAW)),
    ("send 1 KB binary", RUST, Lasts(0.1)),
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
    ("main-thread time to send 32 B text, with a server", SCRIPT, Times(1.05, NATIVE)),
    ("main-thread time to send 32 B text, with a server", RUST, Times(1.05, NATIVE)),
    ("main-thread time to receive 32 B text, with a server", SCRIPT, Times(1.1, NATIVE)),
    ("main-thread time to receive 32 B text, with a server", RUST, Times(1.1, NATIVE)),
    // At least 0.95 of native's throughput.
    ("upload of 64 MB in messages of 16 KB", SCRIPT, Times(1.053, NATIVE)),
    ("upload of 64 MB in messages of 16 KB", RUST, Times(1.053, NATIVE)),
    ("slow link: an urgent message, half of all", SCRIPT, Times(0.1, NATIVE)),
    ("slow link: an urgent message, half of all", RUST, Times(0.1, NATIVE)),
    ("slow link: an urgent message, before it has left the browser", SCRIPT, Times(0.1, NATIVE)),
    ("slow link: an urgent message, before it has left the browser", RUST, Times(0.1, NATIVE)),
    ("slow link: most in the browser's buffer", SCRIPT, AtMost(0.256)),
    ("slow link: most in the browser's buffer", RUST, AtMost(0.256)),
    ("slow link: until all has arrived", SCRIPT, Times(1.02, NATIVE)),
    ("slow link: until all has arrived", RUST, Times(1.02, NATIVE)),
];

/// Every target that was measured, what its minimal program takes, the verdict, and the scale of
/// those that need one.
pub(super) fn table(measures: &[Measure]) -> String {
    let scale = Scale::of(measures);
    let mut table = String::from(
        "| Target | Limit | Seen | On the reference machine | Minimal program | It takes \
         | Ours against it | Noise | |\n|---|---|---:|---:|---|---:|---:|---:|---|\n",
    );
    for &(title, contestant, rule) in TARGETS {
        let Some(measure) = find(measures, title) else { continue };
        let Some(judged) = judge(measure, contestant, rule, scale) else { continue };
        let noise =
            find(measures, minimal::noise(title)).and_then(|measure| measure.noise(contestant));
        let least = minimal::program(title, contestant)
            .and_then(|program| Least::of(measure, contestant, program, rule, scale, noise));
        let words = words(rule, &measure.unit);
        let scaled = judged.scaled.map_or_else(String::new, number);
        let verdict = verdict(rule, &judged, least.as_ref(), noise);
        let limit = least.map_or_else(|| " |  | ".to_owned(), |least| least.cells());
        let noise = noise.map_or_else(String::new, number);
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "| {title}, {contestant} | {words} | {} | {scaled} | {limit} | {noise} | {verdict} |",
            number(judged.seen)
        );
    }
    if let Some(scale) = scale {
        let _ = writeln!(table, "\n{scale}");
    }
    table
}

fn find<'a>(measures: &'a [Measure], title: &str) -> Option<&'a Measure> {
    measures.iter().find(|measure| measure.title == title)
}

/// How a minimal program fares, and the contestant beside it.
pub(super) struct Least {
    pub(super) program: &'static str,
    judged: Judged,
    /// So many times as much as it takes.
    pub(super) against: f64,
    /// What passes for the same.
    noise: f64,
}

impl Least {
    /// Nothing, unless the program took part.
    fn of(
        measure: &Measure,
        contestant: &str,
        program: &'static str,
        rule: Rule,
        scale: Option<Scale>,
        noise: Option<f64>,
    ) -> Option<Self> {
        let judged = judge(measure, program, rule, scale)?;
        let against = measure.compared(contestant, program, |own, least| own / least)?.median;
        Some(Self { program, judged, against, noise: noise? })
    }

    /// The same, for a target of being no slower than a peer.
    pub(super) fn beside(measure: &Measure, contestant: &str, peer: &'static str) -> Option<Self> {
        let program = minimal::beside_peers(&measure.title, contestant)?;
        Self::of(measure, contestant, program, Times(1.0, peer), None, measure.noise(contestant))
    }

    /// It misses the target too, and the contestant takes no more than it does.
    pub(super) fn is_limit(&self) -> bool {
        !self.judged.is_met && self.against <= self.noise
    }

    fn cells(&self) -> String {
        let takes = number(self.judged.scaled.unwrap_or(self.judged.seen));
        format!("{} | {takes} | {}", self.program, number(self.against))
    }
}

fn verdict(rule: Rule, judged: &Judged, least: Option<&Least>, noise: Option<f64>) -> &'static str {
    // To be no slower than another who takes the same is met or missed by chance.
    let is_level = matches!(rule, Times(1.0, _)) && noise.is_some_and(|noise| judged.seen <= noise);
    if judged.is_met {
        "met"
    } else if least.is_some_and(Least::is_limit) {
        "at the limit shown"
    } else if is_level {
        "level within the noise"
    } else {
        "**missed**"
    }
}

/// How a contestant fares with a rule.
struct Judged {
    seen: f64,
    /// What counts, where the limit is one of the reference machine.
    scaled: Option<f64>,
    is_met: bool,
}

/// What was seen and what that comes to, if all took part that it takes to tell.
fn judge(measure: &Measure, contestant: &str, rule: Rule, scale: Option<Scale>) -> Option<Judged> {
    let (seen, limit, is_scaled) = match rule {
        AtMost(limit) => (measure.median(contestant)?, limit, false),
        Lasts(limit) => (measure.median(contestant)?, limit, true),
        AboveNative(limit) => {
            let more = measure.compared(contestant, NATIVE, |own, native| own - native)?;
            (more.median, limit, true)
        }
        Times(limit, other) => {
            let ratio = measure.compared(contestant, other, |own, other| own / other)?;
            (ratio.median, limit, false)
        }
    };
    let scaled = if is_scaled { Some(scale?.apply(seen)) } else { None };
    Some(Judged { seen, scaled, is_met: scaled.unwrap_or(seen) <= limit })
}

fn words(rule: Rule, unit: &str) -> String {
    match rule {
        AtMost(limit) | Lasts(limit) => format!("≤ {limit} {unit}"),
        AboveNative(limit) => format!("≤ {limit} {unit} above native"),
        Times(limit, other) => format!("≤ {limit} × {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::measure;

    /// The row that begins so.
    fn row<'a>(table: &'a str, start: &str) -> &'a str {
        table.lines().find(|line| line.starts_with(start)).unwrap_or_default()
    }

    #[test]
    fn targets_are_met_missed_or_not_measured() {
        let rounds =
            [(NATIVE, &[1.21][..]), (SCRIPT, &[1.71]), (RUST, &[2.11]), (EWEBSOCK, &[2.11])];
        let table = table(&[measure("receive 32 B text", &rounds)]);
        assert!(
            table.contains("| ≤ 1 µs above native | 0.500 | 0.500 |  |  |  |  | met |"),
            "{table}"
        );
        assert!(
            table.contains("| ≤ 0.6 µs above native | 0.900 | 0.900 |  |  |  |  | **missed** |"),
            "{table}"
        );
        assert!(table.contains("| ≤ 1 × ewebsock (Rust) | 1.00 |  |  |  |  |  | met |"), "{table}");
        assert!(!table.contains("send"), "{table}");
    }

    #[test]
    fn times_are_judged_by_what_they_come_to_on_the_reference_machine() {
        let received = [(NATIVE, &[2.42][..]), (SCRIPT, &[4.22]), (RUST, &[3.82])];
        let sent = [(SCRIPT, &[0.29][..]), (RUST, &[1.3])];
        let table =
            table(&[measure("send 32 B text", &sent), measure("receive 32 B text", &received)]);
        let script = row(&table, "| send 32 B text, sockline |");
        assert!(script.ends_with("| ≤ 0.15 µs | 0.290 | 0.145 |  |  |  |  | met |"), "{table}");
        let rust = row(&table, "| send 32 B text, sockline (Rust) |");
        assert!(rust.ends_with("| ≤ 0.6 µs | 1.30 | 0.650 |  |  |  |  | **missed** |"), "{table}");
        let above = row(&table, "| receive 32 B text, sockline |");
        assert!(above.ends_with("| 1.80 | 0.900 |  |  |  |  | met |"), "{table}");
    }

    #[test]
    fn a_time_without_a_scale_is_not_judged_but_a_ratio_is() {
        let sent = [(RUST, &[0.5][..]), (RAW, &[0.4])];
        let table = table(&[measure("send 32 B text", &sent)]);
        assert!(!table.contains("≤ 0.6 µs"), "{table}");
        let raw = row(&table, "| send 32 B text, sockline (Rust) | ≤ 1 × raw-web-sys (Rust) |");
        assert!(raw.ends_with("| 1.25 |  |  |  |  |  | **missed** |"), "{table}");
        assert!(!table.contains("reference machine is"), "{table}");
    }

    #[test]
    fn who_takes_as_much_as_a_peer_but_for_the_noise_is_level() {
        let against = |own: f64| {
            let rounds = [
                (RAW, &[1.0][..]),
                ("raw-web-sys-again (Rust)", &[1.1]),
                (EWEBSOCK, &[1.0]),
                (RUST, &[own]),
            ];
            let table = table(&[measure("receive 32 B text", &rounds)]);
            row(&table, "| receive 32 B text, sockline (Rust) | ≤ 1 × ewebsock").to_owned()
        };
        assert!(against(1.0).ends_with("| 1.10 | met |"), "{}", against(1.0));
        assert!(against(1.09).ends_with("| 1.10 | level within the noise |"), "{}", against(1.09));
        assert!(against(1.11).ends_with("| 1.10 | **missed** |"), "{}", against(1.11));
    }

    /// What becomes of a target of 1.053 × native that is missed, where the minimal program takes so
    /// many times as much as native, and native differs from itself by a tenth.
    fn upload(own: f64, least: f64) -> String {
        let rounds = [
            (NATIVE, &[1.0][..]),
            ("native again", &[1.1]),
            (SCRIPT, &[own]),
            ("native, held back and copied", &[least]),
        ];
        let table = table(&[measure("upload of 64 MB in messages of 16 KB", &rounds)]);
        row(&table, "| upload of 64 MB in messages of 16 KB, sockline |").to_owned()
    }

    #[test]
    fn a_limit_is_shown_by_a_program_that_misses_the_target_too_and_takes_no_less() {
        let shown = "native, held back and copied | 1.40 | 1.07 | 1.10 | at the limit shown |";
        assert!(upload(1.5, 1.4).ends_with(shown), "{}", upload(1.5, 1.4));
        assert!(upload(1.6, 1.4).ends_with("| 1.14 | 1.10 | **missed** |"), "{}", upload(1.6, 1.4));
        // What one program reaches is no limit, however near it the other comes.
        assert!(upload(1.1, 1.05).ends_with("| 1.10 | **missed** |"), "{}", upload(1.1, 1.05));
        assert!(upload(1.0, 1.4).ends_with("| met |"), "{}", upload(1.0, 1.4));
    }
}
