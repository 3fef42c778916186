//! What a component wants of its socket.

use sockline::{
    Builder, Closed, Codec, ConnectionError, DecodeError, Dropped, EndCause, Message, Opened,
    Reconnecting,
};
use std::fmt;
use std::rc::Rc;
use yew::Callback;

/// How many messages are kept if nothing else is said.
const HISTORY: usize = 1_000;

/// Options of [`use_socket`](crate::use_socket) and, with the values for `T`, of
/// [`use_typed_socket`](crate::use_typed_socket). Made anew in every render;
/// whatever changes, nothing reconnects.
///
/// ```
/// use sockline::HeartbeatConfig;
/// use sockline_yew::SocketOptions;
///
/// let options = SocketOptions::new()
///     .configure(|builder| builder.heartbeat(HeartbeatConfig::default(), "ping", "pong"))
///     .history(200)
///     .on_close(|closed| assert!(closed.code >= 1000));
/// # drop(options);
/// ```
pub struct SocketOptions<T = Message> {
    pub(crate) configure: Option<Rc<dyn Fn(Builder) -> Builder>>,
    pub(crate) history: usize,
    pub(crate) is_paused: bool,
    pub(crate) callbacks: Callbacks<T>,
}

/// Whom to tell.
pub(crate) struct Callbacks<T> {
    pub(crate) open: Option<Callback<Opened>>,
    pub(crate) message: Option<Callback<Rc<T>>>,
    pub(crate) error: Option<Callback<ConnectionError>>,
    pub(crate) close: Option<Callback<Closed>>,
    pub(crate) reconnecting: Option<Callback<Reconnecting>>,
    pub(crate) drain: Option<Callback<()>>,
    pub(crate) drop: Option<Callback<Dropped>>,
    pub(crate) end: Option<Callback<EndCause>>,
}

impl SocketOptions {
    /// The defaults: those of [`sockline::Builder`], a history of 1,000
    /// messages, and nobody to tell.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new();
    /// # drop(options);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// The same for [`use_typed_socket`](crate::use_typed_socket), where
    /// callbacks take values; without callbacks [`SocketOptions::default`] is
    /// shorter.
    ///
    /// ```
    /// use sockline_yew::SocketOptions;
    /// use sockline_yew::sockline::Json;
    ///
    /// let options = SocketOptions::typed::<u32, u32, Json>().on_message(|number| {
    ///     match &*number {
    ///         Ok(number) => assert!(*number < 100),
    ///         Err(error) => assert!(error.message.size() > 0),
    ///     }
    /// });
    /// # drop(options);
    /// ```
    pub fn typed<In, Out, C: Codec<In, Out>>()
    -> SocketOptions<Result<In, DecodeError<C::DecodeError>>> {
        SocketOptions::default()
    }
}

impl<T> SocketOptions<T> {
    /// Every option of the client itself: subprotocols, retries, queue, pacing,
    /// heartbeat, a provider of fresh URLs. Asked when a connection begins: when
    /// the component is mounted, and when its URL changes. What has changed in
    /// between takes effect then. Given twice, the second goes on where the first
    /// has ended.
    ///
    /// ```
    /// use sockline::RetryConfig;
    ///
    /// let options = sockline_yew::SocketOptions::new()
    ///     .configure(|builder| {
    ///         let retry = RetryConfig { max_retries: 10, ..RetryConfig::default() };
    ///         builder.protocols(["chat.v2"]).retry(retry)
    ///     });
    /// # drop(options);
    /// ```
    pub fn configure(mut self, configure: impl Fn(Builder) -> Builder + 'static) -> Self {
        self.configure = Some(match self.configure {
            Some(before) => Rc::new(move |builder| configure(before(builder))),
            None => Rc::new(configure),
        });
        self
    }

    /// How many messages [`UseSocket::history`](crate::UseSocket::history)
    /// holds, the last ones. Default 1,000; 0 keeps none, for components that
    /// need the last message only, or take them from [`Self::on_message`]. As
    /// [`Self::configure`] it is asked when a connection begins.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().history(50);
    /// # drop(options);
    /// ```
    pub fn history(mut self, messages: usize) -> Self {
        self.history = messages;
        self
    }

    /// While this is true there is no connection: before somebody has signed
    /// in, for example, since a hook can't be called only sometimes. Default
    /// false. Pausing closes, as unmounting does; the next connection begins
    /// with an empty history.
    ///
    /// ```
    /// # let token: Option<String> = None;
    /// let options = sockline_yew::SocketOptions::new().paused(token.is_none());
    /// # drop(options);
    /// ```
    pub fn paused(mut self, is_paused: bool) -> Self {
        self.is_paused = is_paused;
        self
    }

