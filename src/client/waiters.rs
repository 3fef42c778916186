//! Tasks that wait for the client.

use super::end::Ends;
use super::face::RustFace;
use super::fate::Track;
use crate::driver::Driver;
use crate::engine::{Dropped, Priority, State};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;
use std::task::{Context, Waker};

/// Everybody who waits for something. When the client is dropped all are woken,
/// and find it gone.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    /// For room in the queue: only the first may try, so that a large message
    /// is not starved by small ones and the order of waiting is that of sending.
    ///
    /// Where messages make room for themselves by dropping, all may try: what has
    /// room for one need not have any for the first.
    pub(super) room: WaitList,
    /// The circumstances in which none of those found room by dropping.
    refusal: Cell<Option<Refusal>>,
    /// For messages to be handed to the browser.
    handed: WaitList,
    /// What was next in the queue when none of those found theirs gone, and how many
    /// ends had been told.
    unhanded: Cell<(Fronts, u32)>,
    /// For an empty browser.
    pub(super) drained: WaitList,
    /// For a connection's loss: those who wait for something else, but not
    /// longer than it lasts.
    pub(super) loss: WaitList,
    /// For the end.
    pub(super) ends: Rc<Ends>,
    /// Messages whose fate was learned while the engine was borrowed.
    settled: RefCell<Vec<Rc<Track>>>,
}

impl Waiters {
    pub(super) fn settled_later(&self, track: Rc<Track>) {
        self.settled.borrow_mut().push(track);
    }

    /// Somebody found no room by dropping, and is about to wait for it. While others
    /// do, [`Self::wake`] has noted the circumstances.
    pub(super) fn refused(&self, driver: &Driver<RustFace>) {
        if self.room.is_empty() {
            self.refusal.set(Some(Refusal::now(driver)));
        }
    }

    /// Where somebody waits whose messages are in the queue still.
    pub(super) fn handed(&self, driver: &Driver<RustFace>) -> &WaitList {
        // While others wait, [`Self::wake`] has noted it.
        if self.handed.is_empty() {
            self.unhanded.set((fronts(driver), self.ends.count()));
        }
        &self.handed
    }

    /// Wakes whose time has come. Called after every input.
    pub(super) fn wake(&self, driver: &Rc<Driver<RustFace>>) {
        if !self.settled.borrow().is_empty() {
            let settled = self.settled.take();
            settled.iter().for_each(|track| track.wake());
        }
        if !self.room.is_empty() {
            if is_over(driver.state()) {
                self.room.wake_all();
            } else if driver.face().drops_oldest {
                // All may try anew when anything has changed, and only then: trying in
                // vain changes nothing, so that they do not wake one another.
                let refusal = Some(Refusal::now(driver));
                if self.refusal.replace(refusal) != refusal {
                    self.room.wake_all();
                }
            } else if driver.has_room() {
                self.room.wake_first();
            }
        }
        if !self.handed.is_empty() {
            let unhanded = (fronts(driver), self.ends.count());
            if self.unhanded.replace(unhanded) != unhanded {
                self.handed.wake_all();
            }
        }
        if !self.drained.is_empty() && driver.is_drained() {
            self.drained.wake_all();
        }
        if !self.loss.is_empty() && driver.state() != State::Open {
            self.loss.wake_all();
        }
    }
}

impl Drop for Waiters {
    fn drop(&mut self) {
        for list in [&self.room, &self.handed, &self.drained, &self.loss] {
            list.wake_all();
        }
        self.ends.wake_all();
        self.settled.take().iter().for_each(|track| track.wake());
    }
}

/// The numbers of the messages that go next, one for each priority.
pub(super) type Fronts = [Option<u64>; 3];

pub(super) fn fronts(driver: &Driver<RustFace>) -> Fronts {
    let priorities = [Priority::High, Priority::Normal, Priority::Low];
    driver.read(|engine| priorities.map(|priority| engine.next_number(priority)))
}

/// All that decides whether a message finds room by dropping others. What has left
/// the queue is counted too: as much may have come in the meantime.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Refusal {
    state: State,
    queued: (usize, usize),
    sent: f64,
    dropped: Dropped,
    /// With an empty queue, which a message may go past.
    buffered: Option<f64>,
}

