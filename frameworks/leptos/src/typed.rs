//! Messages as values.

use crate::handle::UseSocket;
use crate::hook::use_socket_keeping;
use crate::options::SocketOptions;
use crate::received::Received;
use crate::subscribers::Subscriber;
use leptos::prelude::Signal;
use sockline::{
    Client, Codec, DecodeError, Message, Outcome, Outgoing, Snapshot, TypedSendError,
    TypedTrySendError,
};
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A WebSocket of values for as long as the component lives:
/// [`use_socket`](crate::use_socket) and [`UseSocket::typed`] in one. The options'
/// history is that of the values; the socket itself keeps none, so that nothing is
/// kept twice.
///
/// ```
/// use leptos::prelude::*;
/// use serde::{Deserialize, Serialize};
/// use sockline::Json;
/// use sockline_leptos::{SocketOptions, UseTypedSocket, use_typed_socket};
///
/// #[derive(Serialize, Deserialize)]
/// struct Line {
///     author: String,
///     text: String,
/// }
///
/// #[component]
/// fn Chat() -> impl IntoView {
///     let chat: UseTypedSocket<Line, Line, Json> =
///         use_typed_socket("/chat", SocketOptions::new().history(200));
///     let greet = move |_| {
///         let _ = chat.try_send(&Line { author: "Ada".into(), text: "hello".into() });
///     };
///     view! {
///         <ul>
///             <For
///                 each=move || chat.history.get().numbered()
///                 key=|(number, _)| *number
///                 let((_, line))
///             >
///                 <li><b>{line.author.clone()}</b> {line.text.clone()}</li>
///             </For>
///         </ul>
///         <button on:click=greet>"Hello"</button>
///     }
/// }
/// ```
pub fn use_typed_socket<In, Out, C>(
    url: impl Into<Signal<String>>,
    options: SocketOptions,
) -> UseTypedSocket<In, Out, C>
where
    In: Send + Sync + 'static,
    Out: 'static,
    C: Codec<In, Out> + Default + 'static,
{
    UseTypedSocket::new(use_socket_keeping(0, url.into(), options))
}

/// A socket that receives values of `In` and sends values of `Out`, through a
/// [`Codec`] such as `sockline::Json`. Made by [`use_typed_socket`] and
/// [`UseSocket::typed`]; `Copy`. Codecs are made by `Default` wherever one is
/// needed, so that none can have a state of its own: what has one is for
/// `Client::typed_with` on [`UseSocket::client`].
///
/// A message that can't be decoded is no value, and changes no signal here: it
/// is told to [`Self::on_message`] with the reason.
///
/// ```
/// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
/// use leptos::prelude::*;
///
/// let sum = move || numbers.history.get().iter().map(|number| **number).sum::<u32>();
/// let double = move || numbers.last.get().map(|number| *number * 2);
/// # drop((sum, double));
/// # }
/// ```
pub struct UseTypedSocket<In: Send + Sync + 'static, Out, C> {
    /// The newest value of this URL; none before the first. An effect that reads
    /// it skips values as with [`UseSocket::last`]. Reading it does not copy the
    /// value.
    pub last: Signal<Option<Arc<In>>>,
    /// The values of this URL, the newest last, as many as
    /// [`SocketOptions::history`] allows. Reading it copies none.
    pub history: Signal<Snapshot<Arc<In>>>,
    socket: UseSocket,
    _types: PhantomData<fn(Out, C)>,
}

