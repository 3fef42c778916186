//! Callbacks and the guards that unsubscribe them.

use crate::browser::reported;
use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

/// The callbacks for one kind of event, called in the order in which they were
/// subscribed.
pub(super) struct Callbacks<E> {
    /// Made for the first of them: to most kinds of events nobody listens.
    list: OnceCell<Rc<List<E>>>,
}

struct List<E> {
    entries: RefCell<Vec<Entry<E>>>,
    last_id: Cell<u32>,
}

struct Entry<E> {
    id: u32,
    call: Callback<E>,
}

type Callback<E> = Rc<dyn Fn(E)>;

/// A callback that is to be called now.
struct Turn<E> {
    id: u32,
    call: Callback<E>,
    is_last: bool,
}

impl<E: 'static> Callbacks<E> {
    pub(super) fn new() -> Self {
        Self { list: OnceCell::new() }
    }

    pub(super) fn subscribe(&self, call: impl Fn(E) + 'static) -> Subscription {
        let list = self.list.get_or_init(List::new);
        let id = list.last_id.get().wrapping_add(1);
        list.last_id.set(id);
        list.entries.borrow_mut().push(Entry { id, call: Rc::new(call) });
        Subscription { id, list: Rc::downgrade(list) as Weak<dyn Unsubscribe> }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.get().is_none_or(|list| list.entries.borrow().is_empty())
    }
}

impl<E: Clone + 'static> Callbacks<E> {
    /// Calls all that are subscribed now. What one of them throws is reported, and keeps
    /// no other from being called.
    pub(super) fn call(&self, event: E) {
        self.call_each(event, |call, event| {
            // It stays out here, so that what it owns is not leaked with what is thrown.
            reported(|| call(event));
        });
    }

    /// [`Self::call`], but that the last one throws through this, by which it is leaked: to
    /// catch takes a function, and a call to JavaScript and back, each time.
    pub(super) fn call_through(&self, event: E) {
        self.call_each(event, |call, event| call(event));
    }

    fn call_each(&self, event: E, call_last: impl FnOnce(Callback<E>, E)) {
        if let Some(list) = self.list.get() {
            list.call_each(event, call_last);
        }
    }
}

impl<E> List<E> {
    fn new() -> Rc<Self> {
        Rc::new(Self { entries: RefCell::new(Vec::new()), last_id: Cell::new(0) })
    }
}

impl<E: Clone + 'static> List<E> {
    /// Calls all that are subscribed now. One that is unsubscribed meanwhile is
    /// not called any more; one that is subscribed meanwhile waits for the next
    /// event. The last one is given the event itself: a message of megabytes is
    /// not copied for a single callback.
    fn call_each(&self, event: E, call_last: impl FnOnce(Callback<E>, E)) {
        let newest = self.last_id.get();
        let mut next = self.turn(0, newest);
        // It is looked up afresh each time, because the callback before it may have
        // unsubscribed any.
        while let Some(Turn { id, call, is_last }) = next {
            if is_last {
                return call_last(call, event);
            }
            reported(|| call(event.clone()));
            next = self.turn(self.following(id), newest);
        }
    }

    /// The callback that stands there, if it was subscribed when the event came.
    fn turn(&self, index: usize, newest: u32) -> Option<Turn<E>> {
        let entries = self.entries.borrow();
        let is_called = |entry: &&Entry<E>| entry.id <= newest;
        let entry = entries.get(index).filter(is_called)?;
        // Nobody can be added in front later.
        let is_last = entries.get(index + 1).filter(is_called).is_none();
        Some(Turn { id: entry.id, call: entry.call.clone(), is_last })
    }

    fn following(&self, id: u32) -> usize {
        self.entries.borrow().partition_point(|entry| entry.id <= id)
    }
}

impl<E> fmt::Debug for Callbacks<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Callbacks").finish_non_exhaustive()
    }
}

trait Unsubscribe {
    fn unsubscribe(&self, id: u32);
}

impl<E> Unsubscribe for List<E> {
    fn unsubscribe(&self, id: u32) {
        let position = self.entries.borrow().iter().position(|entry| entry.id == id);
        if let Some(position) = position {
            // Dropped after the borrow: a callback may own what unsubscribes
            // another when it is dropped.
            let entry = self.entries.borrow_mut().remove(position);
            drop(entry);
        }
    }
}

