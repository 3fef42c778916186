//! `docs/performance.json`: the newest figures of every suite.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::figures::{Answer, Measure};

/// One suite's figures, and where they were seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// The day.
    pub(super) when: String,
    /// The machine.
    pub(super) machine: String,
    /// How many rounds.
    pub(super) rounds: u32,
    /// What the page left.
    pub(super) answer: Answer,
}

/// By the suite's name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Record(BTreeMap<String, Seen>);

impl Record {
    /// What was seen before; nothing, if nothing was.
    pub(super) fn read(file: &Path) -> Result<Self> {
        match fs::read_to_string(file) {
            Ok(text) => serde_json::from_str(&text)
                .with_context(|| format!("{} is of another shape", file.display())),
            Err(_) => Ok(Self::default()),
        }
    }

    /// Puts a suite's new figures in the place of its old ones.
    pub(super) fn put(&mut self, suite: String, seen: Seen) {
        self.0.insert(suite, seen);
    }

    /// A suite's figures.
    pub(super) fn of(&self, suite: &str) -> Option<&Seen> {
        self.0.get(suite)
    }

    /// Every measure of every suite.
    pub(super) fn measures(&self) -> Vec<Measure> {
        self.0.values().flat_map(|seen| seen.answer.measures.clone()).collect()
    }

    /// Keeps it for the next run.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        fs::write(file, serde_json::to_string(self)? + "\n")
            .with_context(|| file.display().to_string())
    }
}
