//! Options, then a client.

use super::binary_type::BinaryType;
use super::error::ConnectError;
use super::face::{Listeners, RustFace};
use super::handle::Client;
use super::message::Message;
use super::target::{check_protocols, check_url};
use crate::browser::Driver;
use crate::engine::{Config, HeartbeatConfig, PacingConfig, QueueConfig, Resend, RetryConfig};
use std::cell::Cell;

/// Options for a [`Client`]. Made by [`Client::builder`].
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `connect`"]
pub struct Builder {
    url: String,
    protocols: Vec<String>,
    binary_type: BinaryType,
    config: Config,
    heartbeat: Option<(Message, Message)>,
}

impl Builder {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            protocols: Vec::new(),
            binary_type: BinaryType::default(),
            config: Config::default(),
            heartbeat: None,
        }
    }

    /// Subprotocols to offer, the preferred first. Default none.
    pub fn protocols<P: Into<String>>(mut self, protocols: impl IntoIterator<Item = P>) -> Self {
        self.protocols = protocols.into_iter().map(Into::into).collect();
        self
    }

    /// What binary messages arrive as. Default [`BinaryType::ArrayBuffer`].
    pub fn binary_type(mut self, binary_type: BinaryType) -> Self {
        self.binary_type = binary_type;
        self
    }

    /// When and how often to connect again. Default [`RetryConfig::default`].
    pub fn retry(mut self, retry: RetryConfig) -> Self {
        self.config.retry = retry;
        self
    }

    /// Never connects again: one connection, as the browser's own `WebSocket`.
    pub fn without_reconnect(mut self) -> Self {
        self.config.retry.max_retries = 0;
        self
    }

    /// How much may wait, and what happens beyond it. Default
    /// [`QueueConfig::default`].
    pub fn queue(mut self, queue: QueueConfig) -> Self {
        self.config.queue = queue;
        self
    }

    /// How much the browser's own buffer may hold. Default
    /// [`PacingConfig::default`].
    pub fn pacing(mut self, pacing: PacingConfig) -> Self {
        self.config.pacing = pacing;
        self
    }

    /// Sends `ping` when the connection is silent, and abandons it when nothing
    /// arrives in time. `pong` is the server's answer: it measures the round
    /// trip and is not told. Any other message counts as life too. Default off,
    /// because the server must answer.
    pub fn heartbeat(
        mut self,
        heartbeat: HeartbeatConfig,
        ping: impl Into<Message>,
        pong: impl Into<Message>,
    ) -> Self {
        self.config.heartbeat = Some(heartbeat);
        self.heartbeat = Some((ping.into(), pong.into()));
        self
    }

    /// What becomes of messages that a lost connection was handed. Default
    /// [`Resend::Unsent`].
    pub fn resend(mut self, resend: Resend) -> Self {
        self.config.resend = resend;
        self
    }

    /// Makes the client, which begins to connect at once.
    ///
    /// # Errors
    ///
    /// A [`ConnectError`] if the URL or a protocol is faulty. That a server
    /// can't be reached is no error here: the client retries, and tells
    /// [`Client::on_error`] and [`Client::on_close`].
    pub fn connect(self) -> Result<Client, ConnectError> {
        let face = RustFace {
            url: check_url(&self.url)?.into(),
            protocols: check_protocols(&self.protocols)?,
            binary_type: Cell::new(self.binary_type),
            heartbeat: self.heartbeat,
            listeners: Listeners::new(),
        };
        let mut config = self.config;
        // No callback is asked yet in this face.
        config.retry.asks = false;
        let driver = Driver::new(config, face);
        driver.open();
        Ok(Client::new(driver))
    }
}
