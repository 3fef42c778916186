//! What arrives between two polls of a stream.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A queue from callbacks to one task. It grows as long as nobody reads:
/// browsers give a page no way to hold back what the server sends.
#[derive(Debug)]
pub(super) struct Mailbox<T> {
    items: RefCell<VecDeque<T>>,
    waiting: RefCell<Option<Waker>>,
    is_closed: Cell<bool>,
    /// The reader knows of it.
    has_told_end: Cell<bool>,
}

impl<T> Mailbox<T> {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self {
            items: RefCell::new(VecDeque::new()),
            waiting: RefCell::new(None),
            is_closed: Cell::new(false),
            has_told_end: Cell::new(false),
        })
    }

    /// For a callback. When all are dropped, nothing can come any more.
    pub(super) fn sender(self: &Rc<Self>) -> Sender<T> {
        Sender(self.clone())
    }

    /// Nothing comes any more; what is there can still be read.
    pub(super) fn close(&self) {
        self.is_closed.set(true);
        self.wake();
    }

    pub(super) fn len(&self) -> usize {
        self.items.borrow().len()
    }

    #[cfg(feature = "io")]
    pub(super) fn discard(&self) {
        let items = self.items.take();
        drop(items);
    }

    /// Whether nothing is left to be read but the end.
    pub(super) fn is_finished(&self) -> bool {
        self.is_closed.get() && self.items.borrow().is_empty()
    }

    /// Whether the end was read. Not before: `select!` does not poll what is
    /// terminated, and its loop would never hear of the end.
    pub(super) fn is_terminated(&self) -> bool {
        self.has_told_end.get()
    }

    pub(super) fn poll_next(&self, context: &Context<'_>) -> Poll<Option<T>> {
        let item = self.items.borrow_mut().pop_front();
        if item.is_some() || self.is_closed.get() {
            self.has_told_end.set(item.is_none());
            return Poll::Ready(item);
        }
        let old = self.waiting.replace(Some(context.waker().clone()));
        drop(old);
        Poll::Pending
    }

    fn wake(&self) {
        let waker = self.waiting.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A callback's end of a [`Mailbox`].
#[derive(Debug)]
pub(super) struct Sender<T>(Rc<Mailbox<T>>);

impl<T> Sender<T> {
    pub(super) fn send(&self, item: T) {
        let mailbox = &self.0;
        if !mailbox.is_closed.get() {
            mailbox.items.borrow_mut().push_back(item);
            mailbox.wake();
        }
    }

    pub(super) fn close(&self) {
        self.0.close();
    }
}

impl<T> Drop for Sender<T> {
    /// The client is gone, or the stream is.
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::Mailbox;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn what_was_sent_before_the_end_is_still_read() {
        let mailbox = Mailbox::new();
        let context = Context::from_waker(Waker::noop());
        let sender = mailbox.sender();
        assert_eq!(mailbox.poll_next(&context), Poll::Pending);
        sender.send("one");
        sender.send("two");
        drop(sender);
        assert_eq!((mailbox.len(), mailbox.is_finished()), (2, false));
        assert_eq!(mailbox.poll_next(&context), Poll::Ready(Some("one")));
        assert_eq!(mailbox.poll_next(&context), Poll::Ready(Some("two")));
        assert!(mailbox.is_finished() && !mailbox.is_terminated());
        assert_eq!(mailbox.poll_next(&context), Poll::Ready(None));
        assert!(mailbox.is_finished() && mailbox.is_terminated());
    }

    #[test]
    fn nothing_is_taken_after_the_end() {
        let mailbox = Mailbox::new();
        let context = Context::from_waker(Waker::noop());
        let sender = mailbox.sender();
        sender.close();
        sender.send("late");
        assert!(!mailbox.is_terminated());
        assert_eq!(mailbox.poll_next(&context), Poll::Ready(None));
        sender.send("later");
        assert!(mailbox.is_terminated());
        assert_eq!(mailbox.poll_next(&context), Poll::Ready(None));
    }
}
