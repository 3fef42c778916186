//! A client of values.

use super::error::{DecodeError, TypedSendError, TypedTrySendError};
use super::format::Codec;
use super::sink::TypedSink;
use super::stream::{TypedMessages, decode};
use crate::client::{Client, Fate, Message, Subscription};
use crate::engine::Outcome;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::rc::Rc;

/// A client that sends values of `Out` and receives values of `In`. Made by
/// [`Client::typed`]; cheap to clone, and as good as a clone of the client.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # async fn chat(client: sockline::Client) {
/// use serde::{Deserialize, Serialize};
/// use sockline::{Json, Typed};
///
/// #[derive(Serialize, Deserialize)]
/// struct Line {
///     author: String,
///     text: String,
/// }
///
/// let chat: Typed<Line, Line, Json> = client.typed();
/// let lines = chat.on_message(|line| match line {
///     Ok(line) => drop(line.text),
///     Err(error) => drop(error.message),
/// });
/// let line = Line { author: "Ada".into(), text: "hello".into() };
/// if let Err(error) = chat.send(&line).await {
///     // …
///     # drop(error);
/// }
/// # drop(lines);
/// # }
/// ```
pub struct Typed<In, Out, C> {
    client: Client,
    codec: Rc<C>,
    _types: PhantomData<fn(Out) -> In>,
}

impl Client {
    /// The client as one of values. Several of them, of different types, may
    /// share a client: each decodes every message. That tells types apart only in
    /// a format that describes itself, as JSON does: with Postcard the bytes of one
    /// type may be a value of another.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn typed(client: sockline::Client) {
    /// use sockline::Json;
    ///
    /// let echo = client.typed::<String, String, Json>();
    /// # drop(echo);
    /// # }
    /// ```
    pub fn typed<In, Out, C: Codec<In, Out> + Default>(&self) -> Typed<In, Out, C> {
        self.typed_with(C::default())
    }

    /// [`Self::typed`] with a codec that has a state of its own.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn typed(client: sockline::Client) {
    /// let echo = client.typed_with::<String, String, _>(sockline::Json);
    /// # drop(echo);
    /// # }
    /// ```
    pub fn typed_with<In, Out, C: Codec<In, Out>>(&self, codec: C) -> Typed<In, Out, C> {
        Typed { client: self.clone(), codec: Rc::new(codec), _types: PhantomData }
    }
}

