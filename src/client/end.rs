//! The client's end.

use super::events::Closed;
use super::face::RustFace;
use super::waiters::{Place, WaitList, is_over};
use crate::driver::Driver;
use crate::engine::{EndCause, Priority, State};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};
use wasm_bindgen_futures::spawn_local;

/// The client has ended: nothing reconnects any more.
///
/// ```no_run
/// # async fn watch(client: sockline::Client) {
/// let ended = client.closed().await;
/// if let Some(close) = ended.close {
///     // `close.code` and `close.reason` are the server's last words.
///     # let _ = close.code;
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ended {
    /// Why. A client whose last clone was dropped counts as closed.
    pub cause: EndCause,
    /// How the last connection or attempt ended, if there was one. A retry may have been
    /// to follow then; by now `will_reconnect` is false.
    pub close: Option<Closed>,
}

impl Ended {
    /// Nobody is left who could say more.
    fn by_drop() -> Self {
        Self { cause: EndCause::Closed, close: None }
    }
}

/// One of a client's lives, known by how many were over before it. It goes on until an end, and
/// [`Client::reconnect`](super::Client::reconnect) begins another when the client ends or has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Life {
    /// Those of which the end was told.
    told: u32,
    /// Those of which it never will be, because a new life began before. For the sinks that
    /// waited for one it is an end like any other.
    taken: u32,
}

impl Life {
    /// The one that goes on, or of which the end was told last.
    pub(super) fn present(driver: &Driver<RustFace>) -> Self {
        let ends = &driver.face().waiters.ends;
        let Self { told, taken } = ends.next.get();
        Self { told: told.wrapping_sub(u32::from(ends.is_told.get())), taken }
    }

    /// Its end was told, or is never told.
    fn is_over(self, ends: &Ends) -> bool {
        ends.next.get() != self
    }

    /// An end was told since it began, if not its own then the next one's. It is not missed
    /// when it comes between two polls, though the client may live again.
    fn has_seen_end(self, ends: &Ends) -> bool {
        ends.next.get().told != self.told
    }

    /// An end was taken away since it began.
    fn is_taken(self, ends: &Ends) -> bool {
        ends.next.get().taken != self.taken
    }

    /// Whether all had left at the end, if there was one.
    pub(super) fn sent_all(self, driver: &Driver<RustFace>) -> Option<bool> {
        let ends = &driver.face().waiters.ends;
        self.has_seen_end(ends).then(|| ends.sent_all.get())
    }
}

/// The ends that a client has met: more than one, if it began anew after one.
#[derive(Debug, Default)]
pub(super) struct Ends {
    /// The life after all that are over: it goes on, or has not begun after an end that was told.
    next: Cell<Life>,
    last: RefCell<Option<Ended>>,
    /// The client has ended, that was told, and no new life has begun.
    is_told: Cell<bool>,
    /// Whether all messages had left the browser at the last end.
    sent_all: Cell<bool>,
    last_close: RefCell<Option<Closed>>,
    /// Sinks that close, which are woken before all others.
    closing: WaitList,
    waiting: WaitList,
    /// The next life as the sinks know it: of all ends before it has every sink heard that waited
    /// for one.
    heard: Cell<Life>,
    /// The next life as they knew it when the client began anew, or when they have heard that
    /// it took their end away.
    heard_then: Cell<Life>,
}

impl Ends {
    pub(super) fn record_close(&self, close: Closed) {
        self.last_close.replace(Some(close));
    }

    /// How many were told.
    pub(super) fn count(&self) -> u32 {
        self.next.get().told
    }

    /// A new life is about to begin. Says whether that takes the last one's end away, so that
    /// [`Self::tell_taken`] is to be called once it has begun.
    pub(super) fn begin_anew(&self, state: State) -> bool {
        let takes_end = !self.is_told.replace(false) && is_over(state);
        self.heard_then.set(self.heard.get());
        if takes_end {
            let Life { told, taken } = self.next.get();
            self.next.set(Life { told, taken: taken.wrapping_add(1) });
        }
        takes_end
    }

    /// The end was taken away, by a life that has begun.
    pub(super) fn tell_taken(self: &Rc<Self>) {
        self.tell(true);
    }

