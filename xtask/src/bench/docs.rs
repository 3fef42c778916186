//! What is written of the figures: `docs/performance.md`, its picture, and the README's section.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};

use super::figures::Measure;
use super::record::{Record, Seen};
use super::{peers, plot, table, targets};
use crate::generated;
use crate::workspace::Workspace;

/// The README's rows, and whom it compares.
const HEADLINES: &[&str] = &[
    "send 32 B text",
    "receive 32 B text",
    "send 4 KB text",
    "send 64 KB text",
    "receive 64 KB text",
    "upload of 64 MB in messages of 16 KB",
    "slow link: an urgent message, half of all",
    "slow link: an urgent message, before it has left the browser",
    "slow link: most in the browser's buffer",
    "start-up: from import to the first open",
];
const COLUMNS: &[&str] = &[
    "native",
    "sockline",
    "partysocket",
    "reconnecting-websocket",
    "sockline (Rust)",
    "raw-web-sys (Rust)",
    "gloo-net (Rust)",
];

/// Writes all of it from what was seen. The suites are given in their order.
pub(super) fn write(workspace: &Workspace, record: &Record, suites: &[String]) -> Result<()> {
    let measures = record.measures();
    let picture = workspace.path("docs/performance.svg");
    fs::write(&picture, plot::svg(&measures)?).with_context(|| picture.display().to_string())?;
    let page = workspace.path("docs/performance.md");
    generated::update(&page, "targets", &targets::table(&measures))?;
    generated::update(&page, "peers", &peers::table(&measures))?;
    generated::update(&page, "figures", &figures(record, suites))?;
    generated::update(&workspace.path("README.md"), "performance", &summary(record, suites))
}

fn figures(record: &Record, suites: &[String]) -> String {
    let mut text = String::new();
    for (name, seen) in suites.iter().filter_map(|name| Some((name, record.of(name)?))) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "## {name}\n\n{}\n", provenance(seen));
        for measure in &seen.answer.measures {
            let _ = writeln!(text, "{}", table::measure(measure));
        }
    }
    text.trim_end().to_owned() + "\n"
}

fn provenance(seen: &Seen) -> String {
    let Seen { when, machine, rounds, answer } = seen;
    let agent = &answer.agent;
    let rounds = if *rounds == 1 { "one round".to_owned() } else { format!("{rounds} rounds") };
    format!("Seen on {when}: {machine}; {agent}; {rounds}.")
}

fn summary(record: &Record, suites: &[String]) -> String {
    let measures = record.measures();
    let mut text =
        format!("| | {} |\n|---|{}\n", COLUMNS.join(" | "), "---:|".repeat(COLUMNS.len()));
    for title in HEADLINES {
        let Some(measure) = measures.iter().find(|measure| measure.title == *title) else {
            continue;
        };
        let cells: Vec<_> = COLUMNS.iter().map(|name| cell(measure, name)).collect();
        // Writing to a string does not fail.
        let _ = writeln!(text, "| {title}, {} | {} |", measure.unit, cells.join(" | "));
    }
    text.push_str("\nMedians, of these suites:\n\n");
    for (name, seen) in suites.iter().filter_map(|name| Some((name, record.of(name)?))) {
        let is_shown = |measure: &Measure| HEADLINES.contains(&measure.title.as_str());
        if seen.answer.measures.iter().any(is_shown) {
            let _ = writeln!(text, "- {name}. {}", provenance(seen));
        }
    }
    text
}

fn cell(measure: &Measure, name: &str) -> String {
    measure.median(name).map_or_else(String::new, table::number)
}
