//! The last messages, for those who show them.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// Items of one allocation. A chunk is shared by the history and all of its
/// snapshots, since what is in it never changes.
const CHUNK: usize = 64;

/// The last items of a sequence, up to a limit: the messages on a screen.
///
/// Made for user interfaces that are drawn from values. [`Self::push`] never
/// copies an item, and [`Self::snapshot`] copies nothing but a few pointers,
/// however many items there are: each message of a burst may have a snapshot of
/// its own. It does not copy what it is given, so that `T` may be anything. A
/// snapshot is `Send` and `Sync` if its items are.
///
/// Beyond the limit the oldest item leaves; [`Snapshot::offset`] tells how many
/// have. Up to 63 more than the limit stay in memory, and as many in that of a
/// snapshot that is kept.
///
/// ```
/// use sockline::History;
///
/// let history = History::new(2);
/// history.push("one");
/// let before = history.snapshot();
/// history.push("two");
/// history.push("three");
/// assert_eq!(before.iter().collect::<Vec<_>>(), [&"one"]);
/// assert_eq!(history.snapshot().iter().collect::<Vec<_>>(), [&"two", &"three"]);
/// ```
pub struct History<T> {
    limit: usize,
    latest: RefCell<Snapshot<T>>,
}

impl<T> History<T> {
    /// An empty one that holds the last `limit` items; none with 0.
    ///
    /// ```
    /// let history = sockline::History::<sockline::Message>::new(1_000);
    /// assert!(history.snapshot().is_empty());
    /// ```
    pub fn new(limit: usize) -> Self {
        Self { limit, latest: RefCell::default() }
    }

    /// Adds an item, in constant time but for one allocation in 64 calls. May
    /// be called from inside the `drop` of an item.
    ///
    /// ```
    /// let history = sockline::History::new(10);
    /// history.push("hello");
    /// assert_eq!(history.snapshot().last(), Some(&"hello"));
    /// ```
    pub fn push(&self, item: T) {
        let mut latest = self.latest.borrow_mut();
        latest.append(item);
        let left = latest.keep_last(self.limit);
        drop(latest);
        // Items may run code of their own when they are dropped.
        drop(left);
    }

    /// What it holds now, unchanged by what is pushed later.
    ///
    /// ```
    /// let history = sockline::History::new(10);
    /// history.push(1);
    /// assert_eq!(history.snapshot().len(), 1);
    /// ```
    pub fn snapshot(&self) -> Snapshot<T> {
        self.latest.borrow().clone()
    }
}

impl<T: fmt::Debug> fmt::Debug for History<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.snapshot().fmt(formatter)
    }
}

/// What a [`History`] held at one moment. Cheap to clone, and to compare:
/// snapshots are equal if nothing was pushed between them.
///
/// ```
/// let history = sockline::History::new(10);
/// history.push("one");
/// let snapshot = history.snapshot();
/// assert_eq!(snapshot, history.snapshot());
/// history.push("two");
/// assert_ne!(snapshot, history.snapshot());
/// ```
pub struct Snapshot<T> {
    /// The oldest first.
    chunks: Arc<VecDeque<Arc<Chunk<T>>>>,
    /// Items that have left the chunks.
    gone: u64,
    /// Items of the first chunk that have left the history.
    skipped: usize,
    len: usize,
}

/// Filled from its start; only the history itself fills it.
type Chunk<T> = [OnceLock<T>; CHUNK];

impl<T> Snapshot<T> {
    /// How many items there are.
    ///
    /// ```
    /// assert_eq!(sockline::Snapshot::<u32>::default().len(), 0);
    /// ```
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    ///
    /// ```
    /// assert!(sockline::Snapshot::<u32>::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many items were pushed before the first that is here: what to add to
    /// an index for a number that stays with its item, such as the key of a
    /// list's element.
    ///
    /// ```
    /// let history = sockline::History::new(1);
    /// history.push("one");
    /// history.push("two");
    /// assert_eq!(history.snapshot().offset(), 1);
    /// ```
    pub fn offset(&self) -> u64 {
        self.gone + self.skipped as u64
    }