impl<In, Out, C> UseTypedSocket<In, Out, C>
where
    In: Send + Sync + 'static,
    Out: 'static,
    C: Codec<In, Out> + Default + 'static,
{
    pub(crate) fn new(socket: UseSocket) -> Self {
        let received = Received::new(socket.value_history());
        let subscribe = move |client: &Client| {
            let guard = client.on_message(move |message| {
                if let Ok(value) = C::default().decode(&message) {
                    received.push(Arc::new(value));
                }
            });
            Box::new(guard) as Box<dyn Any>
        };
        socket.add(Subscriber::new(Box::new(subscribe)).clearing(move || received.clear()));
        let (last, history) = (received.last(), received.history());
        Self { last, history, socket, _types: PhantomData }
    }

    /// The socket itself.
    ///
    /// ```
    /// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
    /// numbers.socket().close();
    /// # }
    /// ```
    pub fn socket(self) -> UseSocket {
        self.socket
    }

    /// The message for a value.
    ///
    /// # Errors
    ///
    /// The codec's own.
    ///
    /// ```
    /// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
    /// assert!(numbers.encode(&7).is_ok_and(|message| message.as_text() == Some("7")));
    /// # }
    /// ```
    pub fn encode(self, value: &Out) -> Result<Message, C::EncodeError> {
        C::default().encode(value)
    }

    /// [`UseSocket::try_send`] of a value.
    ///
    /// # Errors
    ///
    /// [`TypedTrySendError`] if the value can't be encoded, or as
    /// [`UseSocket::try_send`].
    ///
    /// ```
    /// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
    /// let is_accepted = numbers.try_send(&7).is_ok();
    /// # let _ = is_accepted;
    /// # }
    /// ```
    pub fn try_send(self, value: &Out) -> Result<Outcome, TypedTrySendError<C::EncodeError>> {
        self.try_send_as(value, |message| message)
    }

    /// [`Self::try_send`] with a priority, a key or a time to live.
    ///
    /// # Errors
    ///
    /// As [`Self::try_send`].
    ///
    /// ```
    /// # fn with(cursor: sockline_leptos::UseTypedSocket<(), (i32, i32), sockline::Json>) {
    /// let _ = cursor.try_send_as(&(3, 4), |message| message.key("cursor"));
    /// # }
    /// ```
    pub fn try_send_as(
        self,
        value: &Out,
        options: impl FnOnce(Outgoing) -> Outgoing,
    ) -> Result<Outcome, TypedTrySendError<C::EncodeError>> {
        let message = self.encode(value).map_err(TypedTrySendError::Encode)?;
        self.socket.try_send(options(Outgoing::new(message))).map_err(TypedTrySendError::Send)
    }

    /// [`UseSocket::send`] of a value, which is encoded now.
    ///
    /// # Errors
    ///
    /// [`TypedSendError`] if the value can't be encoded, or as
    /// [`UseSocket::send`].
    ///
    /// ```
    /// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
    /// leptos::task::spawn_local(async move {
    ///     if let Err(error) = numbers.send(&7).await {
    ///         leptos::logging::warn!("{error}");
    ///     }
    /// });
    /// # }
    /// ```
    pub fn send(
        self,
        value: &Out,
    ) -> impl Future<Output = Result<Outcome, TypedSendError<C::EncodeError>>> + use<In, Out, C>
    {
        let sending = self.encode(value).map(|message| self.socket.send(message));
        async move { Ok(sending.map_err(TypedSendError::Encode)?.await?) }
    }

    /// Calls back for the value of every message, or for the error.
    ///
    /// ```
    /// # fn with(numbers: sockline_leptos::UseTypedSocket<u32, u32, sockline::Json>) {
    /// numbers.on_message(|number| match number {
    ///     Ok(number) => leptos::logging::log!("{number}"),
    ///     Err(error) => leptos::logging::warn!("{error}"),
    /// });
    /// # }
    /// ```
    pub fn on_message(self, callback: impl Fn(Result<In, DecodeError<C::DecodeError>>) + 'static) {
        self.socket.on_message(move |message| {
            let value = C::default().decode(&message);
            callback(value.map_err(|error| DecodeError { message, error }));
        });
    }
}

impl<In: Send + Sync + 'static, Out, C> Clone for UseTypedSocket<In, Out, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<In: Send + Sync + 'static, Out, C> Copy for UseTypedSocket<In, Out, C> {}

impl<In: Send + Sync + 'static, Out, C> fmt::Debug for UseTypedSocket<In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("UseTypedSocket").field(&self.socket).finish()
    }
}