impl Refusal {
    fn now(driver: &Driver<RustFace>) -> Self {
        let (queued, stats) = (driver.queued(), driver.stats());
        Self {
            state: driver.state(),
            queued,
            sent: stats.messages_sent,
            dropped: stats.dropped,
            buffered: (queued.0 == 0).then(|| driver.browser_buffered()),
        }
    }
}

/// Whether nothing is accepted any more.
pub(super) fn is_over(state: State) -> bool {
    matches!(state, State::Closing | State::Closed)
}

/// Tasks that wait for one thing, the highest priority first, then who came
/// first.
#[derive(Debug, Default)]
pub(super) struct WaitList {
    /// Made for the first of them: for most things nobody waits.
    line: OnceCell<Rc<Line>>,
}

#[derive(Debug, Default)]
struct Line {
    /// By their turns. Any number of tasks may wait, and each leaves by itself, mostly from the
    /// front.
    waiting: RefCell<VecDeque<Waiting>>,
    last_number: Cell<u64>,
}

#[derive(Debug)]
struct Waiting {
    turn: Turn,
    /// Taken when it is woken, until it asks again.
    waker: Option<Waker>,
    is_sink: bool,
}

type Turn = (Priority, u64);

impl WaitList {
    pub(super) fn is_empty(&self) -> bool {
        self.line.get().is_none_or(|line| line.waiting.borrow().is_empty())
    }

    /// Whether it is the turn of who holds this place, or comes now with this
    /// priority.
    pub(super) fn is_first(&self, place: Option<&Place>, priority: Priority) -> bool {
        let turn = place.map_or((priority, u64::MAX), |place| place.turn);
        self.line.get().is_none_or(|line| line.is_first(turn))
    }

    /// Waits on, in the place held or at the end of those with this priority.
    pub(super) fn wait(
        &self,
        place: &mut Option<Place>,
        priority: Priority,
        context: &Context<'_>,
    ) {
        self.join(place, priority, context, false);
    }

    /// [`Self::wait`] of a sink. It keeps its message when the operation that waits is given
    /// up, and nobody may have to wait until it is polled again: once woken it is out of the
    /// line, and comes back to its place when it asks again.
    pub(super) fn wait_as_sink(
        &self,
        place: &mut Option<Place>,
        priority: Priority,
        context: &Context<'_>,
    ) {
        self.join(place, priority, context, true);
    }

    fn join(
        &self,
        place: &mut Option<Place>,
        priority: Priority,
        context: &Context<'_>,
        is_sink: bool,
    ) {
        let line = self.line.get_or_init(Rc::default);
        let turn = place.get_or_insert_with(|| line.place(priority)).turn;
        let old = line.join(Waiting { turn, waker: Some(context.waker().clone()), is_sink });
        // A waker that is dropped may run code of its own.
        drop(old);
    }

    pub(super) fn wake_first(&self) {
        if let Some(line) = self.line.get() {
            line.wake_first();
        }
    }

    pub(super) fn wake_all(&self) {
        if let Some(line) = self.line.get() {
            line.wake_all();
        }
    }
}

impl Line {
    fn is_first(&self, turn: Turn) -> bool {
        self.waiting.borrow().front().is_none_or(|first| turn <= first.turn)
    }

    fn place(self: &Rc<Self>, priority: Priority) -> Place {
        let number = self.last_number.get() + 1;
        self.last_number.set(number);
        Place { turn: (priority, number), line: self.clone() }
    }

    /// What waited in this place before.
    fn join(&self, new: Waiting) -> Option<Waiting> {
        let mut waiting = self.waiting.borrow_mut();
        match waiting.binary_search_by_key(&new.turn, |other| other.turn) {
            Ok(position) => Some(mem::replace(&mut waiting[position], new)),
            Err(position) => {
                waiting.insert(position, new);
                None
            }
        }
    }

    /// Wakes the first task, and the sinks before it.
    fn wake_first(&self) {
        let mut waiting = self.waiting.borrow_mut();
        let mut wakers = Vec::new();
        while let Some(first) = waiting.front_mut() {
            wakers.extend(first.waker.take());
            if !first.is_sink {
                break;
            }
            waiting.pop_front();
        }
        drop(waiting);
        wakers.into_iter().for_each(Waker::wake);
    }

