//! Deterministic simulation: clients, links and a server under a virtual
//! clock, with faults of every kind and user calls from inside every callback.
//!
//! One seed is one session. After every step the invariants of the design are
//! checked. A failing seed is minimised to a short script and printed.
//!
//! `cargo xtask simulate --seeds N` runs more of them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout
)]

mod client;
mod dice;
mod ledger;
mod link;
mod minimise;
mod script;
mod session;

use script::Script;
use session::{Fault, run};
use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// The first failing seed, if any, among `count` from `first`.
fn search(first: u64, count: u64, fault: Fault) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let failures: Vec<(u64, String)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            return None;
                        }
                        let seed = first.wrapping_add(index);
                        if let Err(violation) = run(&Script::generate(seed), fault) {
                            // The others need not look any further.
                            next.store(count, Ordering::Relaxed);
                            return Some((seed, violation));
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().expect("a worker")).collect()
    });
    failures.into_iter().min()
}

#[test]
fn sessions_violate_nothing() {
    let first = number("SOCKLINE_FIRST_SEED", 0);
    let count = number("SOCKLINE_SEEDS", 100_000);
    if let Some((seed, violation)) = search(first, count, Fault::None) {
        let fails = |script: &Script| run(script, Fault::None).is_err();
        let script = minimise::minimise(Script::generate(seed), fails);
        let reason = run(&script, Fault::None).expect_err("the minimised script fails");
        panic!("seed {seed}: {violation}\nminimised: {reason}\n{script}");
    }
    println!("{count} sessions from seed {first}: no violation");
}

/// The check of the checker: a broken engine, or driver, is caught.
#[test]
fn planted_faults_are_caught() {
    for fault in Fault::PLANTED {
        let found = search(0, 20_000, fault);
        assert!(found.is_some(), "{fault:?} was not caught");
    }
}

#[test]
fn a_failing_script_is_minimised_to_a_short_one() {
    let (seed, _) = search(0, 20_000, Fault::ResendsEverything).expect("the fault is caught");
    let full = Script::generate(seed);
    let fails = |script: &Script| run(script, Fault::ResendsEverything).is_err();
    let short = minimise::minimise(full.clone(), fails);
    assert!(run(&short, Fault::ResendsEverything).is_err());
    assert!(short.steps.len() <= 8, "{short}");
    assert!(short.steps.len() < full.steps.len());
}

#[test]
fn a_seed_gives_the_same_session_every_time() {
    for seed in 0..20 {
        assert_eq!(Script::generate(seed).to_string(), Script::generate(seed).to_string());
    }
}
