//! Values as a sink.

use super::error::TypedSinkError;
use super::format::Codec;
use crate::client::{Client, MessageSink};
use futures_sink::Sink;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A sink of values. Made by [`Typed::sink`](super::Typed::sink); see
/// [`MessageSink`].
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # async fn write(client: sockline::Client) {
/// use futures::SinkExt;
/// use sockline::Json;
///
/// let mut numbers = client.typed::<(), u32, Json>().sink();
/// if let Err(error) = numbers.send(7).await {
///     // …
///     # drop(error);
/// }
/// # }
/// ```
#[must_use = "sinks do nothing unless something is sent into them"]
pub struct TypedSink<In, Out, C> {
    sink: MessageSink,
    codec: Rc<C>,
    _types: PhantomData<fn(Out) -> In>,
}

impl<In, Out, C> TypedSink<In, Out, C> {
    pub(super) fn new(sink: MessageSink, codec: Rc<C>) -> Self {
        Self { sink, codec, _types: PhantomData }
    }

    /// The client.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn state(sink: &sockline::TypedSink<(), u32, sockline::Json>) {
    /// let state = sink.client().state();
    /// # let _ = state;
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        self.sink.client()
    }
}

impl<In, Out, C: Codec<In, Out>> Sink<Out> for TypedSink<In, Out, C> {
    type Error = TypedSinkError<C::EncodeError>;

    fn poll_ready(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.get_mut().sink).poll_ready(context).map_err(TypedSinkError::Sink)
    }

    fn start_send(self: Pin<&mut Self>, value: Out) -> Result<(), Self::Error> {
        let this = self.get_mut();
        let message = this.codec.encode(&value).map_err(TypedSinkError::Encode)?;
        Pin::new(&mut this.sink).start_send(message).map_err(TypedSinkError::Sink)
    }

    fn poll_flush(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.get_mut().sink).poll_flush(context).map_err(TypedSinkError::Sink)
    }

    fn poll_close(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.get_mut().sink).poll_close(context).map_err(TypedSinkError::Sink)
    }
}

impl<In, Out, C> fmt::Debug for TypedSink<In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TypedSink").field(&self.sink).finish()
    }
}
