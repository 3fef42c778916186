//! What the hook gives to its component.

use crate::link::Link;
use crate::view::View;
use sockline::{
    Client, ConnectError, Message, Outcome, Outgoing, SendError, Snapshot, State, Stats,
    TrySendError,
};
use std::fmt;
use std::future::Future;
use std::rc::Rc;

/// A component's socket. Made by [`use_socket`](crate::use_socket); cheap to
/// clone, for callbacks and as a prop.
///
/// What is drawn, [`Self::state`], [`Self::last`], [`Self::history`] and
/// [`Self::error`], is of the render in which the hook was called, and equal
/// handles would be drawn equally. What acts and what counts is always of the
/// connection as it is, so that an old clone in a callback does what a new one
/// does.
///
/// ```
/// use sockline_yew::{SocketOptions, use_socket};
/// use yew::{Callback, Html, component, html};
///
/// #[component]
/// fn Greeter() -> Html {
///     let socket = use_socket("/chat", SocketOptions::new());
///     let greet = {
///         let socket = socket.clone();
///         Callback::from(move |_| drop(socket.try_send("hello")))
///     };
///     html! { <button onclick={greet}>{ format!("Greet ({:?})", socket.state()) }</button> }
/// }
/// ```
pub struct UseSocket<T = Message> {
    view: View<T>,
    link: Rc<Link<T>>,
}

impl<T: 'static> UseSocket<T> {
    pub(crate) fn new(view: View<T>, link: &Rc<Link<T>>) -> Self {
        Self { view, link: link.clone() }
    }

    /// The state: [`State::Idle`] before mounting and while paused,
    /// [`State::Closed`] after the end and with a faulty URL.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let is_open = socket.state() == sockline_yew::sockline::State::Open;
    /// # let _ = is_open;
    /// # }
    /// ```
    pub fn state(&self) -> State {
        self.view.state
    }

    /// The last message of this connection, if there was one. Of a burst it is
    /// but the end; [`Self::history`] has all of it.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let text = socket.last().and_then(|message| message.as_text());
    /// # let _ = text;
    /// # }
    /// ```
    pub fn last(&self) -> Option<&Rc<T>> {
        self.view.last.as_ref()
    }

    /// The messages of this connection, the oldest first: all of them up to
    /// [`SocketOptions::history`](crate::SocketOptions::history), beyond that
    /// the last ones. Draw them with keys from [`Snapshot::offset`].
    ///
    /// ```
    /// # use yew::{Html, html};
    /// # fn with(socket: sockline_yew::UseSocket) -> Html {
    /// let history = socket.history();
    /// let keys = history.offset()..;
    /// html! {
    ///     <ol>
    ///         { for keys.zip(history.iter()).map(|(key, message)| {
    ///             html! { <li {key}>{ message.as_text() }</li> }
    ///         }) }
    ///     </ol>
    /// }
    /// # }
    /// ```
    pub fn history(&self) -> &Snapshot<Rc<T>> {
        &self.view.history
    }

    /// Why there is no client, if its URL, a protocol or an option is faulty.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// if let Some(error) = socket.error() {
    ///     let sentence = error.to_string();
    ///     # drop(sentence);
    /// }
    /// # }
    /// ```
    pub fn error(&self) -> Option<&ConnectError> {
        self.view.error.as_ref()
    }

    /// The client, for all else: `drained()`, `send_tracked()`, `calls()`,
    /// streams. None before mounting, while paused, with a faulty URL, and after
    /// unmounting. A clone that is kept is closed when the component is
    /// unmounted, and when its URL changes.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let waiting = socket.client().map_or(0, |client| client.queued_messages());
    /// # let _ = waiting;
    /// # }
    /// ```
    pub fn client(&self) -> Option<Client> {
        self.link.client()
    }

    /// What has happened so far on this connection; nothing without a client.
    /// Changes of it alone do not draw the component anew.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let received = socket.stats().messages_received;
    /// # let _ = received;
    /// # }
    /// ```
    pub fn stats(&self) -> Stats {
        self.client().map(|client| client.stats()).unwrap_or_default()
    }

    /// [`Client::try_send`]: sends, or queues while there is no connection.
    ///
    /// # Errors
    ///
    /// [`TrySendError`] gives the message back: the queue is full, the client
    /// has ended, or there is no [`Self::client`].
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// use sockline_yew::sockline::{Outgoing, TrySendError};
    ///
    /// let cursor = Outgoing::new("3,4").key("cursor");
    /// if let Err(TrySendError::Full(message)) = socket.try_send(cursor) {
    ///     // Later, perhaps.
    ///     # drop(message);
    /// }
    /// # }
    /// ```
    pub fn try_send(&self, message: impl Into<Outgoing>) -> Result<Outcome, TrySendError> {
        let message = message.into();
        match self.client() {
            Some(client) => client.try_send(message),
            None => Err(TrySendError::Closed(message.into_message())),
        }
    }

    /// [`Client::send`]: waits for room if the queue is full.
    ///
    /// # Errors
    ///
    /// [`SendError`] gives the message back: the client has ended or was
    /// dropped, before or while it waited, or there is no [`Self::client`].
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// yew::platform::spawn_local(async move {
    ///     if let Err(error) = socket.send(vec![0; 65_536]).await {
    ///         drop(error.into_message());
    ///     }
    /// });
    /// # }
    /// ```
    pub fn send(
        &self,
        message: impl Into<Outgoing>,
    ) -> impl Future<Output = Result<Outcome, SendError>> + 'static {
        send(self.client(), message.into())
    }

    /// [`Client::close`]: nothing reconnects any more until [`Self::reconnect`],
    /// or another URL.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let leave = yew::Callback::from(move |_: yew::MouseEvent| socket.close());
    /// # drop(leave);
    /// # }
    /// ```
    pub fn close(&self) {
        if let Some(client) = self.client() {
            client.close();
        }
    }

    /// [`Client::reconnect`]: connects anew at once, also after the end.
    ///
    /// ```
    /// # fn with(socket: sockline_yew::UseSocket) {
    /// let retry = yew::Callback::from(move |_: yew::MouseEvent| socket.reconnect());
    /// # drop(retry);
    /// # }
    /// ```
    pub fn reconnect(&self) {
        if let Some(client) = self.client() {
            client.reconnect();
        }
    }
}

pub(crate) async fn send(client: Option<Client>, message: Outgoing) -> Result<Outcome, SendError> {
    match client {
        Some(client) => client.send(message).await,
        None => Err(SendError::Closed(message.into_message())),
    }
}

impl<T> Clone for UseSocket<T> {
    fn clone(&self) -> Self {
        Self { view: self.view.clone(), link: self.link.clone() }
    }
}

/// Equal if they are of the same component and would be drawn equally.
impl<T> PartialEq for UseSocket<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.link, &other.link) && self.view == other.view
    }
}

impl<T> fmt::Debug for UseSocket<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UseSocket")
            .field("state", &self.view.state)
            .field("messages", &self.view.history.len())
            .field("error", &self.view.error)
            .finish_non_exhaustive()
    }
}
