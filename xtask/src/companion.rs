//! The companion server, as a program of its own: what is tested is what users start.

use std::env;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::apps;
use crate::background::Background;
use crate::browser::{free_port, until_listening};
use crate::process;
use crate::workspace::Workspace;

/// Where the wasm tests look for the server, unless SOCKLINE_TEST_PORT told them otherwise when
/// they were compiled.
const TEST_PORT: u16 = 8797;

/// The profile whose results are in `debug`.
const DEV: &str = "dev";

/// A running companion server. It ends with this.
#[derive(Debug)]
pub(crate) struct Companion {
    process: Background,
    scheme: &'static str,
    port: u16,
}

impl Companion {
    /// The server that tests use.
    pub(crate) fn for_tests(workspace: &Workspace) -> Result<Self> {
        Self::with_tests(workspace, test_port()?, "companion.log", &[])
    }

    /// The same, but over TLS.
    pub(crate) fn for_tests_over_tls(workspace: &Workspace) -> Result<Self> {
        let server = Self::with_tests(workspace, free_port()?, "companion-tls.log", &["--tls"])?;
        Ok(Self { scheme: "https", ..server })
    }

    /// The same, but for a proxy that stands before it.
    pub(crate) fn for_tests_behind_a_proxy(workspace: &Workspace) -> Result<Self> {
        Self::with_tests(workspace, free_port()?, "companion-proxy.log", &[])
    }

    fn with_tests(workspace: &Workspace, port: u16, log: &str, options: &[&str]) -> Result<Self> {
        Self::start(workspace, port, DEV, |command| {
            log_to(command, &workspace.target(log))?;
            mount_tests(command, workspace);
            command.args(options);
            Ok(())
        })
    }

    /// The server that tests use, with another package.
    pub(crate) fn for_mutants(workspace: &Workspace, dist: &Path) -> Result<Self> {
        Self::start_with(workspace, free_port()?, DEV, dist, |command| {
            log_to(command, &workspace.target("companion-mutants.log"))?;
            mount_tests(command, workspace);
            Ok(())
        })
    }

    /// The server that shows the demo; it says on the terminal what happens.
    pub(crate) fn for_demo(workspace: &Workspace, port: u16) -> Result<Self> {
        Self::start(workspace, port, DEV, |_| Ok(()))
    }

    /// The server of the frameworks' example apps, below `/apps`.
    pub(crate) fn for_apps(workspace: &Workspace, port: u16) -> Result<Self> {
        Self::start(workspace, port, DEV, |command| {
            mount(command, "/apps", &apps::directory(workspace));
            Ok(())
        })
    }

    /// A server with pages of the caller's.
    pub(crate) fn with_mounts<P: AsRef<Path>>(
        workspace: &Workspace,
        mounts: &[(&str, P)],
    ) -> Result<Self> {
        Self::start(workspace, free_port()?, DEV, |command| {
            for (prefix, directory) in mounts {
                mount(command, prefix, directory.as_ref());
            }
            Ok(())
        })
    }

    /// The server of the benchmark: built by a profile that makes it fast, so that it is not what
    /// is measured, and with fine clocks for its page.
    pub(crate) fn for_bench(
        workspace: &Workspace,
        profile: &str,
        page: &Path,
        options: &[&str],
    ) -> Result<Self> {
        Self::start(workspace, free_port()?, profile, |command| {
            command.arg("--cross-origin-isolated").args(options);
            mount(command, "/bench", page);
            Ok(())
        })
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// The port on which it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// An error, if it has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.process.check()
    }

    fn start(
        workspace: &Workspace,
        port: u16,
        profile: &str,
        set_up: impl FnOnce(&mut Command) -> Result<()>,
    ) -> Result<Self> {
        Self::start_with(workspace, port, profile, &workspace.path("pkg/dist"), set_up)
    }

    fn start_with(
        workspace: &Workspace,
        port: u16,
        profile: &str,
        dist: &Path,
        set_up: impl FnOnce(&mut Command) -> Result<()>,
    ) -> Result<Self> {
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} is taken, perhaps by a server of another run; end that first")
        })?;
        process::run(process::cargo().current_dir(workspace.root()).args([
            "build",
            "--quiet",
            "--package",
            "sockline-server",
            "--profile",
            profile,
        ]))?;
        let directory = if profile == DEV { "debug" } else { profile };
        let mut command = Command::new(workspace.target(directory).join("sockline-server"));
        command
            .current_dir(workspace.root())
            .stdin(Stdio::null())
            .arg("--port")
            .arg(port.to_string())
            .arg("--www")
            .arg(workspace.path("www"))
            .arg("--dist")
            .arg(dist);
        set_up(&mut command)?;
        let mut process = Background::start("the companion server", &mut command)?;
        until_listening(&mut process, port).context("the companion server")?;
        Ok(Self { process, scheme: "http", port })
    }
}

fn log_to(command: &mut Command, file: &Path) -> Result<()> {
    let log = File::create(file)?;
    command.stdout(log.try_clone()?).stderr(log);
    Ok(())
}

/// What the pages of tests load, besides the package.
fn mount_tests(command: &mut Command, workspace: &Workspace) {
    mount(command, "/node_modules", &workspace.npm().join("node_modules"));
    mount(command, "/tests", &workspace.path("tests"));
    mount(command, "/pkg", &workspace.path("pkg"));
}

fn mount(command: &mut Command, prefix: &str, directory: &Path) {
    let mut argument = std::ffi::OsString::from(format!("{prefix}="));
    argument.push(directory);
    command.arg("--mount").arg(argument);
}

fn test_port() -> Result<u16> {
    match env::var("SOCKLINE_TEST_PORT") {
        Ok(port) => port.parse().with_context(|| format!("SOCKLINE_TEST_PORT={port}")),
        Err(_) => Ok(TEST_PORT),
    }
}
