//! What was found in each environment.

use anyhow::{Result, bail};

use crate::report;

/// All verdicts so far.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    passed: usize,
    failed: Vec<String>,
}

impl Verdicts {
    /// Notes and prints one.
    pub(super) fn note(&mut self, environment: &str, result: Result<()>) {
        match result {
            Ok(()) => {
                self.passed += 1;
                report::line(&format!("--- {environment}: works"));
            }
            Err(error) => {
                self.failed.push(environment.to_owned());
                report::line(&format!("--- {environment}: FAILED: {error:#}"));
            }
        }
    }

    /// An error that names what failed, if something did.
    pub(super) fn finish(self) -> Result<()> {
        report::line(&format!("{} passed, {} failed", self.passed, self.failed.len()));
        if !self.failed.is_empty() {
            bail!("failed: {}", self.failed.join(", "));
        }
        Ok(())
    }
}