/// Keeps a callback subscribed; dropping it unsubscribes.
///
/// ```no_run
/// # fn with(client: &sockline::Client) {
/// let subscription: sockline::Subscription = client.on_message(|message| drop(message));
/// drop(subscription);
/// # }
/// ```
#[must_use = "dropping a subscription unsubscribes its callback; keep it, or call `forget`"]
pub struct Subscription {
    id: u32,
    list: Weak<dyn Unsubscribe>,
}

impl Subscription {
    /// Keeps the callback for as long as the client lives.
    ///
    /// ```no_run
    /// # fn with(client: &sockline::Client) {
    /// client.on_message(|message| drop(message)).forget();
    /// # }
    /// ```
    pub fn forget(mut self) {
        self.id = 0;
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let (1.., Some(list)) = (self.id, self.list.upgrade()) {
            list.unsubscribe(self.id);
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Subscription").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Callbacks, Subscription};
    use std::cell::RefCell;
    use std::rc::Rc;

    type Log = Rc<RefCell<Vec<&'static str>>>;

    fn logging(callbacks: &Callbacks<()>, log: &Log, name: &'static str) -> Subscription {
        let log = log.clone();
        callbacks.subscribe(move |()| log.borrow_mut().push(name))
    }

    #[test]
    fn callbacks_run_in_the_order_of_subscription() {
        let (callbacks, log) = (Callbacks::new(), Log::default());
        let _first = logging(&callbacks, &log, "first");
        let _second = logging(&callbacks, &log, "second");
        callbacks.call(());
        assert_eq!(*log.borrow(), ["first", "second"]);
    }

    /// Counts its copies.
    struct Counted(Rc<RefCell<u32>>);

    impl Clone for Counted {
        fn clone(&self) -> Self {
            *self.0.borrow_mut() += 1;
            Self(self.0.clone())
        }
    }

    #[test]
    fn the_last_callback_is_given_the_event_itself() {
        let (callbacks, copies) = (Callbacks::new(), Rc::default());
        let subscriptions: Vec<_> = (0..3).map(|_| callbacks.subscribe(drop)).collect();
        callbacks.call(Counted(Rc::clone(&copies)));
        assert_eq!(*copies.borrow(), 2);
        drop(subscriptions);
        let _only = callbacks.subscribe(drop);
        callbacks.call(Counted(Rc::clone(&copies)));
        assert_eq!(*copies.borrow(), 2);
    }

    #[test]
    fn dropping_a_subscription_unsubscribes_only_its_own_callback() {
        let (callbacks, log) = (Callbacks::new(), Log::default());
        let first = logging(&callbacks, &log, "first");
        logging(&callbacks, &log, "second").forget();
        drop(first);
        callbacks.call(());
        assert_eq!(*log.borrow(), ["second"]);
    }

    #[test]
    fn a_callback_may_unsubscribe_itself_and_the_next_while_it_runs() {
        let (callbacks, log) = (Callbacks::new(), Log::default());
        let subscriptions = Rc::new(RefCell::new(Vec::new()));
        let owned = subscriptions.clone();
        let itself = callbacks.subscribe(move |()| owned.borrow_mut().clear());
        let next = logging(&callbacks, &log, "next");
        let _last = logging(&callbacks, &log, "last");
        subscriptions.borrow_mut().extend([itself, next]);
        callbacks.call(());
        assert_eq!(*log.borrow(), ["last"]);
    }

    #[test]
    fn a_callback_subscribed_while_one_runs_waits_for_the_next_event() {
        let (callbacks, log) = (Rc::new(Callbacks::new()), Log::default());
        let (weak, inner_log) = (Rc::downgrade(&callbacks), log.clone());
        let _outer = callbacks.subscribe(move |()| {
            if let Some(callbacks) = weak.upgrade() {
                logging(&callbacks, &inner_log, "inner").forget();
            }
        });
        callbacks.call(());
        assert!(log.borrow().is_empty());
        callbacks.call(());
        assert_eq!(*log.borrow(), ["inner"]);
    }
}
