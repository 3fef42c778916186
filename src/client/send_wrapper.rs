//! Handles that are `Send`.

use super::handle::Client;
use super::message::Message;
use send_wrapper::SendWrapper;
use std::ops::Deref;
use std::rc::Rc;

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

/// Whether both are clones of one client.
impl PartialEq for SendClient {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SendClient {}

impl Deref for SendClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// A [`Message`] for the signals of frameworks which ask for `Send + Sync`, such
/// as Leptos: a Blob belongs to its thread. Made by [`Message::into_send`], and
/// read as a message. Cheap to clone: all clones are one message. Feature
/// `send-wrapper`.
///
/// As with [`SendClient`], using or dropping it on another thread than that
/// which made it panics; [`Self::is_here`] tells before.
///
/// ```
/// use sockline::{Message, SendMessage};
///
/// let message: SendMessage = Message::from("hello").into_send();
/// assert_eq!(message.as_text(), Some("hello"));
/// ```
#[derive(Clone, Debug)]
pub struct SendMessage(SendWrapper<Rc<Message>>);

impl Message {
    /// The message as one that is `Send`. Nothing is copied. Feature
    /// `send-wrapper`.
    ///
    /// ```
    /// let message = sockline::Message::from("hello").into_send();
    /// assert_eq!(message.clone().size(), 5);
    /// ```
    pub fn into_send(self) -> SendMessage {
        SendMessage(SendWrapper::new(Rc::new(self)))
    }
}

impl SendMessage {
    /// Whether this is the thread that the message belongs to.
    ///
    /// ```
    /// assert!(sockline::Message::from("hello").into_send().is_here());
    /// ```
    pub fn is_here(&self) -> bool {
        self.0.valid()
    }

    /// The message itself, copied if there are other clones.
    ///
    /// ```
    /// let message = sockline::Message::from("hello").into_send();
    /// assert_eq!(message.into_message().as_text(), Some("hello"));
    /// ```
    pub fn into_message(self) -> Message {
        Rc::unwrap_or_clone(self.0.take())
    }
}

impl PartialEq for SendMessage {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for SendMessage {}

impl Deref for SendMessage {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.0
    }
}
