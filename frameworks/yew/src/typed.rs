//! Values instead of messages.

use crate::handle::{UseSocket, send};
use crate::hook::use_link;
use crate::options::SocketOptions;
use sockline::{Codec, DecodeError, Outcome, Outgoing, Typed, TypedSendError, TypedTrySendError};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use yew::AttrValue;
use yew::functional::hook;

/// [`use_socket`](crate::use_socket) with values of `In` and `Out` instead of
/// messages, in the format of `C`: one of sockline's, each behind a feature of
/// the crate `sockline`, or your own. Codecs are made by `Default` wherever one is
/// needed, so that none can have a state of its own: what has one is for
/// `Client::typed_with` on [`UseSocket::client`].
///
/// A message that can't be decoded is an item of the history as others are, an
/// error with the message in it, and ends nothing.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use sockline_yew::sockline::Json;
/// use sockline_yew::{SocketOptions, use_typed_socket};
/// use yew::{Html, component, html};
///
/// #[derive(Serialize, Deserialize)]
/// struct Line {
///     author: String,
///     text: String,
/// }
///
/// #[component]
/// fn Chat() -> Html {
///     let chat = use_typed_socket::<Line, Line, Json>("/chat", SocketOptions::default());
///     html! {
///         <ol>
///             { for chat.values().map(|line| html! { <li>{ &line.text }</li> }) }
///         </ol>
///     }
/// }
/// ```
#[hook]
pub fn use_typed_socket<In, Out, C>(
    url: impl Into<AttrValue>,
    options: SocketOptions<Result<In, DecodeError<C::DecodeError>>>,
) -> UseTypedSocket<In, Out, C>
where
    In: 'static,
    Out: 'static,
    C: Codec<In, Out> + Default + 'static,
{
    let socket =
        use_link(url.into(), options, |client, tell| client.typed::<In, Out, C>().on_message(tell));
    UseTypedSocket { socket, _types: PhantomData }
}

/// A component's socket of values. Made by [`use_typed_socket`]; cheap to clone.
/// It is a [`UseSocket`] but for sending, which takes values.
///
/// ```
/// # use sockline_yew::UseTypedSocket;
/// # use sockline_yew::sockline::Json;
/// # fn with(numbers: UseTypedSocket<u32, u32, Json>) {
/// let sum: u32 = numbers.values().sum();
/// if numbers.try_send(&sum).is_err() {
///     numbers.reconnect();
/// }
/// # }
/// ```
pub struct UseTypedSocket<In, Out, C: Codec<In, Out>> {
    socket: UseSocket<Result<In, DecodeError<C::DecodeError>>>,
    _types: PhantomData<fn(Out) -> In>,
}

impl<In, Out, C> UseTypedSocket<In, Out, C>
where
    In: 'static,
    Out: 'static,
    C: Codec<In, Out> + Default + 'static,
{
    /// The values of the history, the oldest first, without what could not be
    /// decoded.
    ///
    /// ```
    /// # use sockline_yew::UseTypedSocket;
    /// # use sockline_yew::sockline::Json;
    /// # fn with(numbers: UseTypedSocket<u32, u32, Json>) {
    /// let largest = numbers.values().max();
    /// # let _ = largest;
    /// # }
    /// ```
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &In> + Clone {
        self.socket.history().iter().filter_map(|item| item.as_ref().as_ref().ok())
    }

    /// [`UseSocket::try_send`] of a value.
    ///
    /// # Errors
    ///
    /// [`TypedTrySendError`] if the value can't be encoded, the queue is full,
    /// or there is no client or it has ended.
    ///
    /// ```
    /// # use sockline_yew::UseTypedSocket;
    /// # use sockline_yew::sockline::Json;
    /// # fn with(numbers: UseTypedSocket<u32, u32, Json>) {
    /// let is_accepted = numbers.try_send(&7).is_ok();
    /// # let _ = is_accepted;
    /// # }
    /// ```
    pub fn try_send(&self, value: &Out) -> Result<Outcome, TypedTrySendError<C::EncodeError>> {
        self.try_send_as(value, |message| message)
    }

    /// [`Self::try_send`] with a priority, a key or a time to live.
    ///
    /// # Errors
    ///
    /// As [`Self::try_send`].
    ///
    /// ```
    /// # use sockline_yew::UseTypedSocket;
    /// # use sockline_yew::sockline::Json;
    /// # fn with(cursor: UseTypedSocket<(), (i32, i32), Json>) {
    /// let _ = cursor.try_send_as(&(3, 4), |message| message.key("cursor"));
    /// # }
    /// ```
    pub fn try_send_as(
        &self,
        value: &Out,
        options: impl FnOnce(Outgoing) -> Outgoing,
    ) -> Result<Outcome, TypedTrySendError<C::EncodeError>> {
        let message = C::default().encode(value).map_err(TypedTrySendError::Encode)?;
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
    /// # use sockline_yew::UseTypedSocket;
    /// # use sockline_yew::sockline::Json;
    /// # fn with(numbers: UseTypedSocket<u32, u32, Json>) {
    /// yew::platform::spawn_local(async move {
    ///     let is_accepted = numbers.send(&7).await.is_ok();
    ///     # let _ = is_accepted;
    /// });
    /// # }
    /// ```
    pub fn send(
        &self,
        value: &Out,
    ) -> impl Future<Output = Result<Outcome, TypedSendError<C::EncodeError>>> + use<In, Out, C>
    {
        let client = self.socket.client();
        let sending = C::default().encode(value).map(|message| send(client, message.into()));
        async move { Ok(sending.map_err(TypedSendError::Encode)?.await?) }
    }

    /// The client of values, for all else: calls, streams, fates. As
    /// [`UseSocket::client`].
    ///
    /// ```
    /// # use sockline_yew::UseTypedSocket;
    /// # use sockline_yew::sockline::Json;
    /// # fn with(numbers: UseTypedSocket<u32, u32, Json>) {
    /// yew::platform::spawn_local(async move {
    ///     if let Some(client) = numbers.typed() {
    ///         let _ = client.send_tracked(&7).await;
    ///     }
    /// });
    /// # }
    /// ```
    pub fn typed(&self) -> Option<Typed<In, Out, C>> {
        self.socket.client().map(|client| client.typed())
    }
}

/// State, history, statistics and the client.
impl<In, Out, C: Codec<In, Out>> Deref for UseTypedSocket<In, Out, C> {
    type Target = UseSocket<Result<In, DecodeError<C::DecodeError>>>;

    fn deref(&self) -> &Self::Target {
        &self.socket
    }
}

impl<In, Out, C: Codec<In, Out>> Clone for UseTypedSocket<In, Out, C> {
    fn clone(&self) -> Self {
        Self { socket: self.socket.clone(), _types: PhantomData }
    }
}

impl<In, Out, C: Codec<In, Out>> PartialEq for UseTypedSocket<In, Out, C> {
    fn eq(&self, other: &Self) -> bool {
        self.socket == other.socket
    }
}

impl<In, Out, C: Codec<In, Out>> fmt::Debug for UseTypedSocket<In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("UseTypedSocket").field(&self.socket).finish()
    }
}
