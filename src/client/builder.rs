//! Options, then a client.

use super::binary_type::BinaryType;
use super::error::ConnectError;
use super::events::Closed;
use super::face::{Heartbeat, RustFace, ShouldReconnect};
use super::handle::Client;
use super::listeners::Listeners;
use super::message::Message;
use super::numbers::check_numbers;
use super::provider::Provider;
use super::states::States;
use super::target::{check_protocols, check_url};
use super::waiters::Waiters;
use crate::browser::{Handlers, Web, seed};
use crate::driver::{Driver, Held, Ledger};
use crate::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, QueueConfig, Resend, RetryConfig,
};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Options for a [`Client`]. Made by [`Client::builder`]; each clone makes a client
/// of its own.
///
/// ```no_run
/// # fn connect() {
/// let client = sockline::Client::builder("/chat").protocols(["chat.v2"]).connect();
/// # drop(client);
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `connect`"]
pub struct Builder {
    url: String,
    protocols: Vec<String>,
    binary_type: BinaryType,
    config: Config,
    /// Ping and pong.
    heartbeat: Option<(Message, Message)>,
    provider: Option<Provider>,
    should_reconnect: Option<ShouldReconnect>,
}

impl Builder {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            protocols: Vec::new(),
            binary_type: BinaryType::default(),
            config: Config::default(),
            heartbeat: None,
            provider: None,
            should_reconnect: None,
        }
    }

    /// Subprotocols to offer, the preferred first. Default none.
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder.protocols(["chat.v2", "chat.v1"]);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn protocols<P: Into<String>>(mut self, protocols: impl IntoIterator<Item = P>) -> Self {
        self.protocols = protocols.into_iter().map(Into::into).collect();
        self
    }

    /// Asks for the URL anew at every attempt: for a token that does not last.
    /// The builder's own URL is not used then, and may be empty. An answer that
    /// fails, throws, or takes longer than the attempt's deadline, is a failed
    /// attempt.
    ///
    /// ```no_run
    /// # use sockline::{Client, ConnectError};
    /// # async fn fresh_token() -> Result<String, ConnectError> { Ok(String::new()) }
    /// # fn main() -> Result<(), ConnectError> {
    /// let client = Client::builder("")
    ///     .url_provider(|| async {
    ///         let token = fresh_token().await?;
    ///         Ok::<_, ConnectError>(format!("wss://example.com/chat?token={token}"))
    ///     })
    ///     .connect()?;
    /// # drop(client);
    /// # Ok(())
    /// # }
    /// ```
    pub fn url_provider<F, A, E>(mut self, provider: F) -> Self
    where
        F: Fn() -> A + 'static,
        A: Future<Output = Result<String, E>> + 'static,
        E: fmt::Display,
    {
        self.provider = Some(Provider::new(provider));
        self
    }

    /// Decides for each loss whether to connect again, given how many retries
    /// have failed in a row. Overrides the limit of retries and the close codes
    /// that are never retried; `closed.will_reconnect` is what would happen
    /// without it, and what happens if it throws.
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder
    ///     .should_reconnect(|closed, _| closed.will_reconnect && closed.code != 4001);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn should_reconnect(mut self, decide: impl Fn(&Closed, u32) -> bool + 'static) -> Self {
        self.should_reconnect = Some(ShouldReconnect(Rc::new(decide)));
        self
    }

    /// What binary messages arrive as. Default [`BinaryType::ArrayBuffer`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder.binary_type(sockline::BinaryType::Blob);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn binary_type(mut self, binary_type: BinaryType) -> Self {
        self.binary_type = binary_type;
        self
    }

    /// When and how often to connect again. Default [`RetryConfig::default`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// use sockline::RetryConfig;
    ///
    /// let builder = builder.retry(RetryConfig { base: 1_000.0, ..RetryConfig::default() });
    /// # drop(builder);
    /// # }
    /// ```
    pub fn retry(mut self, retry: RetryConfig) -> Self {
        self.config.retry = retry;
        self
    }

    /// Never connects again: one connection, as the browser's own `WebSocket`.
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder.without_reconnect();
    /// # drop(builder);
    /// # }
    /// ```
    pub fn without_reconnect(mut self) -> Self {
        self.config.retry.max_retries = 0;
        self
    }

    /// How much may wait, and what happens beyond it. Default
    /// [`QueueConfig::default`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// use sockline::{Overflow, QueueConfig};
    ///
    /// let queue = QueueConfig { overflow: Overflow::DropOldest, ..QueueConfig::default() };
    /// let builder = builder.queue(queue);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn queue(mut self, queue: QueueConfig) -> Self {
        self.config.queue = queue;
        self
    }

    /// How much the browser's own buffer may hold. Default
    /// [`PacingConfig::default`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// use sockline::{PacingConfig, Window};
    ///
    /// let pacing = PacingConfig { window: Window::Unlimited, ..PacingConfig::default() };
    /// let builder = builder.pacing(pacing);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn pacing(mut self, pacing: PacingConfig) -> Self {
        self.config.pacing = pacing;
        self
    }

    /// Sends `ping` when the connection is silent, and abandons it when nothing
    /// arrives in time. `pong` is the server's answer: it measures the round
    /// trip and is not told. Any other message counts as life too. Default off,
    /// because the server must answer.
    ///
    /// Bytes are compared only with [`BinaryType::ArrayBuffer`]. A Blob can be
    /// read only later, too late to tell an answer from a message: it counts as
    /// life, is told, and measures nothing.
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder.heartbeat(sockline::HeartbeatConfig::default(), "ping", "pong");
    /// # drop(builder);
    /// # }
    /// ```
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

    #[cfg(feature = "serde")]
    pub(super) fn without_heartbeat(mut self) -> Self {
        self.config.heartbeat = None;
        self.heartbeat = None;
        self
    }

    /// What becomes of messages that a lost connection was handed. Default
    /// [`Resend::Unsent`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// let builder = builder.resend(sockline::Resend::All);
    /// # drop(builder);
    /// # }
    /// ```
    pub fn resend(mut self, resend: Resend) -> Self {
        self.config.resend = resend;
        self
    }

    /// Makes the client, which begins to connect at once.
    ///
    /// # Errors
    ///
    /// A [`ConnectError`] if the URL, a protocol or an option is faulty, or there is no
    /// browser. That a server can't be reached is no error here: the client retries, and tells
    /// [`Client::on_error`] and [`Client::on_close`].
    ///
    /// ```no_run
    /// # fn with(builder: sockline::Builder) {
    /// match builder.connect() {
    ///     Ok(client) => drop(client),
    ///     Err(error) => drop(error.to_string()),
    /// }
    /// # }
    /// ```
    pub fn connect(self) -> Result<Client, ConnectError> {
        if !cfg!(target_family = "wasm") {
            return Err(ConnectError::NoBrowser);
        }
        let url = match &self.provider {
            Some(_) => JsValue::UNDEFINED,
            None => check_url(&self.url)?,
        };
        check_numbers(&self.config)?;
        let mut config = self.config;
        config.retry.asks = self.should_reconnect.is_some();
        let face = RustFace {
            web: Web::default(),
            held: Held::default(),
            ledger: Ledger::default(),
            url: RefCell::new(url),
            provider: self.provider,
            should_reconnect: self.should_reconnect,
            failure: RefCell::new(None),
            protocols: check_protocols(&self.protocols)?,
            binary_type: Cell::new(self.binary_type),
            heartbeat: self.heartbeat.map(|(ping, pong)| Heartbeat::new(ping, pong)),
            drops_oldest: config.queue.overflow == Overflow::DropOldest,
            gave_up: Cell::new(false),
            listeners: Listeners::new(),
            states: States::new(),
            waiters: Waiters::default(),
        };
        let driver = Driver::new(config, face, seed());
        driver.face().web.connect(Handlers::new(&driver));
        driver.open();
        Ok(Client::new(driver))
    }
}

/// Without the URL and the protocols, which may hold a token.
impl fmt::Debug for Builder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Builder")
            .field("binary_type", &self.binary_type)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::ConnectError;
    use crate::{Client, HeartbeatConfig};

    #[test]
    fn outside_of_a_browser_connecting_is_an_error() {
        let builder = Client::builder("wss://example.com/chat")
            .protocols(["chat.v2"])
            .heartbeat(HeartbeatConfig::default(), "ping", "pong")
            .url_provider(|| async { Ok::<_, ConnectError>("wss://example.com/".to_owned()) });
        assert_eq!(builder.connect().err(), Some(ConnectError::NoBrowser));
    }
}
