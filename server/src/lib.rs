//! The companion server of `sockline`: a WebSocket server that misbehaves on request.
//!
//! The demo, the browser tests and the benchmarks need a peer that echoes, floods, stalls,
//! refuses, restarts and dies, each exactly when told to. [`serve`] starts one on a loopback
//! port inside any multi-threaded tokio runtime; the paths and the HTTP control commands are
//! listed in the `README.md` of this package.
//!
//! Every connection belongs to a *scope*, a name that the client chooses with `?scope=NAME`.
//! Counters, logs and control commands are kept per scope, so that tests which run in parallel
//! do not disturb each other.
//!
//! A WebSocket connection ends in a TCP reset unless both sides said goodbye. This is the house
//! rule behind `/drop`, `/control/restart` and the end of the server itself: `SO_LINGER` is set
//! to zero when a connection is accepted and cleared only on the way to an orderly end, so that
//! dropping a task is enough to die like a killed process.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let server = sockline_server::serve(sockline_server::Config::default()).await?;
//! println!("{}", server.websocket_url("/echo?scope=example"));
//! server.stop().await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod config;
mod control;
mod dispatch;
mod ending;
mod head;
mod http;
mod link;
mod listener;
mod log;
mod params;
mod rewound;
mod room;
mod routes;
mod scope;
mod session;
mod static_files;
mod stream;
mod subprotocol;
mod tls;
mod upgrade;

pub use config::{Config, Mount, MountError};
pub use listener::{Running, serve};
