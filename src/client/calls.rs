//! Requests and their answers.

use super::callbacks::Subscription;
use super::error::{CallError, SendError};
use super::fate::{Fate, Track};
use super::handle::Client;
use super::message::Message;
use super::outgoing::Outgoing;
use super::sending::Tracked;
use crate::browser::Sleep;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How long a call waits if it is not told otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// What a message has in common with another, if anything.
pub(crate) type Correlate<M, K> = Rc<dyn Fn(&M) -> Option<K>>;

/// Requests and their answers on one connection. Made by [`Client::calls`];
/// cheap to clone, and as good as a clone of the client.
///
/// Answers are told to callbacks and streams too, as every message is.
///
/// ```no_run
/// # async fn ask(client: sockline::Client) {
/// use sockline::{CallError, Calls, Message};
///
/// /// "17 what time is it?" is answered with "17 noon".
/// fn number(message: &Message) -> Option<u32> {
///     message.as_text()?.split_once(' ')?.0.parse().ok()
/// }
///
/// let calls: Calls<u32> = client.calls(number);
/// match calls.call("17 what time is it?").await {
///     Ok(answer) => drop(answer),
///     Err(CallError::TimedOut) => {}
///     Err(error) => drop(error),
/// }
/// # }
/// ```
pub struct Calls<K> {
    client: Client,
    correlate: Correlate<Message, K>,
    exchange: Rc<Exchange<K, Message>>,
}

impl<K: Ord + Clone + 'static> Calls<K> {
    pub(super) fn new(
        client: &Client,
        correlate: impl Fn(&Message) -> Option<K> + 'static,
    ) -> Self {
        let correlate: Correlate<Message, K> = Rc::new(correlate);
        let of_answer = correlate.clone();
        let exchange = Exchange::new(client, |pending| {
            client.on_message(move |message| {
                if let Some(key) = of_answer(&message) {
                    pending.answer(&key, message);
                }
            })
        });
        Self { client: client.clone(), correlate, exchange }
    }

    /// Sends a request and waits for its answer: the next message for which the
    /// user's function gives the same as for the request. Waits for room too; what comes
    /// before there is any is no answer.
    ///
    /// Dropping the future cancels the call: a late answer is nobody's. A request
    /// that was accepted is sent all the same.
    ///
    /// # Errors
    ///
    /// [`CallError`], which says who caused it. When the connection is lost,
    /// what becomes of a call follows from where its request was:
    ///
    /// - It had left the browser: [`CallError::Lost`].
    /// - It was handed to the browser and may have left:
    ///   [`CallError::Dropped`] with [`DropReason::Unknown`]. With
    ///   [`Resend::All`] it is sent again, and the server may get it twice.
    /// - It was handed to the browser and has not left: it waits for the next
    ///   connection. With [`Resend::Never`] it is [`CallError::Dropped`] with
    ///   [`DropReason::Unsent`].
    /// - It was in the queue: it waits for the next connection.
    ///
    /// In the first two cases the server may have acted on it.
    ///
    /// [`DropReason::Unknown`]: crate::DropReason::Unknown
    /// [`DropReason::Unsent`]: crate::DropReason::Unsent
    /// [`Resend::All`]: crate::Resend::All
    /// [`Resend::Never`]: crate::Resend::Never
    ///
    /// ```no_run
    /// # async fn ask(calls: sockline::Calls<u32>) -> Result<(), sockline::CallError> {
    /// let answer = calls.call("17 what time is it?").await?;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    pub fn call(&self, request: impl Into<Outgoing>) -> Call<K, Message> {
        let request = request.into();
        let key = (self.correlate)(&request.message);
        self.exchange.call(&self.client, key, request)
    }

    /// The client.
    ///
    /// ```no_run
    /// # fn close(calls: sockline::Calls<u32>) {
    /// calls.client().close();
    /// # }
    /// ```
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl<K> Clone for Calls<K> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            correlate: self.correlate.clone(),
            exchange: self.exchange.clone(),
        }
    }
}

impl<K> fmt::Debug for Calls<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Calls").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Calls that share a function, as long as one of them or their maker lives.
pub(crate) struct Exchange<K, A> {
    pending: Rc<Pending<K, A>>,
    _subscriptions: [Subscription; 3],
}

