//! A running WebDriver.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::Engine;
use super::display::Display;
use super::wait::{free_port, until_ready};
use crate::background::Background;
use crate::process::find_program;
use crate::workspace::Workspace;

/// The driver of an engine, ready for sessions. It ends with this.
#[derive(Debug)]
pub(crate) struct Driver {
    // In this order: the driver's browser goes before the screen it draws on.
    _process: Background,
    _display: Option<Display>,
    port: u16,
}

impl Driver {
    /// Starts the driver of an engine. Another program may take the chosen port first, or a
    /// driver fail at once on a busy machine, so it tries again.
    pub(crate) fn start(workspace: &Workspace, engine: Engine) -> Result<Self> {
        let mut attempts = 1;
        loop {
            match Self::attempt(workspace, engine) {
                Err(_) if attempts < 3 => attempts += 1,
                result => return result,
            }
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn attempt(workspace: &Workspace, engine: Engine) -> Result<Self> {
        let port = free_port()?;
        let display = (engine == Engine::Webkit).then(Display::start).transpose()?;
        let log = workspace.target("webdriver").join(format!("{engine}.log"));
        let mut command = command(engine, port)?;
        if let Some(display) = &display {
            command.env("DISPLAY", display.name());
        }
        fs::create_dir_all(workspace.target("webdriver"))?;
        let file = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let mut process = Background::start(&format!("the driver of {engine}"), &mut command)?;
        until_ready(&mut process, port)
            .with_context(|| format!("the driver of {engine}; see {}", log.display()))?;
        Ok(Self { _process: process, _display: display, port })
    }
}

fn command(engine: Engine, port: u16) -> Result<Command> {
    let program = match engine {
        Engine::Chromium => "chromedriver",
        Engine::Firefox => "geckodriver",
        Engine::Webkit => "WebKitWebDriver",
    };
    let path = find_program(program)
        .with_context(|| format!("{program} is missing; `cargo xtask setup` installs it"))?;
    let mut command = Command::new(path);
    command.arg(format!("--port={port}"));
    match engine {
        Engine::Chromium => {}
        // Its second port is fixed by default, and two drivers would fight over it.
        Engine::Firefox => {
            command.arg("--websocket-port=0");
        }
        // Its sandbox needs privileges that containers lack. Compositing stays on, though it
        // could be turned off too: without it, a screenshot never comes.
        Engine::Webkit => {
            command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
        }
    }
    Ok(command)
}
