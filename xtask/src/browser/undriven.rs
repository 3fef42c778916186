//! A browser that nobody drives: it is given an address and left alone, since a driver's debugger
//! has V8 run WebAssembly at a fraction of its speed. What it shows has to report by itself.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::Engine;
use super::capabilities::{CHROMIUM_ARGUMENTS, mini_browser};
use super::display::Display;
use super::renderer::{self, Usage};
use crate::background::Background;
use crate::process::find_program;
use crate::workspace::Workspace;

/// A running browser with a profile of its own. Both end with this.
#[derive(Debug)]
pub(crate) struct Undriven {
    // In this order: the browser goes before the screen it draws on and the profile it writes to.
    process: Background,
    _display: Option<Display>,
    _profile: TempDir,
    engine: Engine,
}

impl Undriven {
    /// Starts the browser at this address. Nothing is known yet of how the page fares.
    pub(crate) fn start(workspace: &Workspace, engine: Engine, address: &str) -> Result<Self> {
        let profile = tempfile::tempdir().context("no directory for the profile")?;
        let display = (engine == Engine::Webkit).then(Display::start).transpose()?;
        let mut command = command(engine, profile.path())?;
        if let Some(display) = &display {
            command.env("DISPLAY", display.name());
        }
        let logs = workspace.target("browser");
        fs::create_dir_all(&logs)?;
        let log = File::create(logs.join(format!("{engine}.log")))?;
        command.arg(address).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let process = Background::start(engine.name(), &mut command)?;
        Ok(Self { process, _display: display, _profile: profile, engine })
    }

    /// An error, if it has ended.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.process.check()
    }

    /// What the process has taken so far that runs the page, where the system tells.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let engine = self.engine;
        renderer::usage(self.process.descendants(), |arguments| match engine {
            // The browser's own window is a page too, and starts before ours.
            Engine::Chromium => {
                arguments.contains("--type=renderer")
                    && !arguments.contains("--top-chrome-webui")
                    && !arguments.contains("--extension-process")
            }
            Engine::Firefox => arguments.ends_with(" tab"),
            Engine::Webkit => arguments.contains("WebKitWebProcess"),
        })
    }
}

fn command(engine: Engine, profile: &Path) -> Result<Command> {
    let program = match engine {
        Engine::Chromium => find_program("chromium"),
        Engine::Firefox => find_program("firefox-esr"),
        Engine::Webkit => mini_browser(),
    };
    let Some(program) = program else {
        bail!("{engine} is missing; `cargo xtask setup` installs it");
    };
    let mut command = Command::new(program);
    match engine {
        Engine::Chromium => {
            let mut directory = std::ffi::OsString::from("--user-data-dir=");
            directory.push(profile);
            command.args(CHROMIUM_ARGUMENTS).arg(directory);
        }
        Engine::Firefox => {
            fs::write(profile.join("user.js"), FIREFOX_PREFERENCES)?;
            command.args(["-headless", "-no-remote", "-profile"]).arg(profile);
        }
        // Its sandbox needs privileges that containers lack.
        Engine::Webkit => {
            command
                .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                .env("XDG_DATA_HOME", profile)
                .env("XDG_CACHE_HOME", profile);
        }
    }
    Ok(command)
}

/// What geckodriver would see to: no page but ours, nothing that calls home, and no question after
/// a script that takes long.
const FIREFOX_PREFERENCES: &str = r#"
user_pref("app.update.disabledForTesting", true);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.max_script_run_time", 0);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"#;