impl<K: Ord + Clone + 'static, A: 'static> Exchange<K, A> {
    /// `listen` subscribes to the answers.
    pub(crate) fn new(
        client: &Client,
        listen: impl FnOnce(Rc<Pending<K, A>>) -> Subscription,
    ) -> Rc<Self> {
        let pending = Rc::new(Pending(RefCell::new(BTreeMap::new())));
        let (on_close, on_end) = (pending.clone(), Guard(pending.clone()));
        let subscriptions = [
            listen(pending.clone()),
            client.on_close(move |_| on_close.lose()),
            client.on_end(move |_| on_end.0.fail(|_| true, || CallError::Ended)),
        ];
        Rc::new(Self { pending, _subscriptions: subscriptions })
    }

    pub(crate) fn call(
        self: &Rc<Self>,
        client: &Client,
        key: Option<K>,
        request: Outgoing,
    ) -> Call<K, A> {
        let stage = match key {
            Some(key) => Stage::New(key, client.send_tracked(request)),
            None => Stage::Refused(CallError::Uncorrelated(request.message)),
        };
        Call { exchange: self.clone(), stage, timeout: DEFAULT_TIMEOUT }
    }
}

/// The calls that wait for an answer.
pub(crate) struct Pending<K, A>(RefCell<BTreeMap<K, Rc<Slot<A>>>>);

/// A call that waits.
struct Slot<A> {
    outcome: Cell<Option<Result<A, CallError>>>,
    /// Its request is the client's. What comes before is no answer to it.
    is_asked: Cell<bool>,
    track: Rc<Track>,
    waiting: RefCell<Option<Waker>>,
}

