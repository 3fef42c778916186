//! Whether Rust is ahead of every Rust peer, scenario by scenario.

use std::fmt::Write;

use super::figures::Measure;
use super::table::number;
use super::targets::{EWEBSOCK, GLOO, Least, RUST, STREAM, TUNGSTENITE, WS_STREAM};

/// The peers, and which of our faces has the same form: callbacks, or a stream.
const PEERS: [(&str, &str); 4] =
    [(GLOO, STREAM), (WS_STREAM, STREAM), (EWEBSOCK, RUST), (TUNGSTENITE, STREAM)];

/// For each scenario in which they take part, the peer that is hardest to beat.
pub(super) fn table(measures: &[Measure]) -> String {
    let mut table = String::from(
        "| Scenario | Hardest peer | Ours against it | Noise | Minimal program | Ours against it | |\n\
         |---|---|---:|---:|---|---:|---|\n",
    );
    for (measure, hardest) in measures.iter().filter_map(|it| Some((it, Hardest::of(it)?))) {
        let Hardest { own, peer, against } = &hardest;
        let least = Least::beside(measure, own, peer);
        let verdict = hardest.verdict(measure.noise(), least.as_ref());
        let shown = least.map_or_else(
            || " | ".to_owned(),
            |least| format!("{} | {}", least.program, number(least.against)),
        );
        let noise = measure.noise().map_or_else(String::new, number);
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "| {}, {own} | {peer} | {} | {noise} | {shown} | {verdict} |",
            measure.title,
            number(*against),
        );
    }
    table
}

/// The peer against which we take most.
struct Hardest {
    own: &'static str,
    peer: &'static str,
    /// So many times as much as it takes.
    against: f64,
}

impl Hardest {
    fn of(measure: &Measure) -> Option<Self> {
        let beside = |(peer, face)| {
            let own = if measure.of(face).is_some() { face } else { RUST };
            let ratio = measure.compared(own, peer, |own, peer| own / peer)?;
            Some(Self { own, peer, against: ratio.median })
        };
        PEERS.into_iter().filter_map(beside).max_by(|a, b| a.against.total_cmp(&b.against))
    }

    fn verdict(&self, noise: Option<f64>, least: Option<&Least>) -> &'static str {
        if self.against <= 1.0 {
            "ahead"
        } else if noise.is_some_and(|noise| self.against <= noise) {
            "level within the noise"
        } else if least.is_some_and(Least::is_limit) {
            "at the limit shown"
        } else {
            "**behind**"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::{NATIVE, measure};
    use crate::bench::targets::RAW;

    /// The row of a scenario in which native differs from itself by a tenth.
    fn row(title: &str, figures: &[(&str, f64)]) -> String {
        let figures = [&[(NATIVE, 1.0), ("native again", 1.1)], figures].concat();
        let rounds: Vec<_> = figures.iter().map(|(name, value)| (*name, [*value])).collect();
        let rounds: Vec<_> = rounds.iter().map(|(name, value)| (*name, &value[..])).collect();
        table(&[measure(title, &rounds)]).lines().nth(2).unwrap_or_default().to_owned()
    }

    #[test]
    fn callbacks_meet_callbacks_and_streams_meet_streams() {
        let row = row("x", &[(RUST, 2.0), (STREAM, 3.0), (EWEBSOCK, 4.0), (GLOO, 5.0)]);
        assert_eq!(
            row,
            "| x, sockline-stream (Rust) | gloo-net (Rust) | 0.600 | 1.10 |  |  | ahead |"
        );
    }

    #[test]
    fn the_hardest_peer_counts() {
        let figures = [(RUST, 2.0), (EWEBSOCK, 1.9), (GLOO, 1.0), (TUNGSTENITE, 4.0)];
        let row = row("x", &figures);
        assert_eq!(
            row,
            "| x, sockline (Rust) | gloo-net (Rust) | 2.00 | 1.10 |  |  | **behind** |"
        );
    }

    #[test]
    fn a_tenth_is_level_where_native_differs_from_itself_by_as_much() {
        assert!(row("x", &[(RUST, 1.09), (EWEBSOCK, 1.0)]).ends_with("| level within the noise |"));
    }

    #[test]
    fn a_minimal_program_shows_the_limit_if_it_is_behind_too() {
        let title = "receive 1 KB binary";
        let shown = row(title, &[(RUST, 2.0), (EWEBSOCK, 1.0), (RAW, 1.9)]);
        assert!(shown.ends_with("| raw-web-sys (Rust) | 1.05 | at the limit shown |"), "{shown}");
        let not = row(title, &[(RUST, 2.0), (EWEBSOCK, 1.0), (RAW, 1.0)]);
        assert!(not.ends_with("| raw-web-sys (Rust) | 2.00 | **behind** |"), "{not}");
    }

    #[test]
    fn what_no_peer_takes_part_in_has_no_row() {
        assert_eq!(row("x", &[(RUST, 1.0)]), "");
    }
}