impl<In, Out, C: Codec<In, Out>> Typed<In, Out, C> {
    /// The client itself.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn close(typed: sockline::Typed<u32, u32, sockline::Json>) {
    /// typed.client().close();
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The message for a value, for [`Client::send`] with a priority, a key or a
    /// time to live.
    ///
    /// # Errors
    ///
    /// The codec's own.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn move_to(typed: sockline::Typed<(), (i32, i32), sockline::Json>)
    /// #     -> Result<(), Box<dyn std::error::Error>> {
    /// use sockline::Outgoing;
    ///
    /// let cursor = Outgoing::new(typed.encode(&(3, 4))?).key("cursor");
    /// typed.client().send(cursor).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn encode(&self, value: &Out) -> Result<Message, C::EncodeError> {
        self.codec.encode(value)
    }

    /// The value of a message.
    ///
    /// # Errors
    ///
    /// The codec's own, with the message.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn decode(typed: sockline::Typed<u32, (), sockline::Json>) {
    /// assert_eq!(typed.decode("7".into()).ok(), Some(7));
    /// # }
    /// ```
    pub fn decode(&self, message: Message) -> Result<In, DecodeError<C::DecodeError>> {
        decode(&*self.codec, message)
    }

    /// [`Client::send`]. The value is encoded now, and sent when the future is
    /// polled.
    ///
    /// # Errors
    ///
    /// [`TypedSendError`] if the value can't be encoded or the client has ended.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn send(typed: sockline::Typed<(), u32, sockline::Json>) {
    /// if let Err(error) = typed.send(&7).await {
    ///     // …
    ///     # drop(error);
    /// }
    /// # }
    /// ```
    pub fn send(
        &self,
        value: &Out,
    ) -> impl Future<Output = Result<Outcome, TypedSendError<C::EncodeError>>> + use<In, Out, C>
    {
        let sending = self.encode(value).map(|message| self.client.send(message));
        async move { Ok(sending.map_err(TypedSendError::Encode)?.await?) }
    }

    /// [`Client::send_tracked`]. The value is encoded now, and sent when the future
    /// is polled.
    ///
    /// # Errors
    ///
    /// As [`Self::send`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn save(typed: sockline::Typed<(), u32, sockline::Json>) {
    /// if let Ok(sockline::Fate::Left) = typed.send_tracked(&7).await {
    ///     // …
    /// }
    /// # }
    /// ```
    pub fn send_tracked(
        &self,
        value: &Out,
    ) -> impl Future<Output = Result<Fate, TypedSendError<C::EncodeError>>> + use<In, Out, C> {
        let tracked = self.encode(value).map(|message| self.client.send_tracked(message));
        async move { Ok(tracked.map_err(TypedSendError::Encode)?.await?) }
    }

    /// [`Client::try_send`].
    ///
    /// # Errors
    ///
    /// [`TypedTrySendError`] if the value can't be encoded, the queue is full or
    /// the client has ended.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn send(typed: sockline::Typed<(), u32, sockline::Json>) {
    /// let is_accepted = typed.try_send(&7).is_ok();
    /// # let _ = is_accepted;
    /// # }
    /// ```
    pub fn try_send(&self, value: &Out) -> Result<Outcome, TypedTrySendError<C::EncodeError>> {
        let message = self.encode(value).map_err(TypedTrySendError::Encode)?;
        self.client.try_send(message).map_err(TypedTrySendError::Send)
    }

    /// The values as a stream, which does not keep the client alive.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn read(typed: sockline::Typed<u32, (), sockline::Json>) {
    /// let first = futures::StreamExt::next(&mut typed.messages()).await;
    /// # drop(first);
    /// # }
    /// ```
    pub fn messages(&self) -> TypedMessages<In, Out, C> {
        TypedMessages::new(self.client.messages(), self.codec.clone())
    }

    /// A sink of values, which waits for room.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn sink(typed: sockline::Typed<(), u32, sockline::Json>) {
    /// let sink = typed.sink();
    /// # drop(sink);
    /// # }
    /// ```
    pub fn sink(&self) -> TypedSink<In, Out, C> {
        TypedSink::new(self.client.sink(), self.codec.clone())
    }

    /// A sink and a stream of values, as [`Client::split`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn split(typed: sockline::Typed<u32, u32, sockline::Json>) {
    /// let (sink, messages) = typed.split();
    /// # drop((sink, messages));
    /// # }
    /// ```
    pub fn split(&self) -> (TypedSink<In, Out, C>, TypedMessages<In, Out, C>) {
        let (sink, messages) = self.client.split();
        let (of_sink, of_messages) = (self.codec.clone(), self.codec.clone());
        (TypedSink::new(sink, of_sink), TypedMessages::new(messages, of_messages))
    }
}

impl<In: 'static, Out: 'static, C: Codec<In, Out> + 'static> Typed<In, Out, C> {
    /// Calls back for the value of every message, or for the error.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn listen(typed: sockline::Typed<u32, (), sockline::Json>) {
    /// let numbers = typed.on_message(|number| {
    ///     if let Ok(number) = number {
    ///         // …
    ///         # let _ = number;
    ///     }
    /// });
    /// # drop(numbers);
    /// # }
    /// ```
    pub fn on_message(
        &self,
        callback: impl Fn(Result<In, DecodeError<C::DecodeError>>) + 'static,
    ) -> Subscription {
        let codec = self.codec.clone();
        self.client.on_message(move |message| callback(decode::<In, Out, C>(&codec, message)))
    }
}

impl<In, Out, C> Clone for Typed<In, Out, C> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), codec: self.codec.clone(), _types: PhantomData }
    }
}

impl<In, Out, C> fmt::Debug for Typed<In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Typed").field(&self.client).finish()
    }
}