    /// Wakes all who wait for the last end, and notes when every sink among them has heard of it.
    fn tell(self: &Rc<Self>, is_taken: bool) {
        self.closing.wake_all();
        // Tasks run in the order in which they are woken.
        let (ends, next) = (self.clone(), self.next.get());
        spawn_local(async move {
            ends.heard.set(next);
            if is_taken {
                ends.heard_then.set(next);
            }
        });
        self.waiting.wake_all();
    }

    /// Whether the client began anew after the sinks had heard of the last end, or they have
    /// heard that it took their end away.
    fn began_later(&self) -> bool {
        self.heard_then.get() == self.next.get()
    }

    pub(super) fn record(self: &Rc<Self>, cause: EndCause, sent_all: bool) {
        let Life { told, taken } = self.next.get();
        self.next.set(Life { told: told.wrapping_add(1), taken });
        self.sent_all.set(sent_all);
        self.is_told.set(true);
        // A retry that was to follow was given up.
        let close = self.last_close.take().map(|close| Closed { will_reconnect: false, ..close });
        self.last.replace(Some(Ended { cause, close }));
        self.tell(false);
    }

    pub(super) fn wake_all(&self) {
        self.closing.wake_all();
        self.waiting.wake_all();
    }
}

/// Waits for the client's end. Made by [`Client::closed`](super::Client::closed).
///
/// ```no_run
/// # async fn wait(client: &sockline::Client) {
/// let closing: sockline::Closing = client.closed();
/// client.close();
/// closing.await;
/// # }
/// ```
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Closing {
    driver: Weak<Driver<RustFace>>,
    /// Which outlive the client: an end that was told is not unsaid by its drop.
    ends: Rc<Ends>,
    life: Life,
    /// A sink's is woken before all others.
    is_of_sink: bool,
    place: Option<Place>,
}

impl Closing {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>) -> Self {
        Self {
            driver: Rc::downgrade(driver),
            ends: driver.face().waiters.ends.clone(),
            life: Life::present(driver),
            is_of_sink: false,
            place: None,
        }
    }

    /// For a sink that closes the client.
    pub(super) fn of_sink(driver: &Rc<Driver<RustFace>>) -> Self {
        Self { is_of_sink: true, ..Self::new(driver) }
    }

    /// Whether it waits for a life of the client that is past. A task that an end
    /// has woken asks before another connection can be open, though a callback of
    /// that end has begun it, or the life that took the end away.
    pub(super) fn is_past(&self, state: State) -> bool {
        let ends = &self.ends;
        if self.life.is_over(ends) {
            let is_open = matches!(state, State::Open | State::Closing);
            !ends.is_told.get() && (ends.began_later() || is_open)
        } else {
            !is_over(state)
        }
    }

    /// Waits for the end too, and tells whether all messages had left by then: nobody knows if
    /// the end was taken away.
    pub(super) fn poll_sent_all(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        if self.life.is_taken(&self.ends) {
            return Poll::Ready(false);
        }
        Pin::new(&mut *self)
            .poll(context)
            .map(|_| self.life.has_seen_end(&self.ends) && self.ends.sent_all.get())
    }
}

impl Future for Closing {
    type Output = Ended;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Ended> {
        let this = self.get_mut();
        let ends = &this.ends;
        if this.life.has_seen_end(ends) {
            this.place = None;
            return Poll::Ready(ends.last.borrow().clone().unwrap_or_else(Ended::by_drop));
        }
        if this.driver.strong_count() == 0 {
            return Poll::Ready(Ended::by_drop());
        }
        let list = if this.is_of_sink { &ends.closing } else { &ends.waiting };
        list.wait(&mut this.place, Priority::Normal, context);
        Poll::Pending
    }
}

/// Waits until a life of the client is over. Made by
/// [`Client::life_over`](super::Client::life_over).
///
/// ```no_run
/// # async fn wait(client: &sockline::Client) {
/// let over: sockline::LifeOver = client.life_over();
/// client.close();
/// over.await;
/// # }
/// ```
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct LifeOver {
    closing: Closing,
}

impl LifeOver {
    pub(super) fn new(driver: &Rc<Driver<RustFace>>) -> Self {
        Self { closing: Closing::new(driver) }
    }
}

impl Future for LifeOver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let closing = &mut self.get_mut().closing;
        if closing.life.is_taken(&closing.ends) {
            closing.place = None;
            return Poll::Ready(());
        }
        Pin::new(closing).poll(context).map(drop)
    }
}
