//! A screen in memory: WebKitGTK has no headless mode.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::background::Background;

/// An Xvfb on a display number of its own choice.
#[derive(Debug)]
pub(super) struct Display {
    _server: Background,
    name: String,
}

impl Display {
    pub(super) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        command
            // It writes the number of the first free display to this descriptor, once it is ready.
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Background::start("Xvfb", &mut command)?;
        let output = server.child().stdout.take().context("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        if number.trim().is_empty() {
            bail!("Xvfb found no display");
        }
        Ok(Self { _server: server, name: format!(":{}", number.trim()) })
    }

    /// What DISPLAY has to be.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
