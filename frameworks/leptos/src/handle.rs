//! The handle.

use crate::mounted::{Mounted, Triggers};
use crate::options::SocketOptions;
use crate::received::Received;
use crate::subscribers::Subscriber;
use crate::typed::UseTypedSocket;
use leptos::prelude::{GetValue, Notify, Owner, Signal, StoredValue, Track, on_cleanup, untrack};
use send_wrapper::SendWrapper;
use sockline::{
    Client, Closed, Codec, ConnectError, ConnectionError, Dropped, EndCause, Message, Opened,
    Outcome, Outgoing, Reconnecting, SendClient, SendError, SendMessage, Snapshot, State, Stats,
    TrySendError,
};
use std::any::Any;
use std::rc::Rc;

/// A socket as signals. Made by [`use_socket`](crate::use_socket); `Copy`, and
/// gone with the component that made it, as signals are.
///
/// Callbacks such as [`Self::on_message`] are called for whichever connection
/// there is, and are gone with the component that gave them. They run as event
/// handlers do: they have the contexts of their component, may read and write
/// signals, which are not tracked, and may call any method of this.
///
/// ```
/// use leptos::prelude::*;
/// use sockline_leptos::{SocketOptions, use_socket};
///
/// #[component]
/// fn Status() -> impl IntoView {
///     let socket = use_socket("/feed", SocketOptions::new());
///     view! {
///         <p>{move || format!("{:?}", socket.state.get())}</p>
///         <button on:click=move |_| socket.reconnect()>"Again"</button>
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UseSocket {
    /// Where the client stands: [`State::Idle`] before there is one and while
    /// paused, [`State::Closed`] after its end and with a faulty URL. An effect
    /// may skip a state that lasted no longer than a task.
    pub state: Signal<State>,
    /// The newest message of this URL; none before the first. Who depends on it
    /// is told of a burst once a frame, and sees the last of each:
    /// [`Self::on_message`] and [`Self::history`] have them all. Reading it does
    /// not copy the message.
    pub last: Signal<Option<SendMessage>>,
    /// The messages of this URL, the newest last, as many as
    /// [`SocketOptions::history`] allows. Reading it copies no message, and gives
    /// all that have arrived, though who depends on it is told once a frame.
    pub history: Signal<Snapshot<SendMessage>>,
    /// The client's statistics, of the moment at which they are read; all zero
    /// before there is a client. Who depends on them is told of every event, and
    /// of what is sent through this handle; what is sent through the client
    /// itself is told with the next event. An effect that sends should read them
    /// untracked.
    pub stats: Signal<Stats>,
    /// The client itself, for all that is not here: tasks, streams, calls, the
    /// fate of a message. There is none on a server, before the component's
    /// effects have run, while paused, and while the URL is faulty; another one after the URL
    /// has changed. It is closed when the hook leaves it, clones notwithstanding.
    pub client: Signal<Option<SendClient>>,
    /// What is wrong with the URL, a protocol or an option; none if nothing is.
    pub error: Signal<Option<ConnectError>>,
    /// The most values that each history of values holds.
    value_history: usize,
    /// Nothing on a server, where values are dropped by any thread.
    mounted: StoredValue<Option<SendWrapper<Rc<Mounted>>>>,
    received: Received<SendMessage>,
    told: Triggers,
}

impl UseSocket {
    /// `history` is the most messages that the history holds; without it there
    /// is no browser. `value_history` is the most values that those hold which
    /// [`Self::typed`] makes.
    pub(crate) fn new(history: Option<usize>, value_history: usize) -> Self {
        let mounted = history.map(|_| SendWrapper::new(Rc::new(Mounted::default())));
        let mounted = StoredValue::new(mounted);
        let received = Received::new(history);
        let told = Triggers::new();
        // Derived, so that nothing is locked while the user reads.
        let client = move || held(mounted)?.client();
        Self {
            state: Signal::derive(move || {
                told.state.track();
                held(mounted).map_or(State::Idle, |mounted| mounted.state())
            }),
            last: received.last(),
            history: received.history(),
            stats: Signal::derive(move || {
                told.stats.track();
                client().map(|client| client.stats()).unwrap_or_default()
            }),
            client: Signal::derive(move || {
                told.client.track();
                client()
            }),
            error: Signal::derive(move || {
                told.client.track();
                held(mounted)?.error()
            }),
            value_history,
            mounted,
            received,
            told,
        }
    }

    /// The most values that a history of values holds; nothing without a browser.
    pub(crate) fn value_history(self) -> Option<usize> {
        held(self.mounted).map(|_| self.value_history)
    }

    pub(crate) fn open(self, url: String, options: &SocketOptions) {
        if let Some(mounted) = held(self.mounted) {
            mounted.open(options.apply(Client::builder(url)), self.received, self.told);
        }
    }

    pub(crate) fn leave(self) {
        if let Some(mounted) = held(self.mounted) {
            untrack(|| mounted.leave());
        }
    }

