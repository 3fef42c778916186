//! One tool: what it is called, how its presence shows, and how it is installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::wasm_std;
use crate::workspace::Workspace;
use crate::{process, report};

/// A tool that some task needs.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(super) name: &'static str,
    pub(super) present: fn(&Workspace) -> bool,
    pub(super) source: Source,
}

/// Where a tool comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// Debian packages, installed all at once.
    Debian(&'static [&'static str]),
    /// The WebAssembly target of rustup, or failing that of Debian.
    WasmTarget,
    /// A component of rustup that one can do without.
    Component(&'static str),
    /// A program from crates.io.
    Crate(&'static str),
    /// The packages that a folder's package-lock.json names.
    Npm(NpmFolder),
}

/// A folder with packages from npm.
#[derive(Debug, Clone, Copy)]
pub(super) struct NpmFolder {
    /// Where it is.
    pub(super) path: fn(&Workspace) -> PathBuf,
    /// The packages whose own install scripts have to run.
    pub(super) scripts: &'static [&'static str],
}

impl NpmFolder {
    /// Whether the packages of the present lock file are installed: a copy of it, left where
    /// `npm ci` would delete it, says what is.
    pub(super) fn is_current(self, workspace: &Workspace) -> bool {
        let lock = fs::read(self.lock(workspace));
        let installed = fs::read(self.mark(workspace));
        matches!((lock, installed), (Ok(lock), Ok(installed)) if lock == installed)
    }

    fn complete(self, workspace: &Workspace) -> Result<()> {
        if !self.scripts.is_empty() {
            let mut npm = with("npm", &["rebuild", "--silent", "--prefix"]);
            process::run(npm.arg((self.path)(workspace)).args(self.scripts))?;
        }
        fs::copy(self.lock(workspace), self.mark(workspace))
            .context("cannot mark the npm tools as installed")?;
        Ok(())
    }

    fn lock(self, workspace: &Workspace) -> PathBuf {
        (self.path)(workspace).join("package-lock.json")
    }

    fn mark(self, workspace: &Workspace) -> PathBuf {
        (self.path)(workspace).join("node_modules/.installed-lock.json")
    }
}

impl Tool {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn is_present(&self, workspace: &Workspace) -> bool {
        (self.present)(workspace)
    }

    /// Whether it lies inside of the checkout, so that installing it changes nothing else.
    pub(super) fn is_private(&self) -> bool {
        matches!(self.source, Source::Npm(_))
    }

    /// Whether the work can go on without it.
    pub(super) fn is_optional(&self) -> bool {
        matches!(self.source, Source::Component(_))
    }

    /// The command that installs it.
    pub(super) fn remedy(&self, workspace: &Workspace) -> String {
        match self.source {
            Source::Debian(packages) => {
                format!("apt-get install -y --no-install-recommends {}", packages.join(" "))
            }
            _ => process::display(&self.command(workspace)),
        }
    }

    /// Installs it. Debian packages are there already: apt takes them all at once, beforehand.
    pub(super) fn install(&self, workspace: &Workspace) -> Result<()> {
        // Another tool may have brought it: Debian's compiler comes with std's source.
        if matches!(self.source, Source::Debian(_)) || self.is_present(workspace) {
            return Ok(());
        }
        report::step(&format!("install {}", self.name));
        let result = process::run(&mut self.command(workspace));
        match (self.source, result) {
            (Source::WasmTarget, Err(error)) => {
                report::notice(&format!("{error:#}; trying Debian's compiler"));
                wasm_std::install(workspace)
            }
            (Source::Component(name), Err(error)) => {
                report::notice(&format!("{error:#}; going on without {name}"));
                Ok(())
            }
            (Source::Npm(folder), Ok(())) => folder.complete(workspace),
            (_, result) => result,
        }
    }

    fn command(&self, workspace: &Workspace) -> Command {
        match self.source {
            Source::Debian(_) => Command::new("true"),
            Source::WasmTarget => with("rustup", &["target", "add", crate::toolchain::TARGET]),
            Source::Component(name) => with("rustup", &["component", "add", name]),
            Source::Crate(name) => {
                let mut cargo = with("cargo", &["install", name, "--locked"]);
                // A shared target directory would keep a second copy of everything.
                cargo.env_remove("CARGO_TARGET_DIR").current_dir("/");
                cargo
            }
            Source::Npm(folder) => {
                // Install scripts run only where they are needed.
                let mut npm = with("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                npm.arg("--prefix");
                npm.arg((folder.path)(workspace));
                npm
            }
        }
    }
}

/// The packages that apt has to install for these tools.
pub(super) fn packages(tools: &[&Tool]) -> Vec<&'static str> {
    let lists = tools.iter().filter_map(|tool| match tool.source {
        Source::Debian(packages) => Some(packages),
        _ => None,
    });
    lists.flatten().copied().collect()
}

fn with(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}
