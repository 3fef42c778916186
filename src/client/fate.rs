//! What becomes of a message.

use super::face::RustFace;
use crate::driver::Driver;
use crate::engine::DropReason;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

/// What became of a message that was accepted.
///
/// ```no_run
/// # async fn save(client: &sockline::Client) -> Result<(), sockline::SendError> {
/// use sockline::Fate;
///
/// match client.send_tracked("save").await? {
///     Fate::Left => {}
///     Fate::Dropped(reason) => drop(reason.to_string()),
///     Fate::Cleared => {}
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It left the browser: its buffer no longer holds it. Whether the server
    /// has read it, only an answer can tell. WebKit keeps no buffer that pages
    /// can see: there this means that the browser has taken the message.
    Left,
    /// It was dropped, and given back through
    /// [`Client::on_drop`](super::Client::on_drop). After
    /// [`DropReason::Unknown`] the server may have it; so too if the client was
    /// dropped, of which nobody is told.
    Dropped(DropReason),
    /// It was given back by [`Client::clear_queue`](super::Client::clear_queue).
    Cleared,
}

/// The fate of one message, and the task that waits for it.
#[derive(Debug, Default)]
pub(super) struct Track {
    fate: Cell<Option<Fate>>,
    waiting: RefCell<Option<Waker>>,
}

impl Track {
    pub(super) fn fate(&self) -> Option<Fate> {
        self.fate.get()
    }

    pub(super) fn poll(&self, waker: &Waker) -> Poll<Fate> {
        match self.fate.get() {
            Some(fate) => Poll::Ready(fate),
            None => {
                self.waiting.replace(Some(waker.clone()));
                Poll::Pending
            }
        }
    }

    pub(super) fn wake(&self) {
        let waker = self.waiting.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The engine's side of a [`Track`]. It travels with the message.
#[derive(Debug)]
pub(super) struct Tracker {
    track: Rc<Track>,
    driver: Weak<Driver<RustFace>>,
}

impl Tracker {
    pub(super) fn new(driver: Weak<Driver<RustFace>>) -> (Self, Rc<Track>) {
        let track = Rc::new(Track::default());
        (Self { track: track.clone(), driver }, track)
    }

    pub(super) fn settle(&self, fate: Fate) {
        self.track.fate.set(Some(fate));
        self.track.wake();
    }
}

impl Drop for Tracker {
    /// Every message that is given back was settled before. The engine drops
    /// what has left the browser; and a client that is dropped drops everything,
    /// without a word.
    fn drop(&mut self) {
        if self.track.fate.get().is_some() {
            return;
        }
        match self.driver.upgrade() {
            // The engine is borrowed now, and a task could run when woken.
            Some(driver) => {
                self.track.fate.set(Some(Fate::Left));
                driver.face().waiters.settled_later(self.track.clone());
            }
            None => self.settle(Fate::Dropped(DropReason::Unknown)),
        }
    }
}
