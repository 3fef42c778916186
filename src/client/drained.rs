//! Waiting until messages are gone.

use super::end::Life;
use super::error::DrainError;
use super::face::RustFace;
use super::waiters::{Fronts, Place, fronts};
use crate::driver::Driver;
use crate::engine::{Engine, Priority, State};
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
    life: Life,
    goal: Goal,
    place: Option<Place>,
}

/// How far messages have to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// These are with the browser.
    Handed(Sent),
    /// All are out of it.
    Left,
}

/// The numbers of the messages that were sent last, one for each priority: nothing overtakes
/// another of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sent([u64; 3]);

impl Sent {
    /// A message was just accepted, and waits.
    pub(super) fn note(&mut self, driver: &Driver<RustFace>, priority: Priority) {
        self.0[priority as usize] = driver.read(Engine::last_number);
    }

    fn is_handed_over(self, fronts: Fronts) -> bool {
        self.0.iter().zip(fronts).all(|(last, front)| front.is_none_or(|front| front > *last))
    }
}

impl Drained {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>, goal: Goal) -> Self {
        Self { driver: Rc::downgrade(driver), life: Life::present(driver), goal, place: None }
    }
}

impl Future for Drained {
    type Output = Result<(), DrainError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Some(driver) = this.driver.upgrade() else {
            return Poll::Ready(Err(DrainError::Ended));
        };
        if let Some(sent_all) = this.life.sent_all(&driver) {
            this.place = None;
            return Poll::Ready(if sent_all { Ok(()) } else { Err(DrainError::Ended) });
        }
        let waiters = &driver.face().waiters;
        let is_done = match this.goal {
            Goal::Handed(sent) => sent.is_handed_over(fronts(&driver)),
            Goal::Left => driver.is_drained(),
        };
        // At an end that is not told yet the queue is empty for another reason.
        let has_ended = driver.state() == State::Closed;
        if is_done && (!has_ended || driver.has_sent_all()) {
            this.place = None;
            return Poll::Ready(Ok(()));
        }
        let list = match this.goal {
            Goal::Handed(_) => waiters.handed(&driver),
            Goal::Left => &waiters.drained,
        };
        list.wait(&mut this.place, Priority::Normal, context);
        Poll::Pending
    }
}
