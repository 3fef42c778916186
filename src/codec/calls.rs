//! Typed requests and their answers.

use super::error::TypedCallError;
use super::format::Codec;
use super::typed::Typed;
use crate::client::{Call, Client, Correlate, Exchange, Outgoing};
use std::fmt;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

/// Typed requests and their answers. Made by [`Typed::calls`]; cheap to clone,
/// and as good as a clone of the client. See [`Calls`](crate::Calls).
///
/// An answer that can't be decoded is nobody's, since what it answers would stand in
/// the value: its call ends by its time limit. So let the incoming type hold the
/// server's errors too. [`Typed::on_message`] is told of all that can't be decoded.
///
/// ```no_run
/// # #[cfg(feature = "json")]
/// # async fn ask(client: sockline::Client) {
/// use serde::{Deserialize, Serialize};
/// use sockline::Json;
///
/// #[derive(Serialize)]
/// struct Request {
///     id: u32,
///     method: &'static str,
/// }
///
/// #[derive(Deserialize)]
/// struct Answer {
///     id: Option<u32>,
///     /// One of the two.
///     result: Option<f64>,
///     error: Option<String>,
/// }
///
/// let rpc = client
///     .typed::<Answer, Request, Json>()
///     .calls(|request| Some(request.id), |answer| answer.id);
/// match rpc.call(&Request { id: 1, method: "price" }).await {
///     Ok(Answer { result: Some(price), .. }) => assert!(price > 0.0),
///     Ok(answer) => drop(answer.error),
///     Err(error) => drop(error.to_string()),
/// }
/// # }
/// ```
pub struct TypedCalls<K, In, Out, C> {
    typed: Typed<In, Out, C>,
    key_of: Correlate<Out, K>,
    exchange: Rc<Exchange<K, In>>,
}

impl<In: 'static, Out: 'static, C: Codec<In, Out> + 'static> Typed<In, Out, C> {
    /// Requests and their answers, which are found by what the two functions
    /// give: the first for a request, the second for a value that arrives.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn calls(client: sockline::Client) {
    /// let rpc = client
    ///     .typed::<(u32, String), (u32, String), sockline::Json>()
    ///     .calls(|request| Some(request.0), |answer| Some(answer.0));
    /// # drop(rpc);
    /// # }
    /// ```
    pub fn calls<K: Ord + Clone + 'static>(
        &self,
        of_request: impl Fn(&Out) -> Option<K> + 'static,
        of_answer: impl Fn(&In) -> Option<K> + 'static,
    ) -> TypedCalls<K, In, Out, C> {
        let exchange = Exchange::new(self.client(), |pending| {
            self.on_message(move |value| {
                if let Ok(value) = value
                    && let Some(key) = of_answer(&value)
                {
                    pending.answer(&key, value);
                }
            })
        });
        TypedCalls { typed: self.clone(), key_of: Rc::new(of_request), exchange }
    }
}

impl<K, In, Out, C> TypedCalls<K, In, Out, C>
where
    K: Ord + Clone + 'static,
    In: 'static,
    C: Codec<In, Out>,
{
    /// Sends a request and waits for its answer, at most 30 s; an answer that can't be
    /// decoded is none.
    ///
    /// # Errors
    ///
    /// [`TypedCallError`]. What a loss of the connection does to a call is said
    /// at [`Calls::call`](crate::Calls::call).
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn ask(
    /// #     rpc: sockline::TypedCalls<u32, (u32, f64), (u32, String), sockline::Json>,
    /// # ) {
    /// if let Ok((_, price)) = rpc.call(&(1, "price".into())).await {
    ///     assert!(price > 0.0);
    /// }
    /// # }
    /// ```
    pub fn call(
        &self,
        request: &Out,
    ) -> impl Future<Output = Result<In, TypedCallError<C::EncodeError>>> + use<K, In, Out, C> {
        Self::answer(self.begin(request), None)
    }

    /// [`Self::call`] that waits at most this long; `Duration::MAX` is for ever.
    ///
    /// # Errors
    ///
    /// [`TypedCallError`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # async fn ask(
    /// #     rpc: sockline::TypedCalls<u32, (u32, f64), (u32, String), sockline::Json>,
    /// # ) {
    /// let second = std::time::Duration::from_secs(1);
    /// let answer = rpc.call_within(&(1, "price".into()), second).await;
    /// # drop(answer);
    /// # }
    /// ```
    pub fn call_within(
        &self,
        request: &Out,
        timeout: Duration,
    ) -> impl Future<Output = Result<In, TypedCallError<C::EncodeError>>> + use<K, In, Out, C> {
        Self::answer(self.begin(request), Some(timeout))
    }

    /// The client.
    ///
    /// ```no_run
    /// # #[cfg(feature = "json")]
    /// # fn close(rpc: sockline::TypedCalls<u32, (u32, f64), (u32, String), sockline::Json>) {
    /// rpc.client().close();
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        self.typed.client()
    }

    fn begin(&self, request: &Out) -> Result<Call<K, In>, C::EncodeError> {
        let message = self.typed.encode(request)?;
        let key = (self.key_of)(request);
        Ok(self.exchange.call(self.typed.client(), key, Outgoing::new(message)))
    }

    async fn answer(
        call: Result<Call<K, In>, C::EncodeError>,
        timeout: Option<Duration>,
    ) -> Result<In, TypedCallError<C::EncodeError>> {
        let mut call = call.map_err(TypedCallError::Encode)?;
        if let Some(timeout) = timeout {
            call = call.timeout(timeout);
        }
        call.await.map_err(TypedCallError::Call)
    }
}

impl<K, In, Out, C> Clone for TypedCalls<K, In, Out, C> {
    fn clone(&self) -> Self {
        Self {
            typed: self.typed.clone(),
            key_of: self.key_of.clone(),
            exchange: self.exchange.clone(),
        }
    }
}

impl<K, In, Out, C> fmt::Debug for TypedCalls<K, In, Out, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TypedCalls").field(&self.typed).finish()
    }
}