    /// There is no client while paused, which nobody was told when the hook left it.
    pub(crate) fn rest(self) {
        self.told.notify_all();
    }

    /// Sends a message, or queues it while the connection is not open. Never
    /// waits.
    ///
    /// # Errors
    ///
    /// [`TrySendError`] gives the message back: the queue is full, the client
    /// has ended, or there is none (see [`Self::client`]). To send something
    /// first on every connection, do so in [`Self::on_open`].
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// use sockline::{Outgoing, Priority, TrySendError};
    ///
    /// match socket.try_send(Outgoing::new("now").priority(Priority::High)) {
    ///     Ok(_) => {}
    ///     Err(TrySendError::Full(message)) => drop(message),
    ///     Err(error) => drop(error.into_message()),
    /// }
    /// # }
    /// ```
    pub fn try_send(self, message: impl Into<Outgoing>) -> Result<Outcome, TrySendError> {
        let message = message.into();
        let Some(client) = self.client_now() else {
            return Err(TrySendError::Closed(message.into_message()));
        };
        let outcome = client.try_send(message);
        self.told.stats.notify();
        outcome
    }

    /// Sends a message, or queues it; waits for room while the queue is full.
    /// The client is that of the moment at which the future is first polled.
    ///
    /// # Errors
    ///
    /// [`SendError`] gives the message back: the client has ended, the hook has
    /// left it, before or while this waited, or there is none (see
    /// [`Self::client`]).
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// leptos::task::spawn_local(async move {
    ///     for part in ["one", "two", "three"] {
    ///         if let Err(error) = socket.send(part).await {
    ///             drop(error.into_message());
    ///         }
    ///     }
    /// });
    /// # }
    /// ```
    pub fn send<M: Into<Outgoing>>(
        self,
        message: M,
    ) -> impl Future<Output = Result<Outcome, SendError>> + use<M> {
        let message = message.into();
        async move {
            let Some(client) = self.client_now() else {
                return Err(SendError::Closed(message.into_message()));
            };
            let outcome = client.send(message).await;
            self.told.stats.notify();
            outcome
        }
    }

    /// Closes the connection until the URL changes or [`Self::reconnect`] is
    /// called.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.close();
    /// # }
    /// ```
    pub fn close(self) {
        if let Some(client) = self.client_now() {
            client.close();
        }
    }

    /// Connects anew at once to the same URL, also after the end. The history
    /// goes on.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.reconnect();
    /// # }
    /// ```
    pub fn reconnect(self) {
        if let Some(client) = self.client_now() {
            client.reconnect();
        }
    }

    /// Messages as values of a [`Codec`]'s, with a history of their own that begins
    /// now and holds as many as [`SocketOptions::history`] allows: call it once and
    /// pass it on. Several of them, of different types, may share a socket; for one
    /// alone, [`use_typed_socket`](crate::use_typed_socket) keeps no message twice.
    ///
    /// ```
    /// use leptos::prelude::*;
    /// use sockline::Json;
    /// use sockline_leptos::{SocketOptions, UseTypedSocket, use_socket};
    ///
    /// #[component]
    /// fn Sum() -> impl IntoView {
    ///     let socket = use_socket("/numbers", SocketOptions::new());
    ///     let numbers: UseTypedSocket<u32, u32, Json> = socket.typed();
    ///     move || numbers.history.get().iter().map(|number| **number).sum::<u32>()
    /// }
    /// ```
    pub fn typed<In, Out, C>(self) -> UseTypedSocket<In, Out, C>
    where
        In: Send + Sync + 'static,
        Out: 'static,
        C: Codec<In, Out> + Default + 'static,
    {
        UseTypedSocket::new(self)
    }

