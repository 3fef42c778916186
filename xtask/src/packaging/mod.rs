//! The package as its users get it: the tarball, installed in a project of every environment.

mod hot_reload;
mod libraries;
mod linters;
mod pages;
mod programs;
mod projects;
mod tarball;
mod tree_shaking;
mod verdicts;

use anyhow::Result;
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::browser::{Engine, Session};
use crate::package::{self, Flavour};
use crate::setup::{self, Needs};
use crate::workspace::Workspace;
use projects::Projects;
use verdicts::Verdicts;

/// The verdict that every environment has to give.
const WORKS: &str = "works";

/// Environments of a browser, each a folder of `tests/packaging`.
const PAGES: &[&str] = &[
    "plain",
    "workers",
    "copies",
    "vite",
    "webpack",
    "rollup",
    "esbuild",
    "parcel",
    "slim",
    "slim-vite",
    "slim-webpack",
    "compat",
];

/// Those with a server of their own.
const SERVED: &[&str] = &["next"];

/// Those that are quick, and need no more tools than the build of the package.
const QUICK: &[&str] = &["plain", "vite"];

/// Environments without a browser, each a folder of `tests/packaging`.
const PROGRAMS: &[&str] = &[
    "server-side",
    "node",
    "commonjs",
    "deno",
    "bun",
    "workerd",
    "slim-node",
    "test-environments",
    "jest",
];

/// What is asked of the tarball elsewhere.
const OTHERS: &[&str] = &["publint", "attw", "unused", "hot-reload", "libraries"];

/// What to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these.
    #[arg(value_name = "ENVIRONMENT", value_parser = names())]
    only: Vec<String>,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new([OTHERS, PROGRAMS, PAGES, SERVED].concat())
}

impl Options {
    fn includes(&self, environment: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == environment)
    }
}

/// Builds and packs the package, and runs it everywhere.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::ensure(workspace, &Needs::packaging())?;
    package::run(workspace, &package::Paths::new(workspace, None, None), Flavour::Published)?;
    let tools = workspace.npm_packaging();
    let projects = Projects::create(workspace, "packaging", &tools)?;
    let mut verdicts = Verdicts::default();
    let bin = tools.join("node_modules/.bin");
    if options.includes("publint") {
        verdicts.note("publint", linters::publint(&bin, projects.tarball()));
    }
    if options.includes("attw") {
        verdicts.note("attw", linters::attw(&bin, projects.tarball()));
    }
    if options.includes("unused") {
        verdicts.note("unused", tree_shaking::check(&projects));
    }
    let companion = pages::serve(workspace, &projects)?;
    for environment in PROGRAMS.iter().filter(|name| options.includes(name)) {
        verdicts.note(environment, programs::check(&projects, &companion, environment));
    }
    Session::with(workspace, Engine::Chromium, async |session| {
        for environment in PAGES.iter().filter(|name| options.includes(name)) {
            let result = pages::check(&projects, &companion, &session, environment).await;
            verdicts.note(environment, result);
        }
        for environment in SERVED.iter().filter(|name| options.includes(name)) {
            let result = pages::check_served(&projects, &companion, &session, environment).await;
            verdicts.note(environment, result);
        }
        if options.includes("hot-reload") {
            let result = hot_reload::check(&projects, &companion, &session).await;
            verdicts.note("hot-reload", result);
        }
        if options.includes("libraries") {
            let result = libraries::check(&projects, &companion, &session).await;
            verdicts.note("libraries", result);
        }
        verdicts.finish()
    })
}

/// The quick part: the package that was built last, in a plain page and through Vite.
pub(crate) fn quick(workspace: &Workspace) -> Result<()> {
    let projects = Projects::create(workspace, "tarball", &workspace.npm())?;
    let companion = pages::serve(workspace, &projects)?;
    Session::with(workspace, Engine::Chromium, async |session| {
        let mut verdicts = Verdicts::default();
        for environment in QUICK {
            let result = pages::check(&projects, &companion, &session, environment).await;
            verdicts.note(environment, result);
        }
        verdicts.finish()
    })
}
