//! The engine in virtual time: every behaviour that needs no browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

mod at_once;
mod at_rest;
mod backoff;
mod burst;
mod close;
mod dice;
mod expiry;
mod lifecycle;
mod liveness;
mod loss;
mod pacing;
mod queue;
mod rig;
mod signals;
mod stats;
