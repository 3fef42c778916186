//! What the default entry may weigh.

use anyhow::{Result, bail};

use super::Sizes;
use super::sizes::DEFAULT_ENTRY;
use crate::report;

/// Bytes after `gzip -9` that a build may not exceed.
const BUDGET: u64 = 12_000;

/// What it aims for after that.
const AIM: u64 = 10_000;

/// Prints how far the default entry is from its budget, and fails if it is above.
pub(crate) fn check(sizes: &[Sizes]) -> Result<()> {
    let Some(entry) = sizes.iter().find(|sizes| sizes.name == DEFAULT_ENTRY) else {
        bail!("the default entry was not measured");
    };
    report::line(&verdict(entry.gzip));
    if entry.gzip > BUDGET {
        bail!("the default entry has {} bytes, more than its budget of {BUDGET}", entry.gzip);
    }
    Ok(())
}

fn verdict(gzip: u64) -> String {
    let distance = |goal: u64| {
        if gzip > goal {
            format!("{} above", gzip - goal)
        } else {
            format!("{} below", goal - gzip)
        }
    };
    let (budget, aim) = (distance(BUDGET), distance(AIM));
    format!(
        "{DEFAULT_ENTRY}: {gzip} bytes, {budget} the budget of {BUDGET}, {aim} the aim of {AIM}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(gzip: u64) -> Vec<Sizes> {
        vec![Sizes { name: DEFAULT_ENTRY.into(), raw: 0, gzip, brotli: 0 }]
    }

    #[test]
    fn a_file_above_the_budget_fails() {
        assert!(check(&entry(BUDGET)).is_ok());
        assert!(check(&entry(BUDGET + 1)).is_err());
        assert!(check(&[]).is_err());
    }

    #[test]
    fn the_verdict_names_both_distances() {
        let verdict = verdict(11_500);
        assert!(verdict.contains("500 below the budget") && verdict.contains("1500 above the aim"));
    }
}
