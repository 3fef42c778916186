//! Every decision, and nothing else: lifecycle, backoff, queue, pacing,
//! liveness, close rules.
//!
//! The engine is sans-IO. It never reads a clock, draws randomness, sets a
//! timer or names a browser type: time and a random seed are arguments, so the
//! same code runs in a browser, in a test and in a simulation of a hundred
//! thousand clients.
//!
//! # The contract
//!
//! [`Engine`] has methods of four kinds:
//!
//! - **getters**, which change nothing;
//! - **commands** (`open`, `send`, `close`, `reconnect`, `take_queued`,
//!   `clear_queue`), which a user gives;
//! - **`handle_*`**, which tell what happened in the browser;
//! - **`poll_*`**, which give what is to be done ([`Action`]) and told
//!   ([`Event`]).
//!
//! The driver keeps one timer for [`Engine::deadline`]. After every command and
//! every `handle_*` it reads the buffer if [`Engine::wants_buffered`], polls
//! until both polls are empty, and sets the timer. Actions may be performed at
//! once; events run user code, so nothing may be borrowed meanwhile, and any
//! method may be called from inside them.
//!
//! ```
//! use sockline::engine::{Action, Config, Engine, Event, Payload, SendOptions, State, Time};
//!
//! #[derive(Debug)]
//! struct Text(&'static str);
//! impl Payload for Text {
//!     type Key = String;
//!     type Reason = String;
//!     fn bytes(&self) -> usize { self.0.len() }
//! }
//!
//! let now = Time::from_millis(0.0);
//! let mut engine = Engine::new(Config::default(), 42, now);
//! engine.open(now);
//! let id = engine.send(now, Text("hello"), SendOptions::default()).unwrap();
//!
//! let Some(Action::Resolve { attempt }) = engine.poll_action(now) else { unreachable!() };
//! engine.handle_resolved(now, attempt);
//! let Some(Action::Connect { attempt }) = engine.poll_action(now) else { unreachable!() };
//! engine.handle_open(now, attempt);
//! assert!(matches!(engine.poll_event(), Some(Event::Open)));
//! engine.handle_buffered(now, attempt, 0.0);
//! let Some(Action::Transmit { attempt, envelope }) = engine.poll_action(now) else { unreachable!() };
//! assert_eq!(envelope.payload.0, "hello");
//! engine.handle_transmitted(attempt, envelope, 5.0);
//! assert_eq!(engine.state(), State::Open);
//! ```

mod attempt;
mod backoff;
mod burst;
mod close;
mod config;
mod delivery;
mod envelope;
mod events;
mod expiry;
mod in_flight;
mod keys;
mod lifecycle;
mod liveness;
mod messages;
mod output;
mod pacing;
mod payload;
mod pending;
mod queue;
mod random;
mod signal;
mod state;
mod stats;
mod time;

pub use attempt::AttemptId;
pub use close::{Close, CloseError, CloseRequest, MAX_REASON_BYTES};
pub use config::{
    Config, HeartbeatConfig, Overflow, PacingConfig, QueueConfig, Resend, RetryConfig, Window,
};
pub use delivery::{Outcome, SendError, SendErrorKind, Transmission, Untaken};
pub use envelope::{Envelope, MessageId, Priority, SendOptions};
pub use keys::{Hashed, Key, KeyTable, Numbered};
pub use lifecycle::Engine;
pub use output::{Action, Cause, DropReason, EndCause, Event, Question};
pub use payload::Payload;
pub use signal::Signal;
pub use state::State;
pub use stats::{Dropped, Stats};
pub use time::Time;
