//! What a face gives the driver.

use super::driver::Driver;
use super::web_socket::{MessageEvent, WebSocket};
use crate::engine::{AttemptId, Event, Payload, Question};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// One language's view of a client: where to connect, how its messages are
/// sent, and whom to tell.
///
/// The driver calls these methods with nothing borrowed; any of them may call
/// back into the [`Driver`].
pub trait Face: Sized + 'static {
    /// The face's messages.
    type Payload: Payload;

    /// Finds the URL and protocols of an attempt.
    fn resolve(&self, driver: &Rc<Driver<Self>>, attempt: AttemptId) -> Resolution;

    /// Makes the attempt's socket from what [`Self::resolve`] found.
    fn connect(&self) -> Result<WebSocket, JsValue>;

    /// Sends a message through the socket.
    fn hand_over(&self, socket: &WebSocket, payload: &Self::Payload) -> Result<(), JsValue>;

    /// Sends the heartbeat's message.
    fn ping(&self, socket: &WebSocket) -> Result<(), JsValue>;

    /// Whether a received message answers a ping; such a message is not told.
    /// Asked only if there is a heartbeat.
    fn is_reply(&self, data: &JsValue) -> bool;

    /// The user's `shouldReconnect`. Asked only if the configuration says so.
    fn decide(&self, question: &Question<<Self::Payload as Payload>::Reason>) -> bool;

    /// Takes a close reason over from the browser.
    fn read_reason(&self, reason: JsValue) -> <Self::Payload as Payload>::Reason;

    /// Gives a close reason to the browser.
    fn write_reason(&self, reason: <Self::Payload as Payload>::Reason) -> JsValue;

    /// Tells the user of a received message.
    fn receive(&self, event: &MessageEvent, data: JsValue);

    /// Everything is drained: whoever waits for room or for the browser's
    /// buffer can be told. Called after every input, so it must be cheap.
    fn settled(&self, driver: &Rc<Driver<Self>>);

    /// Tells the user of anything else.
    fn announce(&self, driver: &Rc<Driver<Self>>, event: Event<Self::Payload>);
}

/// How far [`Face::resolve`] got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// [`Face::connect`] can be called now.
    Ready,
    /// [`Driver::resolved`] will be called.
    Pending,
    /// There is nothing to connect to.
    Failed,
}