    fn leave(&self, turn: Turn) -> Option<Waiting> {
        let mut waiting = self.waiting.borrow_mut();
        let position = waiting.binary_search_by_key(&turn, |other| other.turn).ok()?;
        waiting.remove(position)
    }

    fn wake_all(&self) {
        let wakers: Vec<Waker> =
            self.waiting.borrow_mut().iter_mut().filter_map(|other| other.waker.take()).collect();
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// A task's place in a [`WaitList`]. Dropping it lets the next one try.
#[derive(Debug)]
pub(super) struct Place {
    turn: Turn,
    line: Rc<Line>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let is_first = self.line.is_first(self.turn);
        let left = self.line.leave(self.turn);
        if is_first && left.is_some() {
            self.line.wake_first();
        }
        // Its waker may run code of its own when it is dropped.
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, WaitList};
    use crate::engine::Priority;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Wake, Waker};

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    struct Task {
        count: Arc<Count>,
        place: Option<Place>,
    }

    impl Task {
        fn waiting(list: &WaitList, priority: Priority) -> Self {
            let mut task = Self { count: Arc::default(), place: None };
            task.wait(list, priority);
            task
        }

        fn wait(&mut self, list: &WaitList, priority: Priority) {
            let waker = Waker::from(self.count.clone());
            list.wait(&mut self.place, priority, &Context::from_waker(&waker));
        }

        fn sink(list: &WaitList) -> Self {
            let mut task = Self { count: Arc::default(), place: None };
            task.wait_as_sink(list);
            task
        }

        fn wait_as_sink(&mut self, list: &WaitList) {
            let waker = Waker::from(self.count.clone());
            list.wait_as_sink(&mut self.place, Priority::Normal, &Context::from_waker(&waker));
        }

        fn woken(&self) -> usize {
            self.count.0.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn who_came_first_is_woken_first_and_once() {
        let list = WaitList::default();
        let first = Task::waiting(&list, Priority::Normal);
        let second = Task::waiting(&list, Priority::Normal);
        list.wake_first();
        list.wake_first();
        assert_eq!((first.woken(), second.woken()), (1, 0));
    }

    #[test]
    fn a_high_priority_waits_before_the_others() {
        let list = WaitList::default();
        let normal = Task::waiting(&list, Priority::Normal);
        let high = Task::waiting(&list, Priority::High);
        list.wake_first();
        assert_eq!((normal.woken(), high.woken()), (0, 1));
        assert!(list.is_first(high.place.as_ref(), Priority::High));
        assert!(!list.is_first(normal.place.as_ref(), Priority::Normal));
        assert!(!list.is_first(None, Priority::High));
    }

    #[test]
    fn a_place_that_is_given_up_passes_the_turn_on() {
        let list = WaitList::default();
        let first = Task::waiting(&list, Priority::Normal);
        let second = Task::waiting(&list, Priority::Normal);
        list.wake_first();
        drop(first);
        assert_eq!(second.woken(), 1);
        drop(second);
        assert!(list.is_empty() && list.is_first(None, Priority::Low));
    }

    #[test]
    fn waiting_again_keeps_the_place() {
        let list = WaitList::default();
        let mut first = Task::waiting(&list, Priority::Normal);
        let second = Task::waiting(&list, Priority::Normal);
        list.wake_first();
        first.wait(&list, Priority::Normal);
        list.wake_first();
        assert_eq!((first.woken(), second.woken()), (2, 0));
        list.wake_all();
        assert_eq!((first.woken(), second.woken()), (2, 1));
    }

    #[test]
    fn nobody_waits_for_a_sink_that_was_woken() {
        let list = WaitList::default();
        let mut sink = Task::sink(&list);
        let second = Task::waiting(&list, Priority::Normal);
        assert!(!list.is_first(second.place.as_ref(), Priority::Normal));
        list.wake_first();
        assert_eq!((sink.woken(), second.woken()), (1, 1));
        assert!(list.is_first(second.place.as_ref(), Priority::Normal));
        // Its place is kept for it.
        assert!(list.is_first(sink.place.as_ref(), Priority::Normal));
        sink.wait_as_sink(&list);
        assert!(!list.is_first(second.place.as_ref(), Priority::Normal));
        drop(sink);
        assert!(list.is_first(second.place.as_ref(), Priority::Normal));
    }
}
