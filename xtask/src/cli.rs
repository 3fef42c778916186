//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::browser::Engine;
use crate::workspace::Workspace;
use crate::{apps, bench, campaigns, demo, herd, package, packaging, runner, setup, size, test};

/// Builds, demonstrates, tests and packages sockline.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Makes sure that every tool exists, and installs or names what is missing.
    Setup {
        #[command(flatten)]
        browsers: Browsers,
    },
    /// Builds the npm package into pkg/dist and prints its sizes.
    Package(PackageArgs),
    /// Installs the package's tarball in a project of every environment and runs it there.
    Packaging(packaging::Options),
    /// Runs every check of the repository and reports all of them.
    Test {
        #[command(flatten)]
        browsers: Browsers,
        /// Run only these stages, and those that they depend on.
        #[arg(long, value_name = "STAGE")]
        only: Vec<test::StageName>,
    },
    /// Serves the demo, or drives it once with --check.
    Demo {
        /// Port of the demo's server.
        #[arg(long, default_value_t = 8788)]
        port: u16,
        /// Drive the demo in headless Chromium and exit.
        #[arg(long)]
        check: bool,
    },
    /// Builds the example apps of the frameworks and serves them.
    Apps(apps::Options),
    /// Measures what a message costs, beside the browser's own socket and beside peers.
    Bench(bench::Options),
    /// Says what each feature of the npm package costs in bytes, and what its file is made of.
    Size(size::Options),
    /// Simulates a server's restart with 100,000 clients, ours and the peers'.
    Herd(herd::Options),
    /// Simulates more sessions than the tests do, each from one seed.
    Simulate(campaigns::simulate::Options),
    /// Changes the engine in small ways and fails if no test notices.
    Mutants(campaigns::mutants::Options),
    /// Changes the npm package's JavaScript in small ways and prints what no test notices.
    FaceMutants(campaigns::face_mutants::Options),
    /// Fuzzes the engine.
    Fuzz(campaigns::fuzz::Options),
    /// What cargo calls for a wasm test binary; see .cargo/config.toml.
    #[command(hide = true, disable_help_flag = true)]
    WasmBindgenTestRunner {
        /// The test binary and its arguments, as cargo passes them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

#[derive(Debug, Args)]
struct Browsers {
    /// The engines to use.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Engine::ALL)]
    browsers: Vec<Engine>,
}

#[derive(Debug, Args)]
struct PackageArgs {
    /// Quick build: plain release std, no wasm-opt, panics keep their messages.
    #[arg(long)]
    dev: bool,
    /// Directory of the hand-written JavaScript.
    #[arg(long, value_name = "DIR")]
    face: Option<PathBuf>,
    /// Directory that receives the package's files, in the place of an earlier package's.
    #[arg(long, value_name = "DIR")]
    dist: Option<PathBuf>,
}

impl Cli {
    /// Runs the task that was asked for.
    pub(crate) fn run(self) -> Result<()> {
        let workspace = Workspace::locate()?;
        match self.task {
            Task::Setup { browsers } => {
                setup::ensure(&workspace, &setup::Needs::everything(&browsers.browsers))?;
                Ok(())
            }
            Task::Package(args) => {
                let paths = package::Paths::new(&workspace, args.face, args.dist);
                let flavour =
                    if args.dev { package::Flavour::Dev } else { package::Flavour::Published };
                package::run(&workspace, &paths, flavour).map(drop)
            }
            Task::Packaging(options) => packaging::run(&workspace, &options),
            Task::Test { browsers, only } => test::run(&workspace, &browsers.browsers, &only),
            Task::Demo { port, check } => demo::run(&workspace, port, check),
            Task::Apps(options) => apps::run(&workspace, &options),
            Task::Bench(options) => bench::run(&workspace, &options),
            Task::Size(options) => size::run(&workspace, &options),
            Task::Herd(options) => herd::run(&workspace, &options),
            Task::Simulate(options) => campaigns::simulate::run(&workspace, &options),
            Task::Mutants(options) => campaigns::mutants::run(&workspace, &options),
            Task::FaceMutants(options) => campaigns::face_mutants::run(&workspace, &options),
            Task::Fuzz(options) => campaigns::fuzz::run(&workspace, &options),
            Task::WasmBindgenTestRunner { arguments } => runner::run(&workspace, arguments),
        }
    }
}
