//! The register of connections, counters and logs, kept per scope.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::StatusCode;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::log::{Full, Log};
use crate::room::{Rooms, Seat};

/// Orders that wait at one connection. More are lost, as a connection that takes none of a
/// thousand is blocked by its client, and memory must not pay for that.
const MAX_ORDERS: usize = 1024;

/// All scopes. No method waits while it holds the lock, except for memory.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    scopes: HashMap<String, Scope>,
    /// Applies to every scope, besides each one's own.
    outage: Option<Outage>,
    /// Issued tokens that were not used yet, each with the scope that it was issued for.
    tokens: HashMap<String, String>,
    next_connection: u64,
}

#[derive(Debug, Default)]
struct Scope {
    connections: HashMap<u64, Slot>,
    accepted: u64,
    refused: u64,
    outage: Option<Outage>,
    traffic: Arc<Traffic>,
    rooms: Rooms,
}

/// What the registry holds of one connection.
#[derive(Debug)]
struct Slot {
    kill: oneshot::Sender<Killed>,
    orders: mpsc::Sender<Order>,
    /// Whether the handshake has been accepted.
    open: bool,
}

/// What the messages of a scope add up to. It stands outside the lock, so that counting does
/// not slow a benchmark down.
#[derive(Debug, Default)]
struct Traffic {
    messages: AtomicU64,
    bytes: AtomicU64,
    log: Mutex<Log>,
}

/// A time during which connections are refused.
#[derive(Clone, Copy, Debug)]
struct Outage {
    until: Instant,
    refusal: Refusal,
}

/// How a connection is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The TCP connection ends without an answer, as if nobody listened.
    Cut,
    /// The handshake is answered with this status.
    Status(StatusCode),
}

/// Something that a connection is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    Send(Utf8Bytes),
    Close(Option<CloseFrame>),
}

/// Whoever ordered the end learns that it has come when this is dropped.
pub(crate) type Killed = mpsc::Sender<Infallible>;

/// A connection's place in its scope, given up on drop.
#[derive(Debug)]
pub(crate) struct Membership {
    registry: Arc<Registry>,
    scope: String,
    connection: u64,
    traffic: Arc<Traffic>,
    rooms: Rooms,
}

/// What a connection receives from the registry when it is let in.
pub(crate) struct Admission {
    pub(crate) membership: Membership,
    pub(crate) orders: mpsc::Receiver<Order>,
    /// Resolves when the connection must end without goodbye.
    pub(crate) killed: oneshot::Receiver<Killed>,
}

impl Registry {
    /// Lets a connection into a scope, unless there is an outage.
    ///
    /// Looking and entering are one step under the lock, so a connection either sees an outage
    /// or is reset by it.
    pub(crate) fn admit(self: &Arc<Self>, name: &str) -> Result<Admission, Refusal> {
        let mut state = self.lock();
        let everywhere = state.outage;
        let connection = state.next_connection;
        state.next_connection += 1;
        let scope = state.scope(name);
        let now = Instant::now();
        let outage = [scope.outage, everywhere].into_iter().flatten().find(|it| now < it.until);
        if let Some(outage) = outage {
            scope.refused += 1;
            return Err(outage.refusal);
        }
        let (kill, killed) = oneshot::channel();
        let (sender, orders) = mpsc::channel(MAX_ORDERS);
        scope.connections.insert(connection, Slot { kill, orders: sender, open: false });
        let membership = Membership {
            registry: Arc::clone(self),
            scope: name.to_owned(),
            connection,
            traffic: Arc::clone(&scope.traffic),
            rooms: scope.rooms.clone(),
        };
        Ok(Admission { membership, orders, killed })
    }

    /// Begins an outage, or ends the present one if it lasts no time. Without a scope it covers
    /// all, those included that nobody has named yet, in place of what each has of its own.
    pub(crate) fn refuse(&self, scope: Option<&str>, time: Duration, refusal: Refusal) {
        // A time too long for the clock is refused where parameters are read.
        let until = Instant::now().checked_add(time);
        let outage = until.map(|until| Outage { until, refusal });
        let mut state = self.lock();
        match scope {
            Some(name) => state.scope(name).outage = outage,
            None => {
                state.outage = outage;
                for scope in state.selected(None) {
                    scope.outage = None;
                }
            }
        }
    }

    /// Resets every connection of a scope, or all, and returns their number once they are gone.
    pub(crate) async fn reset(&self, scope: Option<&str>) -> usize {
        let (killed, mut gone) = mpsc::channel(1);
        let mut number = 0;
        {
            let mut state = self.lock();
            for scope in state.selected(scope) {
                for (_, slot) in scope.connections.drain() {
                    number += usize::from(slot.open);
                    // A connection that does not hear this has ended by itself.
                    let _ = slot.kill.send(killed.clone());
                }
            }
        }
        drop(killed);
        // Nobody sends: this returns when the last connection has dropped its sender.
        let _ = gone.recv().await;
        number
    }

