//! Long runs that look for faults, of the code or of its tests: more sessions, changed code, changed
//! input.

pub(crate) mod face_mutants;
pub(crate) mod fuzz;
pub(crate) mod mutants;
pub(crate) mod simulate;

use std::process::Command;

use anyhow::Result;

use crate::process::{self, find_program};
use crate::report;

/// Installs a subcommand of cargo that is missing.
fn ensure_subcommand(name: &str) -> Result<()> {
    if find_program(name).is_some() {
        return Ok(());
    }
    report::step(&format!("install {name}"));
    let mut install = process::cargo();
    // A shared target directory would keep a second copy of everything.
    install.args(["install", name, "--locked"]).env_remove("CARGO_TARGET_DIR").current_dir("/");
    process::run(&mut install)
}

/// Runs a program whose exit code says more than success or failure.
fn exit_code(command: &mut Command) -> Result<Option<i32>> {
    report::line(&format!("$ {}", process::display(command)));
    Ok(process::status(command)?.code())
}
