//! Properties of the engine, each against a reference so simple that it is
//! plainly right: whole lists are searched and sorted, nothing is cached.
//!
//! Runs are the same every time. `PROPTEST_RNG_SEED` and `PROPTEST_CASES`
//! explore further.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

mod backoff;
mod close;
mod driver;
mod hints;
mod liveness;
mod loss;
mod pacing;
mod queue;
mod reference;
mod session;
mod stale;

use proptest::test_runner::{Config, RngSeed};

/// What a property runs with: `cases` unless the environment says otherwise.
fn cases(cases: u32) -> Config {
    let mut config = Config::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(0);
    }
    // What fails is printed in its shortest form, and becomes a test by hand.
    config.failure_persistence = None;
    config
}
