//! A handle that is `Send`.

use super::handle::Client;
use send_wrapper::SendWrapper;
use std::ops::Deref;

/// A [`Client`] that frameworks take which ask for `Send + Sync`, such as
/// Leptos. Made by [`Client::into_send`]; feature `send-wrapper`.
///
/// A client belongs to the thread that made it, as the browser's socket does.
/// In a program without threads that is no limit. With threads, using or
/// dropping this one on another panics; [`Self::is_here`] tells before.
///
/// ```no_run
/// # fn share(client: sockline::Client) {
/// use sockline::SendClient;
///
/// fn takes_send(client: impl Fn() -> SendClient + Send + Sync) {
///     let _ = client().try_send("hello");
/// }
///
/// let client = client.into_send();
/// takes_send(move || client.clone());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SendClient(SendWrapper<Client>);

impl Client {
    /// The client as a handle that is `Send`. Feature `send-wrapper`.
    ///
    /// ```no_run
    /// # fn share(client: &sockline::Client) {
    /// let handle = client.clone().into_send();
    /// # drop(handle);
    /// # }
    /// ```
    pub fn into_send(self) -> SendClient {
        SendClient(SendWrapper::new(self))
    }
}

impl SendClient {
    /// Whether this is the thread that the client belongs to.
    ///
    /// ```no_run
    /// # fn send(client: sockline::SendClient) {
    /// if client.is_here() {
    ///     let _ = client.try_send("hello");
    /// }
    /// # }
    /// ```
    pub fn is_here(&self) -> bool {
        self.0.valid()
    }
}

impl Deref for SendClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}
