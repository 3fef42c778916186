//! What each feature costs, by building without it.

use std::cmp::Reverse;

use anyhow::Result;

use super::copy;
use super::feature::Feature;
use crate::package::{Names, Variant, Weight};
use crate::report;
use crate::table::{Table, signed};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;

/// The package as it is, and without one feature each.
#[derive(Debug)]
pub(super) struct Costs {
    whole: Weight,
    /// What is left without the engine.
    floor: Weight,
    without: Vec<(&'static Feature, Weight)>,
}

/// Builds without the engine and without each feature, beside what was built as it is.
pub(super) fn measure(
    whole: &Variant<'_>,
    toolchain: &Toolchain,
    engine: &'static Feature,
    features: &[&'static Feature],
) -> Result<Costs> {
    let weight = whole.weigh(whole.make_entry(&[])?)?;
    let mut without = Vec::new();
    for feature in features {
        report::step(&format!("without {}", feature.name));
        without.push((*feature, weigh(whole, toolchain, feature)?));
    }
    report::step(&format!("without {}", engine.name));
    let floor = weigh(whole, toolchain, engine)?;
    Ok(Costs { whole: weight, floor, without })
}

fn weigh(whole: &Variant<'_>, toolchain: &Toolchain, feature: &Feature) -> Result<Weight> {
    let Feature { name, edits, modules, .. } = feature;
    let workspace: &Workspace = whole.workspace;
    let root = workspace.target("size").join(name);
    let variant = Variant {
        workspace,
        sources: copy::make(workspace, &root, edits)?,
        work: root.join("npm"),
    };
    if feature.is_in_wasm() {
        variant.make_wasm(toolchain, Names::Dropped)?;
    } else {
        variant.take_wasm(whole)?;
    }
    let entry = variant.make_entry(modules)?;
    variant.weigh(entry)
}

impl Costs {
    /// The dearest first.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new(&["", "gzip -9", "wasm", "JavaScript"]);
        let mut row = |name: &str, weight: [i64; 3]| {
            let mut cells = vec![name.to_owned()];
            cells.extend(weight.map(signed));
            table.row(cells);
        };
        row("the default entry, as it is published", figures(self.whole));
        let mut sorted: Vec<_> = self
            .without
            .iter()
            .map(|(feature, weight)| (feature, difference(self.whole, *weight)))
            .collect();
        sorted.sort_by_key(|(_, cost)| Reverse(*cost));
        for (feature, cost) in sorted {
            row(&format!("{}: {}", feature.name, feature.what), cost);
        }
        row("what is left without any engine", figures(self.floor));
        table
    }

    /// Features without which the package is no smaller: what leaves them out has lost its effect.
    pub(super) fn without_effect(&self) -> Vec<&'static str> {
        let has_none = |weight: &Weight| {
            let [_, wasm, javascript] = difference(self.whole, *weight);
            wasm + javascript <= 0
        };
        let found = self.without.iter().filter(|(_, weight)| has_none(weight));
        found.map(|(feature, _)| feature.name).collect()
    }
}

fn figures(weight: Weight) -> [i64; 3] {
    // A file has far less than 2^63 bytes.
    [weight.gzip, weight.wasm, weight.javascript].map(u64::cast_signed)
}

fn difference(whole: Weight, without: Weight) -> [i64; 3] {
    let (whole, without) = (figures(whole), figures(without));
    [whole[0] - without[0], whole[1] - without[1], whole[2] - without[2]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size::features::FEATURES;

    fn costs() -> Costs {
        let weight = |gzip, wasm| Weight { gzip, wasm, javascript: 100 };
        Costs {
            whole: weight(5_000, 9_000),
            floor: weight(2_000, 100),
            without: vec![
                (&FEATURES[0], weight(4_900, 8_800)),
                (&FEATURES[1], weight(3_500, 6_000)),
                (&FEATURES[2], weight(5_010, 9_000)),
            ],
        }
    }

    #[test]
    fn the_dearest_feature_is_first_between_the_whole_and_the_floor() {
        let text = costs().table().markdown();
        let rows: Vec<&str> = text.lines().skip(2).collect();
        let starts = ["the default entry", FEATURES[1].name, FEATURES[0].name, FEATURES[2].name];
        for (row, start) in rows.iter().zip(starts) {
            assert!(row.starts_with(&format!("| {start}")), "{row} is not {start}");
        }
        assert!(rows[1].contains(" 1,500 |") && rows[1].contains(" 3,000 |"), "{}", rows[1]);
        assert!(rows[3].contains(" -10 |"), "{}", rows[3]);
        assert!(rows[4].starts_with("| what is left"), "{}", rows[4]);
    }

    #[test]
    fn a_feature_that_takes_nothing_away_is_named() {
        assert_eq!(costs().without_effect(), [FEATURES[2].name]);
    }
}
