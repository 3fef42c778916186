//! wasm-bindgen refuses a module that another version of it prepared, and says so late and
//! unclearly. This looks first.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// Checks that Cargo.lock pins the library and the tool at one version.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let lock =
        fs::read_to_string(workspace.path("Cargo.lock")).context("cannot read Cargo.lock")?;
    compare(&lock)
}

fn compare(lock: &str) -> Result<()> {
    let library = versions(lock, "wasm-bindgen");
    let tool = versions(lock, "wasm-bindgen-cli");
    if library.len() == 1 && library == tool {
        return Ok(());
    }
    bail!(
        "Cargo.lock has wasm-bindgen {} but wasm-bindgen-cli {}: they must be of exactly the same \
         version. Set `wasm-bindgen-cli = \"=…\"` in xtask/Cargo.toml to the version of \
         wasm-bindgen, or `cargo update -p wasm-bindgen --precise …`",
        library.join(" and "),
        tool.join(" and "),
    )
}

fn versions<'a>(lock: &'a str, package: &str) -> Vec<&'a str> {
    let header = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    let mut found = Vec::new();
    while lines.by_ref().any(|line| line == header) {
        let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
        found.extend(version.map(|version| version.trim_end_matches('"')));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock(library: &str, tool: &str) -> String {
        format!(
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"{library}\"\n\n\
             [[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"{tool}\"\n\n\
             [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n"
        )
    }

    #[test]
    fn equal_versions_pass() {
        assert!(compare(&lock("0.2.130", "0.2.130")).is_ok());
    }

    #[test]
    fn different_versions_are_named() {
        let error = compare(&lock("0.2.131", "0.2.130")).unwrap_err().to_string();
        assert!(error.contains("wasm-bindgen 0.2.131 but wasm-bindgen-cli 0.2.130"), "{error}");
    }

    #[test]
    fn this_repository_pins_one_version() {
        assert!(check(&Workspace::locate().unwrap()).is_ok());
    }
}
