//! What has arrived, as signals.

use leptos::prelude::{GetValue, Notify, Signal, StoredValue, Track, Trigger, set_timeout};
use send_wrapper::SendWrapper;
use sockline::{History, Snapshot};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// How long a frame takes on most screens.
const FRAME: Duration = Duration::from_millis(16);

/// The last item and the history of those before it. `T` is a message, or what
/// it was decoded to.
#[derive(Debug)]
pub(crate) struct Received<T: 'static> {
    /// Nothing on a server, where values are dropped by any thread.
    kept: StoredValue<Option<SendWrapper<Rc<Kept<T>>>>>,
    arrived: Trigger,
}

#[derive(Debug)]
struct Kept<T> {
    limit: usize,
    history: RefCell<History<T>>,
    last: RefCell<Option<T>>,
    /// When who depends on this was told last, in milliseconds.
    told_at: Cell<f64>,
    /// Whether a timeout will tell what was not told then.
    will_tell: Cell<bool>,
}

impl<T: Clone + Send + Sync + 'static> Received<T> {
    /// `limit` is the most that the history holds; without one there is no
    /// browser, and nothing will arrive.
    pub(crate) fn new(limit: Option<usize>) -> Self {
        let kept = limit.map(|limit| {
            SendWrapper::new(Rc::new(Kept {
                limit,
                history: RefCell::new(History::new(limit)),
                last: RefCell::default(),
                told_at: Cell::default(),
                will_tell: Cell::default(),
            }))
        });
        Self { kept: StoredValue::new(kept), arrived: Trigger::new() }
    }

    pub(crate) fn push(self, item: T) {
        let Some(kept) = self.kept() else { return };
        if kept.limit > 0 {
            kept.history.borrow().push(item.clone());
        }
        let before = kept.last.replace(Some(item));
        self.tell(&kept);
        drop(before);
    }

    /// Tells at once, unless it did so within the last frame; then at that
    /// frame's end. Each message of a burst comes in a task of its own, and
    /// would render a list of a thousand a thousand times. The page's frames are
    /// not waited for themselves, because a hidden page has none; and its timers
    /// are late, so that a later message does not wait for them.
    fn tell(self, kept: &Kept<T>) {
        let since = js_sys::Date::now() - kept.told_at.get();
        // Wall clocks may step back.
        if !(0.0..FRAME.as_secs_f64() * 1_000.0).contains(&since) {
            kept.told_at.set(js_sys::Date::now());
            self.arrived.notify();
        } else if !kept.will_tell.replace(true) {
            set_timeout(move || self.tell_the_rest(), FRAME);
        }
    }

    fn tell_the_rest(self) {
        let Some(kept) = self.kept() else { return };
        kept.will_tell.set(false);
        kept.told_at.set(js_sys::Date::now());
        self.arrived.notify();
    }

    /// Forgets everything: what comes now is of another connection.
    pub(crate) fn clear(self) {
        let Some(kept) = self.kept() else { return };
        let before = (kept.history.replace(History::new(kept.limit)), kept.last.take());
        self.arrived.notify();
        drop(before);
    }

    /// Derived, so that nothing is locked while the user reads.
    pub(crate) fn last(self) -> Signal<Option<T>> {
        Signal::derive(move || {
            self.arrived.track();
            self.kept()?.last.borrow().clone()
        })
    }

    pub(crate) fn history(self) -> Signal<Snapshot<T>> {
        Signal::derive(move || {
            self.arrived.track();
            self.kept().map(|kept| kept.history.borrow().snapshot()).unwrap_or_default()
        })
    }

    fn kept(self) -> Option<Rc<Kept<T>>> {
        self.kept.try_get_value()?.map(|kept| Rc::clone(&kept))
    }
}

impl<T> Clone for Received<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Received<T> {}
