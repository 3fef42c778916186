//! Sending that waits for room.

use super::error::SendError;
use super::face::RustFace;
use super::fate::{Fate, Track, Tracker};
use super::outgoing::Outgoing;
use super::parcel::Parcel;
use super::waiters::{Place, WaitList, is_over};
use crate::driver::{Driver, Face, Platform};
use crate::engine::{Outcome, Priority, SendErrorKind, SendOptions};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

/// Sends a message as soon as there is room. Made by
/// [`Client::send`](super::Client::send).
///
/// Dropping it before it has resolved sends nothing; once it has resolved, the
/// message is the client's. It does not keep the client alive.
///
/// ```no_run
/// # async fn send(client: &sockline::Client) -> Result<(), sockline::SendError> {
/// let sending: sockline::Sending = client.send("hello");
/// sending.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Sending {
    driver: Weak<Driver<RustFace>>,
    /// Taken when it is sent.
    waiting: Option<(Parcel, SendOptions<String>)>,
    place: Option<Place>,
    /// A sink's, which need not be polled again when it is woken.
    is_of_sink: bool,
    /// On the monotonic clock. A sink has accepted the message, so that its time passes.
    expires: f64,
}

impl Sending {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>, outgoing: Outgoing) -> Self {
        let Outgoing { message, options } = outgoing;
        Self::of_parcel(driver, Parcel::new(message), options)
    }

    pub(super) fn of_parcel(
        driver: &Rc<Driver<RustFace>>,
        parcel: Parcel,
        options: SendOptions<String>,
    ) -> Self {
        let waiting = Some((parcel, options));
        Self {
            driver: Rc::downgrade(driver),
            waiting,
            place: None,
            is_of_sink: false,
            expires: f64::INFINITY,
        }
    }

    /// The message, if it was not sent.
    pub(super) fn into_parcel(self) -> Option<Parcel> {
        self.waiting.map(|(parcel, _)| parcel)
    }

    pub(super) fn priority(&self) -> Priority {
        self.waiting.as_ref().map_or(Priority::Normal, |(_, options)| options.priority)
    }

    /// Has a sink hold it, which may never be polled again: others need not wait behind it.
    pub(super) fn held(mut self, now: f64) -> Self {
        self.place = None;
        self.is_of_sink = true;
        if let Some((_, options)) = &self.waiting {
            self.expires = now + options.ttl;
        }
        self
    }

    fn wait(&mut self, room: &WaitList, priority: Priority, context: &Context<'_>) {
        if self.is_of_sink {
            room.wait_as_sink(&mut self.place, priority, context);
        } else {
            room.wait(&mut self.place, priority, context);
        }
    }
}

impl Future for Sending {
    type Output = Result<Outcome, SendError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some((parcel, mut options)) = this.waiting.take() else {
            // Asked again after it has resolved.
            return Poll::Pending;
        };
        let Some(driver) = this.driver.upgrade() else {
            return Poll::Ready(Err(SendError::Closed(parcel.reject())));
        };
        let face = driver.face();
        let room = &face.waiters.room;
        let priority = options.priority;
        // What makes room for itself need not wait behind what can't. At the end
        // nobody waits: the first may be a task that is not polled.
        let lines_up = !face.drops_oldest && !is_over(driver.state());
        if lines_up && !room.is_first(this.place.as_ref(), priority) {
            this.wait(room, priority, context);
            this.waiting = Some((parcel, options));
            return Poll::Pending;
        }
        let has_waited = this.place.is_some();
        if face.drops_oldest && has_waited {
            // Trying may itself make room, of which only those hear who wait by then.
            this.wait(room, priority, context);
        }
        if this.expires < f64::INFINITY {
            // What has expired is accepted, where there is room, and dropped for it.
            options.ttl = this.expires - face.platform().now();
        }
        match driver.send_at_once(parcel, options.clone()) {
            Ok(outcome) => {
                // Whoever waits behind may try now, and has to where this had no place: the
                // engine has forgotten what it rejected last, and tells of room for nothing.
                this.place = None;
                room.wake_first();
                Poll::Ready(Ok(outcome))
            }
            Err(error) if error.kind == SendErrorKind::Full => {
                this.waiting = Some((error.payload, options));
                if face.drops_oldest && !has_waited {
                    face.waiters.refused(&driver);
                    this.wait(room, priority, context);
                    // Once more, as one who waits.
                    return Pin::new(this).poll(context);
                }
                this.wait(room, priority, context);
                // Trying may itself have made room, before anybody waited.
                if !face.drops_oldest && driver.has_room() {
                    room.wake_first();
                }
                Poll::Pending
            }
            Err(error) => {
                this.place = None;
                Poll::Ready(Err(SendError::Closed(error.payload.reject())))
            }
        }
    }
}

/// Sends a message and waits for its fate. Made by
/// [`Client::send_tracked`](super::Client::send_tracked).
///
/// ```no_run
/// # async fn send(client: &sockline::Client) -> Result<(), sockline::SendError> {
/// let tracked: sockline::Tracked = client.send_tracked("hello");
/// let fate = tracked.await?;
/// # let _ = fate;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Tracked {
    sending: Option<Sending>,
    track: Rc<Track>,
}

impl Tracked {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>, outgoing: Outgoing) -> Self {
        let Outgoing { message, options } = outgoing;
        let (tracker, track) = Tracker::new(Rc::downgrade(driver));
        let parcel = Parcel::tracked(message, tracker);
        Self { sending: Some(Sending::of_parcel(driver, parcel, options)), track }
    }

    pub(super) fn track(&self) -> Rc<Track> {
        self.track.clone()
    }

    /// Whether the message was not accepted yet.
    pub(super) fn waits(&self) -> bool {
        self.sending.is_some()
    }

    /// The message, if it was not sent.
    pub(super) fn into_message(self) -> Option<super::Message> {
        self.sending.and_then(Sending::into_parcel).map(Parcel::reject)
    }
}

impl Future for Tracked {
    type Output = Result<Fate, SendError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        if let Some(sending) = &mut this.sending {
            match Pin::new(sending).poll(context) {
                Poll::Ready(Ok(_)) => this.sending = None,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
        this.track.poll(context.waker()).map(Ok)
    }
}
