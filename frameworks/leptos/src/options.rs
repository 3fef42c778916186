//! What a hook is told beside the URL.

use leptos::prelude::Signal;
use sockline::Builder;
use std::fmt;

/// Messages that a history holds, unless it is told otherwise.
const HISTORY: usize = 1_000;

/// Options of [`use_socket`](crate::use_socket).
///
/// ```
/// use sockline::HeartbeatConfig;
/// use sockline_leptos::SocketOptions;
///
/// let options = SocketOptions::new()
///     .history(200)
///     .configure(|builder| builder.heartbeat(HeartbeatConfig::default(), "ping", "pong"));
/// # drop(options);
/// ```
#[must_use = "options do nothing until they are given to `use_socket`"]
pub struct SocketOptions {
    history: usize,
    paused: Option<Signal<bool>>,
    configure: Box<dyn Fn(Builder) -> Builder>,
}

impl SocketOptions {
    /// The defaults: those of [`sockline::Builder`], and a history of 1,000
    /// messages.
    ///
    /// ```
    /// let options = sockline_leptos::SocketOptions::new();
    /// # drop(options);
    /// ```
    pub fn new() -> Self {
        Self { history: HISTORY, paused: None, configure: Box::new(|builder| builder) }
    }

    /// How many messages [`UseSocket::history`](crate::UseSocket::history)
    /// holds; the oldest leave first. 0 keeps none, which saves the memory of
    /// those who use `on_message` alone. Default 1,000.
    ///
    /// ```
    /// let options = sockline_leptos::SocketOptions::new().history(50);
    /// # drop(options);
    /// ```
    pub fn history(mut self, limit: usize) -> Self {
        self.history = limit;
        self
    }

    /// Sets the client's own options: protocols, retries, queue, pacing,
    /// heartbeat, a provider of URLs. It is called for every client, that is at
    /// the beginning and whenever the URL changes. Signals that it reads are not
    /// tracked. Given twice, the second goes on where the first has ended.
    /// Default: those of the crate.
    ///
    /// ```
    /// use sockline::RetryConfig;
    /// use sockline_leptos::SocketOptions;
    ///
    /// let options = SocketOptions::new()
    ///     .configure(|builder| builder.protocols(["chat.v2"]))
    ///     .configure(|builder| builder.retry(RetryConfig { cap: 5_000.0, ..Default::default() }));
    /// # drop(options);
    /// ```
    pub fn configure(mut self, configure: impl Fn(Builder) -> Builder + 'static) -> Self {
        let before = self.configure;
        self.configure = Box::new(move |builder| configure(before(builder)));
        self
    }

    /// While this is true there is no connection: before somebody has signed in,
    /// for example. Default false. Pausing closes, as removing the component
    /// does; the next connection begins with an empty history.
    ///
    /// ```
    /// # fn with(token: leptos::prelude::RwSignal<Option<String>>) {
    /// use leptos::prelude::*;
    /// use sockline_leptos::SocketOptions;
    ///
    /// let options = SocketOptions::new().paused(Signal::derive(move || token.get().is_none()));
    /// # drop(options);
    /// # }
    /// ```
    pub fn paused(mut self, is_paused: impl Into<Signal<bool>>) -> Self {
        self.paused = Some(is_paused.into());
        self
    }

    pub(crate) fn pause(&self) -> Option<Signal<bool>> {
        self.paused
    }

    pub(crate) fn history_limit(&self) -> usize {
        self.history
    }

    pub(crate) fn apply(&self, builder: Builder) -> Builder {
        (self.configure)(builder)
    }
}

impl Default for SocketOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SocketOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SocketOptions")
            .field("history", &self.history)
            .finish_non_exhaustive()
    }
}
