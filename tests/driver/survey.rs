//! Many sessions, on all processors.

use crate::rule::Rule;
use crate::script::{Flavour, Script};
use crate::session::{Fault, Session, run};
use crate::ways::{InRows, ShortWays};
use std::collections::BTreeMap;
use std::env;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// The first seed.
pub fn first() -> u64 {
    number("SOCKLINE_FIRST_SEED", 0)
}

/// How many sessions of a kind.
pub fn count() -> u64 {
    number("SOCKLINE_SEEDS", 30_000)
}

/// What `look` finds at `count` seeds from `first`, by each processor apart. One that says
/// so has the others stop.
fn spread<T: Send>(
    first: u64,
    count: u64,
    look: impl Fn(u64, &mut Vec<T>) -> bool + Sync,
) -> Vec<T> {
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || {
            let mut found = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    return found;
                }
                if look(first.wrapping_add(index), &mut found) {
                    next.store(count, Ordering::Relaxed);
                }
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    })
}

/// The first seed, among `count` from `first`, at which something is found.
pub fn search<T: Send>(
    first: u64,
    count: u64,
    look: impl Fn(u64) -> Option<T> + Sync,
) -> Option<(u64, T)> {
    let found = spread(first, count, |seed, found| {
        found.extend(look(seed).map(|what| (seed, what)));
        !found.is_empty()
    });
    found.into_iter().min_by_key(|(seed, _)| *seed)
}

/// In the manner of which face a session runs.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    Npm,
    Rust,
}

impl Manner {
    pub fn run(self, script: &Script, fault: Fault) -> Session {
        match self {
            Self::Npm => run::<InRows>(script, fault),
            Self::Rust => run::<ShortWays>(script, fault),
        }
    }
}

/// For each rule that was broken the first seed, whose manner, and how.
type Survey = BTreeMap<Rule, (u64, Manner, String)>;

/// The same sessions show whether each of the rules is kept: they run once for all tests.
pub fn survey() -> &'static Survey {
    static SURVEY: OnceLock<Survey> = OnceLock::new();
    SURVEY.get_or_init(|| {
        let breaches = spread(first(), count(), |seed, found: &mut Vec<_>| {
            let script = Script::generate(seed, Flavour::Wild);
            for manner in [Manner::Npm, Manner::Rust] {
                let session = manner.run(&script, Fault::None);
                found.extend(
                    session.breaches.into_iter().map(|(rule, what)| (rule, seed, manner, what)),
                );
            }
            // Enough to have seen each rule broken that is broken often.
            found.len() > 100
        });
        let mut survey = Survey::new();
        for (rule, seed, manner, what) in breaches {
            if survey.get(&rule).is_none_or(|(other, ..)| seed < *other) {
                survey.insert(rule, (seed, manner, what));
            }
        }
        survey
    })
}
