//! A fresh URL for every attempt.

use super::error::ConnectionError;
use super::target::check_url;
use crate::browser::caught;
use js_sys::Error;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use wasm_bindgen::{JsCast, JsValue};

type Answer = Pin<Box<dyn Future<Output = Result<JsValue, ConnectionError>>>>;

/// The user's function, which is asked for every attempt.
#[derive(Clone)]
pub(super) struct Provider(Rc<dyn Fn() -> Answer>);

impl Provider {
    pub(super) fn new<F, A, E>(provider: F) -> Self
    where
        F: Fn() -> A + 'static,
        A: Future<Output = Result<String, E>> + 'static,
        E: fmt::Display,
    {
        let provider = Rc::new(provider);
        Self(Rc::new(move || {
            let provider = provider.clone();
            Box::pin(async move {
                let answer = provider().await;
                let url = answer.map_err(|error| ConnectionError::Provider(error.to_string()))?;
                check_url(&url).map_err(ConnectionError::Url)
            })
        }))
    }

    /// The URL as the browser will take it.
    pub(super) fn ask(&self) -> Asking {
        Asking(Some((self.0)()))
    }
}

/// Waits for the answer. Whatever is thrown meanwhile is one too.
pub(super) struct Asking(Option<Answer>);

impl Future for Asking {
    type Output = Result<JsValue, ConnectionError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(mut answer) = self.0.take() else {
            // Asked again after it has resolved.
            return Poll::Pending;
        };
        match caught(|| answer.as_mut().poll(context)) {
            Ok(polled) => {
                self.0 = Some(answer);
                polled
            }
            Err(thrown) => {
                // What was thrown through is in no state to be dropped.
                mem::forget(answer);
                Poll::Ready(Err(ConnectionError::Provider(words(&thrown))))
            }
        }
    }
}

/// What an exception says.
fn words(thrown: &JsValue) -> String {
    let error = thrown.dyn_ref::<Error>().map(|error| error.message().into());
    error.or_else(|| thrown.as_string()).unwrap_or_default()
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Provider").finish_non_exhaustive()
    }
}