    /// Calls back whenever a connection opens: the place for a first message.
    ///
    /// As with all callbacks, always that of the latest render is called, so
    /// that it sees the latest props and state, and none after unmounting but
    /// [`Self::on_drop`].
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_open(|opened| drop(opened.protocol));
    /// # drop(options);
    /// ```
    pub fn on_open(mut self, callback: impl Fn(Opened) + 'static) -> Self {
        self.callbacks.open = Some(Callback::from(callback));
        self
    }

    /// Calls back for every message. It is in the history already.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_message(|message| {
    ///         if let Some(text) = message.as_text() {
    ///             // …
    ///             # let _ = text;
    ///         }
    ///     });
    /// # drop(options);
    /// ```
    pub fn on_message(mut self, callback: impl Fn(Rc<T>) + 'static) -> Self {
        self.callbacks.message = Some(Callback::from(callback));
        self
    }

    /// Calls back when a connection or an attempt failed; the close follows.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_error(|error| drop(error.to_string()));
    /// # drop(options);
    /// ```
    pub fn on_error(mut self, callback: impl Fn(ConnectionError) + 'static) -> Self {
        self.callbacks.error = Some(Callback::from(callback));
        self
    }

    /// Calls back when a connection or an attempt ended.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_close(|closed| drop(closed.reason));
    /// # drop(options);
    /// ```
    pub fn on_close(mut self, callback: impl Fn(Closed) + 'static) -> Self {
        self.callbacks.close = Some(Callback::from(callback));
        self
    }

    /// Calls back when a retry was scheduled, with its delay in milliseconds.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_reconnecting(|retry| assert!(retry.delay >= 0.0));
    /// # drop(options);
    /// ```
    pub fn on_reconnecting(mut self, callback: impl Fn(Reconnecting) + 'static) -> Self {
        self.callbacks.reconnecting = Some(Callback::from(callback));
        self
    }

    /// Calls back when all that had been waiting has left the browser.
    ///
    /// ```
    /// let is_saved = std::rc::Rc::new(std::cell::Cell::new(false));
    /// let options = sockline_yew::SocketOptions::new().on_drain(move || is_saved.set(true));
    /// # drop(options);
    /// ```
    pub fn on_drain(mut self, callback: impl Fn() + 'static) -> Self {
        self.callbacks.drain = Some(Callback::from(move |()| callback()));
        self
    }

    /// Calls back for every message that will not be sent, with the reason. Also
    /// after unmounting, and after a change of the URL, which give back what
    /// still waited to the callback of the last render with that URL: nothing is
    /// lost in silence. Not told is what others send through the client when they
    /// have it connect anew after that end.
    ///
    /// ```
    /// let options = sockline_yew::SocketOptions::new().on_drop(|dropped| drop(dropped.message));
    /// # drop(options);
    /// ```
    pub fn on_drop(mut self, callback: impl Fn(Dropped) + 'static) -> Self {
        self.callbacks.drop = Some(Callback::from(callback));
        self
    }

    /// Calls back when nothing reconnects any more, though the component is
    /// mounted.
    ///
    /// ```
    /// let end = std::rc::Rc::new(std::cell::Cell::new(None));
    /// let options = sockline_yew::SocketOptions::new().on_end(move |cause| end.set(Some(cause)));
    /// # drop(options);
    /// ```
    pub fn on_end(mut self, callback: impl Fn(EndCause) + 'static) -> Self {
        self.callbacks.end = Some(Callback::from(callback));
        self
    }
}

impl<T> Default for SocketOptions<T> {
    fn default() -> Self {
        Self {
            configure: None,
            history: HISTORY,
            is_paused: false,
            callbacks: Callbacks::default(),
        }
    }
}

impl<T> Clone for SocketOptions<T> {
    fn clone(&self) -> Self {
        Self {
            configure: self.configure.clone(),
            history: self.history,
            is_paused: self.is_paused,
            callbacks: self.callbacks.clone(),
        }
    }
}

impl<T> fmt::Debug for SocketOptions<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SocketOptions")
            .field("history", &self.history)
            .field("is_paused", &self.is_paused)
            .finish_non_exhaustive()
    }
}

impl<T> Default for Callbacks<T> {
    fn default() -> Self {
        Self {
            open: None,
            message: None,
            error: None,
            close: None,
            reconnecting: None,
            drain: None,
            drop: None,
            end: None,
        }
    }
}

impl<T> Clone for Callbacks<T> {
    fn clone(&self) -> Self {
        Self {
            open: self.open.clone(),
            message: self.message.clone(),
            error: self.error.clone(),
            close: self.close.clone(),
            reconnecting: self.reconnecting.clone(),
            drain: self.drain.clone(),
            drop: self.drop.clone(),
            end: self.end.clone(),
        }
    }
}
