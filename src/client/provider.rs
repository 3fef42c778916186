//! A fresh URL for every attempt.

use super::error::ConnectionError;
use super::target::check_url;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;

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
        Self(Rc::new(move || {
            let answer = provider();
            Box::pin(async move {
                let url =
                    answer.await.map_err(|error| ConnectionError::Provider(error.to_string()))?;
                check_url(&url).map_err(ConnectionError::Url)
            })
        }))
    }

    /// The URL as the browser will take it.
    pub(super) fn ask(&self) -> Answer {
        (self.0)()
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Provider").finish_non_exhaustive()
    }
}