    /// Gives an order to every open connection of a scope, or to all, and returns their number.
    pub(crate) fn order(&self, scope: Option<&str>, order: &Order) -> usize {
        let mut state = self.lock();
        let slots = state.selected(scope).flat_map(|scope| scope.connections.values());
        slots.filter(|slot| slot.open && slot.orders.try_send(order.clone()).is_ok()).count()
    }

    /// The counters of a scope, or the sums of all.
    pub(crate) fn stats(&self, scope: Option<&str>) -> Value {
        let (mut open, mut accepted, mut refused, mut messages, mut bytes) = (0, 0, 0, 0, 0);
        for scope in self.lock().selected(scope) {
            open += scope.connections.values().filter(|slot| slot.open).count();
            accepted += scope.accepted;
            refused += scope.refused;
            messages += scope.traffic.messages.load(Ordering::Relaxed);
            bytes += scope.traffic.bytes.load(Ordering::Relaxed);
        }
        json!({
            "open": open,
            "accepted": accepted,
            "refused": refused,
            "messages": messages,
            "bytes": bytes,
        })
    }

    /// What `/record` has logged in a scope.
    pub(crate) fn record(&self, scope: &str) -> Value {
        let traffic = self.lock().scopes.get(scope).map(|scope| Arc::clone(&scope.traffic));
        traffic.map_or_else(|| json!([]), |traffic| lock(&traffic.log).record())
    }

    /// Issues a token, which `/token` accepts once.
    pub(crate) fn issue_token(&self, scope: &str) -> String {
        // Keyed with the system's randomness: unique and not to be guessed, which is all that a
        // test's token needs. It guards nothing.
        let random = || RandomState::new().hash_one(Instant::now());
        let token = format!("{:016x}{:016x}", random(), random());
        self.lock().tokens.insert(token.clone(), scope.to_owned());
        token
    }

    /// Uses up an issued token, and tells whether there was such a one.
    pub(crate) fn redeem_token(&self, token: &str) -> bool {
        self.lock().tokens.remove(token).is_some()
    }

    /// Clears counters, log, unused tokens and outages of a scope, or of all. Connections stay.
    pub(crate) fn forget(&self, scope: Option<&str>) {
        let mut state = self.lock();
        if scope.is_none() {
            state.outage = None;
        }
        state.tokens.retain(|_, owner| scope.is_some_and(|name| name != owner));
        for scope in state.selected(scope) {
            scope.accepted = 0;
            scope.refused = 0;
            scope.outage = None;
            scope.traffic.messages.store(0, Ordering::Relaxed);
            scope.traffic.bytes.store(0, Ordering::Relaxed);
            *lock(&scope.traffic.log) = Log::default();
        }
        // A scope without connections holds nothing now. One with a connection must stay, since
        // the connection counts into it.
        let named = |name: &String| scope.is_none_or(|scope| scope == name);
        state.scopes.retain(|name, scope| !named(name) || !scope.connections.is_empty());
    }

    /// Counts a connection that was turned away although there is no outage.
    pub(crate) fn count_refused(&self, scope: &str) {
        self.lock().scope(scope).refused += 1;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

impl State {
    fn scope(&mut self, name: &str) -> &mut Scope {
        self.scopes.entry(name.to_owned()).or_default()
    }

    fn selected(&mut self, name: Option<&str>) -> impl Iterator<Item = &mut Scope> {
        self.scopes
            .iter_mut()
            .filter(move |(key, _)| name.is_none_or(|name| name == *key))
            .map(|(_, scope)| scope)
    }
}

impl Membership {
    /// Counts the connection among the accepted and the open ones.
    pub(crate) fn open(&self) {
        let mut state = self.registry.lock();
        // A connection without its slot has been reset a moment ago.
        let Some(scope) = state.scopes.get_mut(&self.scope) else {
            return;
        };
        let Some(slot) = scope.connections.get_mut(&self.connection) else {
            return;
        };
        slot.open = true;
        scope.accepted += 1;
    }

    /// Takes the connection off the list. Called before the client can notice the end, so that
    /// it never reads of a connection that it knows to be closed.
    pub(crate) fn leave(&self) {
        if let Some(scope) = self.registry.lock().scopes.get_mut(&self.scope) {
            scope.connections.remove(&self.connection);
        }
    }

    /// Counts a message.
    pub(crate) fn count(&self, bytes: usize) {
        self.traffic.messages.fetch_add(1, Ordering::Relaxed);
        self.traffic.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Enters a room of the scope.
    pub(crate) fn enter(&self, room: &str) -> Seat {
        self.rooms.enter(room)
    }

    /// Appends to the scope's log.
    pub(crate) fn log(&self, entry: Value) -> Result<(), Full> {
        lock(&self.traffic.log).push(entry)
    }

    /// The scope's log so far.
    pub(crate) fn record(&self) -> Value {
        lock(&self.traffic.log).record()
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Nothing panics under these locks, and a counter would still be good enough if something did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
