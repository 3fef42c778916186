//! What a face gives the driver.

use super::drive::Driver;
use super::ledger::Ledger;
use super::platform::Platform;
use crate::engine::{AttemptId, CloseRequest, Event, Payload, Question, Transmission};
use std::cell::RefCell;
use std::rc::Rc;

/// One language's view of a client: where to connect, how its messages are
/// sent, and whom to tell.
///
/// The driver calls these methods with nothing borrowed; any of them may call
/// back into the [`Driver`].
pub trait Face: Sized + 'static {
    /// The face's messages.
    type Payload: Payload;

    /// What the face runs on.
    type Platform: Platform;

    /// Where the client holds itself until what a call caused was told, and after `close`
    /// what waits was given back, though the last handle may be dropped before. A face has
    /// none if nobody drops the last handle while the client lives, between its first attempt
    /// and its end: there is nothing to do then.
    fn held(&self) -> Option<&Held<Self>> {
        None
    }

    /// What the driver notes so that what is frequent has a shorter way of its own. A face
    /// whose program counts its bytes has none.
    fn ledger(&self) -> Option<&Ledger<Self::Payload>> {
        None
    }

    /// What the face runs on.
    fn platform(&self) -> &Self::Platform;

    /// Finds the URL and protocols of an attempt.
    fn resolve(&self, driver: &Rc<Driver<Self>>, attempt: AttemptId) -> Resolution;

    /// Makes the attempt's socket from what [`Self::resolve`] found, and has its
    /// events reach the driver. `None` if the platform refuses.
    fn connect(&self) -> Option<Socket<Self>>;

    /// Sends a message through the socket.
    fn transmit(&self, socket: &Socket<Self>, payload: &Self::Payload) -> Transmission;

    /// Sends a message through a socket that is known to be open. Whether it was
    /// taken.
    fn hand_over(&self, socket: &Socket<Self>, payload: &Self::Payload) -> bool {
        matches!(self.transmit(socket, payload), Transmission::Taken { .. })
    }

    /// Sends the heartbeat's message. One that can't be sent is one that is not
    /// answered.
    fn ping(&self, socket: &Socket<Self>) -> Transmission;

    /// Begins the closing handshake.
    fn close(&self, socket: &Socket<Self>, request: CloseRequest<Reason<Self>>);

    /// The user's `shouldReconnect`. Asked only if the configuration says so.
    fn decide(&self, question: &Question<Reason<Self>>) -> bool;

    /// Everything is drained: whoever waits for room or for the browser's
    /// buffer can be told. Called after every input, so it must be cheap.
    fn settled(&self, driver: &Rc<Driver<Self>>);

    /// Tells the user of anything but a message.
    fn announce(&self, driver: &Rc<Driver<Self>>, event: Event<Self::Payload>);
}

/// A client that holds itself.
pub type Held<F> = RefCell<Option<Rc<Driver<F>>>>;

/// A face's sockets.
pub(super) type Socket<F> = <<F as Face>::Platform as Platform>::Socket;

/// A face's close reasons.
pub(super) type Reason<F> = <<F as Face>::Payload as Payload>::Reason;

/// How far [`Face::resolve`] got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// [`Face::connect`] can be called now.
    Ready,
    /// [`Driver::resolved`] will be called.
    Pending,
}
