//! Values as a stream.

use super::error::DecodeError;
use super::format::Codec;
use crate::client::{Message, Messages};
use futures_core::Stream;
use futures_core::stream::FusedStream;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The values of a client's messages as a stream. Made by
/// [`Typed::messages`](super::Typed::messages); see [`Messages`]. A message that
/// can't be decoded is an item with its error, and the stream goes on.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # async fn read(client: sockline::Client) {
/// use futures::StreamExt;
/// use sockline::Json;
///
/// let mut prices = client.typed::<f64, (), Json>().messages();
/// while let Some(price) = prices.next().await {
///     match price {
///         Ok(price) => assert!(price > 0.0),
///         Err(error) => drop(error.message),
///     }
/// }
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct TypedMessages<In, Out, C> {
    messages: Messages,
    codec: Rc<C>,
    _types: PhantomData<fn(Out) -> In>,
}

impl<In, Out, C> TypedMessages<In, Out, C> {
    pub(super) fn new(messages: Messages, codec: Rc<C>) -> Self {
        Self { messages, codec, _types: PhantomData }
    }

    /// How many messages have arrived and wait to be read.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn backlog(prices: sockline::TypedMessages<f64, (), sockline::Json>) -> usize {
    /// prices.waiting()
    /// # }
    /// ```
    pub fn waiting(&self) -> usize {
        self.messages.waiting()
    }
}

impl<In, Out, C: Codec<In, Out>> Stream for TypedMessages<In, Out, C> {
    type Item = Result<In, DecodeError<C::DecodeError>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let message = Pin::new(&mut this.messages).poll_next(context);
        message.map(|message| message.map(|message| decode(&*this.codec, message)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.messages.size_hint()
    }
}

impl<In, Out, C: Codec<In, Out>> FusedStream for TypedMessages<In, Out, C> {
    fn is_terminated(&self) -> bool {
        self.messages.is_terminated()
    }
}

impl<In, Out, C> fmt::Debug for TypedMessages<In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TypedMessages").field(&self.messages).finish()
    }
}

pub(super) fn decode<In, Out, C: Codec<In, Out>>(
    codec: &C,
    message: Message,
) -> Result<In, DecodeError<C::DecodeError>> {
    codec.decode(&message).map_err(|error| DecodeError { message, error })
}
