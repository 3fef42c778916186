//! Build tasks of the sockline repository: `cargo xtask --help` lists them.

// A test says what it expects by failing.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::process::ExitCode;

use clap::Parser;

use browser::Crash;

mod apps;
mod background;
mod bench;
mod browser;
mod campaigns;
mod cargo_test;
mod cli;
mod companion;
mod demo;
mod folder;
mod generated;
mod herd;
mod nginx;
mod own_program;
mod package;
mod packaging;
mod process;
mod process_tree;
mod report;
mod runner;
mod setup;
mod signals;
mod size;
mod table;
mod test;
mod toolchain;
mod version;
mod workspace;

fn main() -> ExitCode {
    own_program::remember();
    match cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::error(&error);
            if error.is::<Crash>() { ExitCode::from(Crash::EXIT_CODE) } else { ExitCode::FAILURE }
        }
    }
}
