//! The three engines, and how each is started and driven.

mod capabilities;
mod crash;
mod display;
mod driver;
mod listener;
mod renderer;
mod session;
mod undriven;
mod wait;

use clap::ValueEnum;

pub(crate) use capabilities::{
    capabilities, eager_capabilities, mini_browser, trusting_capabilities,
};
pub(crate) use crash::{Crash, once_more};
pub(crate) use driver::Driver;
pub(crate) use session::Session;
pub(crate) use undriven::Undriven;
pub(crate) use wait::{free_port, until_listening};

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Blink, as in Chromium.
    Chromium,
    /// Gecko, as in Firefox.
    Firefox,
    /// WebKit, as in WebKitGTK; Safari is its relative.
    Webkit,
}

impl Engine {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// The engine of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