    /// Calls back for every message.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// use leptos::prelude::*;
    ///
    /// let bytes = RwSignal::new(0);
    /// socket.on_message(move |message| *bytes.write() += message.size());
    /// # }
    /// ```
    pub fn on_message(self, callback: impl Fn(Message) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_message(call));
    }

    /// Calls back whenever a connection opens.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.on_open(move |_| {
    ///     let _ = socket.try_send("I am here");
    /// });
    /// # }
    /// ```
    pub fn on_open(self, callback: impl Fn(Opened) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_open(call));
    }

    /// Calls back when a connection or an attempt failed; the close follows.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.on_error(|error| leptos::logging::warn!("{error}"));
    /// # }
    /// ```
    pub fn on_error(self, callback: impl Fn(ConnectionError) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_error(call));
    }

    /// Calls back when a connection or an attempt ended; not for one that the
    /// hook itself has left.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.on_close(|closed| leptos::logging::log!("{} {}", closed.code, closed.reason));
    /// # }
    /// ```
    pub fn on_close(self, callback: impl Fn(Closed) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_close(call));
    }

    /// Calls back when a retry was scheduled.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// use leptos::prelude::*;
    ///
    /// let delay = RwSignal::new(0.0);
    /// socket.on_reconnecting(move |retry| delay.set(retry.delay));
    /// # }
    /// ```
    pub fn on_reconnecting(self, callback: impl Fn(Reconnecting) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_reconnecting(call));
    }

    /// Calls back when all that had been waiting has left the browser.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// use leptos::prelude::*;
    ///
    /// let is_saved = RwSignal::new(false);
    /// socket.on_drain(move || is_saved.set(true));
    /// # }
    /// ```
    pub fn on_drain(self, callback: impl Fn() + 'static) {
        self.subscribe_shared(
            move |()| callback(),
            |client, call| client.on_drain(move || call(())),
        );
    }

    /// Calls back for every message that will not be sent. Those that still wait
    /// without a connection when the hook leaves it, because the URL changes or
    /// the component is removed, are told in the cleanup. They are taken out of the
    /// queue for that: to others who hold the client their fate is
    /// [`Fate::Cleared`](sockline::Fate::Cleared), and its own
    /// [`Client::on_drop`] is not called for them. Without a callback here it is. The
    /// contexts of a component that is removed are gone by then, its signals are not.
    ///
    /// What the client has dropped itself is told when the call stack is empty: after
    /// the cleanup, if the component is removed in the task in which a queue overflows
    /// or [`Self::close`] is called. Its signals are gone by then. To `set` or `update`
    /// one does nothing, but `get` and `write` panic.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.on_drop(|dropped| leptos::logging::warn!("not sent: {:?}", dropped.message));
    /// # }
    /// ```
    pub fn on_drop(self, callback: impl Fn(Dropped) + 'static) {
        let callback: Rc<dyn Fn(Dropped)> = Rc::new(handler(callback));
        let of_client = callback.clone();
        let subscribe = move |client: &Client| {
            let callback = of_client.clone();
            let guard = client.on_drop(move |dropped| callback(dropped));
            Box::new(guard) as Box<dyn Any>
        };
        let subscriber = Subscriber::new(Box::new(subscribe));
        self.add(subscriber.giving_back(move |dropped| callback(dropped)));
    }

    /// Calls back when nothing reconnects any more; not when the hook itself
    /// leaves the connection.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// use leptos::prelude::*;
    ///
    /// let end = RwSignal::new(None);
    /// socket.on_end(move |cause| end.set(Some(cause)));
    /// # }
    /// ```
    pub fn on_end(self, callback: impl Fn(EndCause) + 'static) {
        self.subscribe_shared(callback, |client, call| client.on_end(call));
    }

    /// Calls a function with the client that there is and with every later one,
    /// before anything was told of it, and keeps what it returns, mostly a
    /// [`Subscription`](sockline::Subscription) or several, until the hook leaves
    /// that client. For what has no method here.
    ///
    /// The function itself is called in an effect, untracked; callbacks that it
    /// gives to the client are called without Leptos' knowledge, which warns in
    /// debug builds where they read signals tracked.
    ///
    /// ```
    /// # fn with(socket: sockline_leptos::UseSocket) {
    /// socket.subscribe(|client| client.on_state(|state| leptos::logging::log!("{state:?}")));
    /// # }
    /// ```
    pub fn subscribe<G: 'static>(self, subscribe: impl Fn(&Client) -> G + 'static) {
        self.add(Subscriber::new(Box::new(move |client| Box::new(subscribe(client)))));
    }

    /// A callback for whichever client there is, called as an event handler is.
    fn subscribe_shared<E: 'static, G: 'static>(
        self,
        callback: impl Fn(E) + 'static,
        subscribe: impl Fn(&Client, Box<dyn Fn(E)>) -> G + 'static,
    ) {
        let callback = Rc::new(handler(callback));
        self.subscribe(move |client| {
            let callback = callback.clone();
            subscribe(client, Box::new(move |event| callback(event)))
        });
    }

    /// Until the component that runs now is removed.
    pub(crate) fn add(self, subscriber: Subscriber) {
        let Some(mounted) = held(self.mounted) else { return };
        let subscriber = Rc::new(subscriber);
        mounted.subscribers.add(subscriber.clone(), mounted.client().as_deref());
        let subscriber = SendWrapper::new(subscriber);
        on_cleanup(move || {
            if let Some(mounted) = held(self.mounted) {
                mounted.subscribers.remove(&subscriber);
            }
        });
    }

    fn client_now(self) -> Option<SendClient> {
        held(self.mounted)?.client()
    }
}

/// The callback, called as event handlers are: untracked, and by the owner that there is now,
/// so that it has the contexts of its component. It does not keep the owner.
fn handler<E>(callback: impl Fn(E)) -> impl Fn(E) {
    let owner = Owner::current().map(|owner| owner.downgrade());
    move |event| {
        let call = || untrack(|| callback(event));
        match owner.as_ref().and_then(|owner| owner.upgrade()) {
            Some(owner) => owner.with(call),
            // It is told of what was dropped though the component is gone.
            None => call(),
        }
    }
}

fn held(mounted: StoredValue<Option<SendWrapper<Rc<Mounted>>>>) -> Option<Rc<Mounted>> {
    mounted.try_get_value()?.map(|mounted| Rc::clone(&mounted))
}