    /// The item at an index, 0 being the oldest that is here.
    ///
    /// ```
    /// let history = sockline::History::new(10);
    /// history.push("one");
    /// assert_eq!(history.snapshot().get(0), Some(&"one"));
    /// assert_eq!(history.snapshot().get(1), None);
    /// ```
    pub fn get(&self, index: usize) -> Option<&T> {
        if index >= self.len {
            return None;
        }
        let place = self.skipped + index;
        self.chunks.get(place / CHUNK)?[place % CHUNK].get()
    }

    /// The newest item.
    ///
    /// ```
    /// assert_eq!(sockline::Snapshot::<u32>::default().last(), None);
    /// ```
    pub fn last(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// All items, the oldest first.
    ///
    /// ```
    /// let history = sockline::History::new(10);
    /// history.push(1);
    /// history.push(2);
    /// let snapshot = history.snapshot();
    /// assert_eq!(snapshot.iter().rev().collect::<Vec<_>>(), [&2, &1]);
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        (0..self.len).filter_map(|index| self.get(index))
    }

    /// Clones of all items, the oldest first, each with the number that stays with
    /// it: how many were pushed before it. For lists whose elements have keys.
    /// Made for items that are cheap to clone, such as an `Arc`.
    ///
    /// ```
    /// let history = sockline::History::new(2);
    /// for item in ["one", "two", "three"] {
    ///     history.push(item);
    /// }
    /// let numbered: Vec<_> = history.snapshot().numbered().collect();
    /// assert_eq!(numbered, [(1, "two"), (2, "three")]);
    /// ```
    pub fn numbered(self) -> impl DoubleEndedIterator<Item = (u64, T)> + Clone
    where
        T: Clone,
    {
        (0..self.len)
            .filter_map(move |index| Some((self.offset() + index as u64, self.get(index)?.clone())))
    }

    fn append(&mut self, item: T) {
        let place = self.skipped + self.len;
        if place == self.chunks.len() * CHUNK {
            // Copies the pointers to the chunks if a snapshot holds them.
            Arc::make_mut(&mut self.chunks).push_back(Arc::new([const { OnceLock::new() }; CHUNK]));
        }
        // The cell is empty: it lies beyond all that was pushed.
        if let Some(chunk) = self.chunks.get(place / CHUNK)
            && chunk[place % CHUNK].set(item).is_ok()
        {
            self.len += 1;
        }
    }

    /// Forgets the oldest items, and returns the chunk that holds none any more.
    fn keep_last(&mut self, limit: usize) -> Option<Arc<Chunk<T>>> {
        let excess = self.len.saturating_sub(limit);
        self.len -= excess;
        self.skipped += excess;
        if self.skipped < CHUNK {
            return None;
        }
        self.skipped -= CHUNK;
        self.gone += CHUNK as u64;
        Arc::make_mut(&mut self.chunks).pop_front()
    }

    /// The chunk that the newest item is in, which is in no other history.
    fn newest_chunk(&self) -> Option<&Arc<Chunk<T>>> {
        self.chunks.get((self.skipped + self.len).checked_sub(1)? / CHUNK)
    }
}

/// As [`Snapshot::iter`].
///
/// ```
/// let history = sockline::History::new(10);
/// history.push("one");
/// for item in &history.snapshot() {
///     assert_eq!(*item, "one");
/// }
/// ```
impl<'a, T> IntoIterator for &'a Snapshot<T> {
    type Item = &'a T;
    type IntoIter = Box<dyn DoubleEndedIterator<Item = &'a T> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// An empty one.
impl<T> Default for Snapshot<T> {
    fn default() -> Self {
        Self { chunks: Arc::default(), gone: 0, skipped: 0, len: 0 }
    }
}

impl<T> Clone for Snapshot<T> {
    fn clone(&self) -> Self {
        Self { chunks: self.chunks.clone(), ..*self }
    }
}

impl<T> PartialEq for Snapshot<T> {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (self.newest_chunk(), other.newest_chunk()) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        is_same && self.offset() == other.offset() && self.len == other.len
    }
}

