//! Waiting until messages are gone.

use super::end::Watch;
use super::error::DrainError;
use super::face::RustFace;
use super::waiters::Place;
use crate::driver::Driver;
use crate::engine::{Priority, State};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

/// Waits until all messages have left the browser. Made by
/// [`Client::drained`](super::Client::drained).
///
/// ```no_run
/// # async fn wait(client: &sockline::Client) -> Result<(), sockline::DrainError> {
/// let drained: sockline::Drained = client.drained();
/// drained.await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Drained {
    driver: Weak<Driver<RustFace>>,
    watch: Watch,
    goal: Goal,
    place: Option<Place>,
}

/// How far messages have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// With the browser.
    Handed,
    /// Out of it.
    Left,
}

impl Drained {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>, goal: Goal) -> Self {
        Self { driver: Rc::downgrade(driver), watch: Watch::new(driver), goal, place: None }
    }
}

impl Future for Drained {
    type Output = Result<(), DrainError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some(driver) = this.driver.upgrade() else {
            return Poll::Ready(Err(DrainError::Ended));
        };
        if let Some(sent_all) = this.watch.sent_all(&driver) {
            this.place = None;
            return Poll::Ready(if sent_all { Ok(()) } else { Err(DrainError::Ended) });
        }
        let waiters = &driver.face().waiters;
        let (list, is_done) = match this.goal {
            Goal::Handed => (&waiters.handed, driver.queued().0 == 0),
            Goal::Left => (&waiters.drained, driver.is_drained()),
        };
        // At an end that is not told yet the queue is empty for another reason.
        let has_ended = driver.state() == State::Closed;
        if is_done && (!has_ended || driver.has_sent_all()) {
            this.place = None;
            return Poll::Ready(Ok(()));
        }
        list.wait(&mut this.place, Priority::Normal, context);
        Poll::Pending
    }
}