impl<A> Slot<A> {
    fn settle(&self, outcome: Result<A, CallError>) {
        self.outcome.set(Some(outcome));
        let waker = self.waiting.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<K: Ord + Clone, A> Pending<K, A> {
    pub(crate) fn answer(&self, key: &K, answer: A) {
        let mut pending = self.0.borrow_mut();
        let is_asked = pending.get(key).is_some_and(|slot| slot.is_asked.get());
        let slot = if is_asked { pending.remove(key) } else { None };
        drop(pending);
        if let Some(slot) = slot {
            slot.settle(Ok(answer));
        }
    }

    /// The connection is lost, and so is what was answered on it, or not.
    fn lose(&self) {
        self.fail(|slot| slot.track.fate() == Some(Fate::Left), || CallError::Lost);
    }
}

impl<K: Clone + Ord, A> Pending<K, A> {
    fn fail(&self, affected: impl Fn(&Slot<A>) -> bool, error: impl Fn() -> CallError) {
        let mut failed = Vec::new();
        self.0.borrow_mut().retain(|_, slot| {
            let is_affected = affected(slot);
            if is_affected {
                failed.push(slot.clone());
            }
            !is_affected
        });
        failed.iter().for_each(|slot| slot.settle(Err(error())));
    }
}

/// Fails what is pending when the client is dropped, and its callbacks with it.
struct Guard<K: Ord + Clone, A>(Rc<Pending<K, A>>);

impl<K: Ord + Clone, A> Drop for Guard<K, A> {
    fn drop(&mut self) {
        self.0.fail(|_| true, || CallError::Ended);
    }
}

/// A request that waits for its answer. Made by [`Calls::call`].
///
/// ```no_run
/// # async fn ask(calls: sockline::Calls<u32>) -> Result<(), sockline::CallError> {
/// use std::time::Duration;
///
/// let answer = calls.call("17 what time is it?").timeout(Duration::from_secs(5)).await?;
/// # drop(answer);
/// # Ok(())
/// # }
/// ```
#[must_use = "futures do nothing unless awaited"]
pub struct Call<K: Ord, A> {
    exchange: Rc<Exchange<K, A>>,
    stage: Stage<K, A>,
    timeout: Duration,
}

enum Stage<K, A> {
    Refused(CallError),
    New(K, Tracked),
    Waiting { key: K, slot: Rc<Slot<A>>, request: Option<Tracked>, timer: Option<Sleep> },
    Over,
}

impl<K: Ord, A> Call<K, A> {
    /// How long to wait, for room and for the answer together, from the first
    /// poll on. Default 30 s; `Duration::MAX` is for ever.
    ///
    /// ```no_run
    /// # fn ask(calls: sockline::Calls<u32>) {
    /// let patient = calls.call("17 what?").timeout(std::time::Duration::MAX);
    /// # drop(patient);
    /// # }
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }
}

impl<K: Ord, A> Stage<K, A> {
    /// Nobody waits any more.
    fn leave(self, pending: &Pending<K, A>) {
        if let Self::Waiting { key, slot, .. } = &self {
            // The key may be another call's by now.
            let is_ours = pending.0.borrow().get(key).is_some_and(|other| Rc::ptr_eq(other, slot));
            if is_ours {
                let left = pending.0.borrow_mut().remove(key);
                drop(left);
            }
        }
    }
}

impl<K: Ord + Clone, A> Stage<K, A> {
    /// Takes its place among those who wait, at the first poll.
    fn enter(self, pending: &Pending<K, A>, timeout: Duration) -> Result<Self, CallError> {
        let (key, request) = match self {
            Self::New(key, request) => (key, request),
            Self::Refused(error) => return Err(error),
            other => return Ok(other),
        };
        if pending.0.borrow().contains_key(&key) {
            return Err(request.into_message().map_or(CallError::Ended, CallError::Duplicate));
        }
        let slot = Rc::new(Slot {
            outcome: Cell::new(None),
            is_asked: Cell::new(false),
            track: request.track(),
            waiting: RefCell::new(None),
        });
        pending.0.borrow_mut().insert(key.clone(), slot.clone());
        let delay = timeout.as_secs_f64() * 1_000.0;
        let timer = (timeout < Duration::MAX).then(|| Sleep::new(delay));
        Ok(Self::Waiting { key, slot, request: Some(request), timer })
    }
}

impl<K: Ord, A> Call<K, A> {
    fn poll_waiting(&mut self, context: &mut Context<'_>) -> Poll<Result<A, CallError>> {
        let Stage::Waiting { slot, request, timer, .. } = &mut self.stage else {
            // Asked again after it has resolved.
            return Poll::Pending;
        };
        let old = slot.waiting.replace(Some(context.waker().clone()));
        drop(old);
        // Nobody waits for its answer any more: it is not sent in the client's next life either.
        if request.as_ref().is_some_and(Tracked::waits)
            && let Some(outcome) = slot.outcome.take()
        {
            let unsent = request.take().and_then(Tracked::into_message);
            return Poll::Ready(outcome.map_err(|ended| unsent.map_or(ended, CallError::Closed)));
        }
        // A socket that is not the browser's may answer while it is given the request.
        slot.is_asked.set(true);
        let sent = request.as_mut().map(|sending| Pin::new(sending).poll(context));
        slot.is_asked.set(!request.as_ref().is_some_and(Tracked::waits));
        let failure = match sent {
            Some(Poll::Ready(Ok(Fate::Left))) => {
                *request = None;
                None
            }
            Some(Poll::Ready(Ok(Fate::Dropped(reason)))) => Some(CallError::Dropped(reason)),
            Some(Poll::Ready(Ok(Fate::Cleared))) => Some(CallError::Cleared),
            Some(Poll::Ready(Err(SendError::Closed(message)))) => Some(CallError::Closed(message)),
            Some(Poll::Pending) | None => None,
        };
        // An answer counts, whatever has become of its request since. Of two failures
        // the request's own says more.
        match (slot.outcome.take(), failure) {
            (Some(Ok(answer)), _) => return Poll::Ready(Ok(answer)),
            (_, Some(error)) | (Some(Err(error)), None) => return Poll::Ready(Err(error)),
            // An answer goes before the timer.
            (None, None) => {}
        }
        match timer.as_mut().map(|timer| Pin::new(timer).poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(Err(CallError::TimedOut)),
            _ => Poll::Pending,
        }
    }
}

/// Nothing in it is ever pinned.
impl<K: Ord, A> Unpin for Call<K, A> {}

impl<K: Ord + Clone, A> Future for Call<K, A> {
    type Output = Result<A, CallError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let pending = &this.exchange.pending;
        let stage = mem::replace(&mut this.stage, Stage::Over);
        match stage.enter(pending, this.timeout) {
            Ok(stage) => this.stage = stage,
            Err(error) => return Poll::Ready(Err(error)),
        }
        let outcome = this.poll_waiting(context);
        if outcome.is_ready() {
            let stage = mem::replace(&mut this.stage, Stage::Over);
            stage.leave(&this.exchange.pending);
        }
        outcome
    }
}

impl<K: Ord, A> Drop for Call<K, A> {
    fn drop(&mut self) {
        let stage = mem::replace(&mut self.stage, Stage::Over);
        stage.leave(&self.exchange.pending);
    }
}

impl<K: Ord, A> fmt::Debug for Call<K, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}