impl<T> Eq for Snapshot<T> {}

impl<T: fmt::Debug> fmt::Debug for Snapshot<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, History, Snapshot};
    use std::cell::RefCell;
    use std::rc::Rc;

    fn items(snapshot: &Snapshot<usize>) -> Vec<usize> {
        snapshot.iter().copied().collect()
    }

    #[test]
    fn a_burst_below_the_limit_is_kept_whole_and_in_order() {
        let history = History::new(1_000);
        for item in 0..1_000 {
            history.push(item);
        }
        assert_eq!(items(&history.snapshot()), (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn the_last_items_up_to_any_limit_are_kept_and_the_others_counted() {
        for limit in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let history = History::new(limit);
            for pushed in 1..=5 * CHUNK {
                history.push(pushed);
                let snapshot = history.snapshot();
                let expected: Vec<usize> = (pushed.saturating_sub(limit) + 1..=pushed).collect();
                assert_eq!(items(&snapshot), expected, "{pushed} within {limit}");
                assert_eq!(snapshot.offset() as usize, pushed - expected.len());
                assert_eq!(snapshot.last(), expected.last());
            }
        }
    }

    #[test]
    fn a_loop_goes_over_what_a_snapshot_holds() {
        let history = History::new(2);
        let mut seen = Vec::new();
        for pushed in 0..4 {
            history.push(pushed);
            for item in &history.snapshot() {
                seen.push(*item);
            }
        }
        assert_eq!(seen, [0, 0, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn a_snapshot_stays_as_it_was() {
        let history = History::new(100);
        let mut taken = Vec::new();
        for pushed in 0..500 {
            taken.push(history.snapshot());
            history.push(pushed);
        }
        for (pushed, snapshot) in taken.iter().enumerate() {
            assert_eq!(items(snapshot), (pushed.saturating_sub(100)..pushed).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_snapshot_may_go_to_another_thread_if_its_items_may() {
        fn is_send<T: Send + Sync>(value: T) -> T {
            value
        }
        let history = History::new(10);
        history.push(1);
        assert_eq!(items(&is_send(history.snapshot())), [1]);
    }

    #[test]
    fn snapshots_are_equal_if_nothing_was_pushed_between_them() {
        let (history, other) = (History::new(10), History::new(10));
        assert_eq!(history.snapshot(), other.snapshot());
        let mut before = history.snapshot();
        for item in 0..3 * CHUNK {
            history.push(item);
            other.push(item);
            assert_ne!(history.snapshot(), before);
            assert_ne!(history.snapshot(), other.snapshot());
            before = history.snapshot();
            assert_eq!(history.snapshot(), before);
        }
    }

    #[test]
    fn what_has_left_is_dropped_a_chunk_later_at_most() {
        let item = Rc::new(());
        let history = History::new(10);
        for _ in 0..1_000 {
            history.push(item.clone());
            assert!(Rc::strong_count(&item) < 1 + 10 + CHUNK);
        }
        drop(history);
        assert_eq!(Rc::strong_count(&item), 1);
    }

    #[test]
    fn an_item_may_push_another_when_it_is_dropped() {
        type Shared = Rc<RefCell<Option<Rc<History<Pusher>>>>>;
        struct Pusher(Option<Shared>);
        impl Drop for Pusher {
            fn drop(&mut self) {
                let history = self.0.as_ref().and_then(|shared| shared.borrow().clone());
                if let Some(history) = history {
                    history.push(Pusher(None));
                }
            }
        }
        let shared = Shared::default();
        let history = Rc::new(History::new(1));
        shared.replace(Some(history.clone()));
        history.push(Pusher(Some(shared.clone())));
        for _ in 0..CHUNK {
            history.push(Pusher(None));
        }
        assert_eq!(history.snapshot().offset() as usize, CHUNK + 1);
        shared.take();
    }
}
