//! Whether Rust is ahead of every Rust peer, scenario by scenario.

use std::fmt::Write;

use super::figures::Measure;
use super::table::number;
use super::targets::{EWEBSOCK, GLOO, Least, RUST, STREAM, TUNGSTENITE, WS_STREAM};

/// The peers, and which of our faces has the same form: callbacks, or a stream.
const PEERS: [(&str, &str); 4] =
    [(GLOO, STREAM), (WS_STREAM, STREAM), (EWEBSOCK, RUST), (TUNGSTENITE, STREAM)];

/// What programs make of the browser, and not what they take.
const CALLS: &str = "calls";

/// For each scenario in which they take part, the peer that is hardest to beat.
pub(super) fn table(measures: &[Measure]) -> String {
    let mut table = String::from(
        "| Scenario | Hardest peer | Ours against it | Noise | Minimal program | Ours against it | |\n\
         |---|---|---:|---:|---|---:|---|\n",
    );
    for (measure, hardest) in measures.iter().filter_map(|it| Some((it, Hardest::of(it)?))) {
        let Hardest { own, peer, against } = &hardest;
        let least = Least::beside(measure, own, peer);
        let noise = measure.noise(own);
        let verdict = hardest.verdict(noise, least.as_ref());
        let shown = least.map_or_else(
            || " | ".to_owned(),
            |least| format!("{} | {}", least.program, number(least.against)),
        );
        let noise = noise.map_or_else(String::new, number);
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
    /// `None` of what is no scenario, but says why one takes what it does.
    fn of(measure: &Measure) -> Option<Self> {
        if measure.unit == CALLS {
            return None;
        }
        let beside = |(peer, face)| {
            let own = if measure.of(face).is_some() { face } else { RUST };
            let ratio = measure.compared(own, peer, |own, peer| own / peer)?;
            Some(Self { own, peer, against: ratio.median })
        };
        PEERS.into_iter().filter_map(beside).max_by(|a, b| a.against.total_cmp(&b.against))
    }

    /// Within the noise it can't be told who is ahead.
    fn verdict(&self, noise: Option<f64>, least: Option<&Least>) -> &'static str {
        let noise = noise.unwrap_or(1.0);
        if self.against < 1.0 / noise {
            "ahead"
        } else if self.against <= noise {
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
    fn calls_are_no_scenario() {
        let mut calls = measure("x", &[(RUST, &[2.0]), (EWEBSOCK, &[1.0])]);
        assert_eq!(table(&[calls.clone()]).lines().count(), 3);
        calls.unit = "calls".to_owned();
        assert_eq!(table(&[calls]).lines().count(), 2);
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
        for own in [0.92, 1.0, 1.09] {
            let row = row("x", &[(RUST, own), (EWEBSOCK, 1.0)]);
            assert!(row.ends_with("| level within the noise |"), "{row}");
        }
        assert!(row("x", &[(RUST, 0.9), (EWEBSOCK, 1.0)]).ends_with("| ahead |"));
    }

    #[test]
    fn a_minimal_program_shows_the_limit_if_ours_takes_no_more() {
        let beside = |least| {
            let figures = [(RUST, 2.0), (EWEBSOCK, 1.0), ("raw-web-sys-kept (Rust)", least)];
            row("send 1 KB binary", &figures)
        };
        let shown = "| raw-web-sys-kept (Rust) | 1.05 | at the limit shown |";
        assert!(beside(1.9).ends_with(shown), "{}", beside(1.9));
        let not = "| raw-web-sys-kept (Rust) | 1.33 | **behind** |";
        assert!(beside(1.5).ends_with(not), "{}", beside(1.5));
    }

    #[test]
    fn what_a_peer_does_too_is_no_limit_beside_it() {
        let figures = [(RUST, 2.0), (EWEBSOCK, 1.0), ("raw-web-sys (Rust)", 2.0)];
        assert!(row("receive 32 B text", &figures).ends_with("|  |  | **behind** |"));
    }

    #[test]
    fn what_no_peer_takes_part_in_has_no_row() {
        assert_eq!(row("x", &[(RUST, 1.0)]), "");
    }
}
