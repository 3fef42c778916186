//! What the npm package is made of, in bytes: what each feature costs, and what is in the file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::package::{Names, Variant};
use crate::setup::{self, Needs};
use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use crate::{generated, process, report};
use contents::Contents;
use feature::{FACE, Feature};

mod contents;
mod copy;
mod costs;
mod edit;
mod feature;
mod features;
mod origin;
mod program;
mod shares;

/// The command's options.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Write the tables to docs/size.md.
    #[arg(long, conflicts_with = "only")]
    write: bool,
    /// Build without these features only.
    #[arg(long, value_name = "FEATURE")]
    only: Vec<String>,
}

/// Builds without each feature, looks into what is published, and prints both.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let features = chosen(&options.only)?;
    let toolchain = setup::ensure(workspace, &Needs::package())?;
    let directory = workspace.target("size");
    let variant =
        |name: &str| Variant { workspace, sources: workspace.clone(), work: directory.join(name) };
    let (whole, named) = (variant("whole"), variant("named"));
    report::step("the whole");
    let published = whole.make_wasm(&toolchain, Names::Dropped)?;
    let named_wasm = named.make_wasm(&toolchain, Names::Kept)?;
    let wasm = wasm_table(workspace, &published, &named_wasm)?;
    let entry = workspace.path(FACE).join("index.js");
    let modules = shares::of_modules(workspace, &entry, &whole.inlined())?;
    let face = shares::table("module", &[], &modules, |_| Vec::new()).markdown();

    let costs = costs::measure(&whole, &toolchain, &features::ENGINE, &features)?;
    let program = program::table(workspace, &toolchain)?;
    let made = made(workspace, &toolchain)?;
    let page = workspace.path("docs/size.md");
    let sections = [
        ("costs", costs.table().markdown()),
        ("wasm", wasm),
        ("modules", face),
        ("program", program),
    ];
    for (title, table) in &sections {
        report::step(title);
        report::line(table);
        if options.write {
            generated::update(&page, title, table)?;
        }
    }
    report::line(&made);
    if options.write {
        generated::update(&page, "made", &format!("{made}\n"))?;
    }
    let without_effect = costs.without_effect();
    if !without_effect.is_empty() {
        bail!("the package is no smaller without {}", without_effect.join(", "));
    }
    Ok(())
}

fn chosen(only: &[String]) -> Result<Vec<&'static Feature>> {
    let known = |name: &String| features::FEATURES.iter().any(|feature| feature.name == name);
    if let Some(unknown) = only.iter().find(|name| !known(name)) {
        let names: Vec<&str> = features::FEATURES.iter().map(|feature| feature.name).collect();
        bail!("no feature {unknown}; there are {}", names.join(", "));
    }
    let is_chosen =
        |feature: &&Feature| only.is_empty() || only.iter().any(|it| it == feature.name);
    Ok(features::FEATURES.iter().filter(is_chosen).collect())
}

/// What is in the wasm that is published. Its functions have no names, so a second one is read that
/// is the same but for them.
fn wasm_table(workspace: &Workspace, published: &Path, named: &Path) -> Result<String> {
    let bytes = fs::read(named).with_context(|| named.display().to_string())?;
    let contents = Contents::read(&bytes)?;
    let end = contents.end;
    if bytes.get(..end) != Some(&fs::read(published)?[..]) {
        report::notice(
            "the wasm differs a little from the published one, by its names' being kept",
        );
    }
    let nameless = named.with_file_name("nameless.wasm");
    fs::write(&nameless, bytes.get(..end).context("the wasm is shorter than its parts")?)?;
    let shares = shares::of_ranges(workspace, &nameless, &contents.by_origin())?;
    let largest = |origin: &str| {
        let largest = contents.largest(origin);
        vec![largest.map_or_else(String::new, |(name, bytes)| format!("`{name}`, {bytes}"))]
    };
    Ok(shares::table("written in", &["largest function"], &shares, largest).markdown())
}

/// Which command made the figures, when, and with what.
fn made(workspace: &Workspace, toolchain: &Toolchain) -> Result<String> {
    let date = process::output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let optimizer = process::output(Command::new(workspace.npm_bin("wasm-opt")).arg("--version"))?;
    Ok(format!(
        "`cargo xtask size --write`, {date}, {}, {optimizer}, Node {}",
        toolchain.version()?,
        process::output(Command::new("node").arg("--version"))?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_chosen_by_name_and_an_unknown_one_is_told() {
        assert_eq!(chosen(&[]).unwrap().len(), features::FEATURES.len());
        let chosen_one = chosen(&["streams".to_owned()]).unwrap();
        assert_eq!(chosen_one.iter().map(|it| it.name).collect::<Vec<_>>(), ["streams"]);
        let error = chosen(&["nonsense".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("nonsense") && error.contains("streams"), "{error}");
    }
}
