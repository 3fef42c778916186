//! The delay before each retry, for every configuration and history.

use crate::driver::Driver;
use crate::reference::Buffer;
use proptest::prelude::*;
use sockline::engine::{Cause, Config, EndCause, Event, RetryConfig, Signal, State};

/// How one attempt goes.
#[derive(Clone, Debug)]
struct Attempt {
    /// How long the connection stays open, if it opens.
    open_for: Option<f64>,
    code: u16,
    online: bool,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let open_for =
        prop_oneof![3 => Just(None), 1 => (0.0..10_000.0).prop_map(Some), 1 => Just(Some(5_000.0))];
    let code = prop::sample::select(vec![1006, 1006, 1006, 1000, 1001, 1011, 1012, 1013, 4000]);
    (open_for, code, prop::bool::weighted(0.8)).prop_map(|(open_for, code, online)| Attempt {
        open_for,
        code,
        online,
    })
}

fn millis() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), 0.0..100_000.0, Just(1e300)]
}

fn retry_config() -> impl Strategy<Value = RetryConfig> {
    let max_retries = prop_oneof![3 => Just(u32::MAX), 1 => 0u32..40];
    let stable_after = prop_oneof![Just(5_000.0), 0.0..10_000.0, Just(f64::INFINITY)];
    (millis(), millis(), millis(), max_retries, stable_after).prop_map(
        |(base, cap, floor, max_retries, stable_after)| RetryConfig {
            base,
            cap,
            floor,
            max_retries,
            stable_after,
            ..RetryConfig::default()
        },
    )
}

/// The shortest and the longest delay after `retries` failed ones.
fn bounds(config: &RetryConfig, retries: u32, attempt: &Attempt) -> (f64, f64) {
    let (low, high) = if matches!(attempt.code, 1012 | 1013) {
        (5_000.0, 30_000.0)
    } else {
        let mut doubled = config.base;
        for _ in 0..retries.min(31) {
            doubled *= 2.0;
        }
        (config.floor, doubled.min(config.cap).max(config.floor))
    };
    // Without a network the slowest pace is kept.
    if attempt.online { (low, high) } else { (low.max(config.cap), high.max(config.cap)) }
}

proptest! {
    #![proptest_config(crate::cases(1_000))]

    #[test]
    fn every_delay_is_within_its_bounds_and_begins_when_it_says(
        config in retry_config(),
        seed in any::<u64>(),
        attempts in prop::collection::vec(attempt(), 1..50),
    ) {
        let config = RetryConfig { connect_deadline: f64::INFINITY, ..config };
        let whole = Config { retry: config.clone(), ..Config::default() };
        let mut driver = Driver::new(whole, seed, Buffer::Framed(0.0));
        driver.reconnect();
        let (mut retries, mut opened) = (0, 0);
        for (count, attempt) in (1..).zip(&attempts) {
            let signal = if attempt.online { Signal::Online } else { Signal::Offline };
            driver.signal(signal);
            if let Some(open_for) = attempt.open_for {
                let opened_at = driver.now;
                driver.accept();
                opened += 1;
                driver.now += open_for;
                let time_open = driver.engine.stats(driver.time()).time_in_state;
                prop_assert_eq!(time_open, driver.now - opened_at);
                // As much as the clock can tell apart from none.
                if driver.now - opened_at >= config.stable_after {
                    retries = 0;
                }
            }
            driver.events.clear();
            driver.lose(attempt.code, false, true);
            if retries >= config.max_retries && config.max_retries != u32::MAX {
                prop_assert_eq!(driver.engine.state(), State::Closed);
                let cause = EndCause::RetriesExhausted;
                let ended = matches!(driver.events[1], Event::End { cause: end } if end == cause);
                prop_assert!(ended, "{:?}", driver.events);
                return Ok(());
            }
            let Event::Reconnecting { retry, delay, cause } = driver.events[1] else {
                panic!("{:?}", driver.events)
            };
            let (low, high) = bounds(&config, retries, attempt);
            retries += 1;
            prop_assert_eq!(retry, retries);
            let stats = driver.engine.stats(driver.time());
            prop_assert_eq!((stats.attempts, stats.connections), (count, opened));
            prop_assert_eq!((stats.retries, stats.time_in_state), (retries, 0.0));
            prop_assert!(delay.is_finite());
            prop_assert!((low..=high).contains(&delay), "{} is not in {}..={}", delay, low, high);
            prop_assert_eq!(cause, if attempt.online { Cause::Close } else { Cause::Offline });
            prop_assert_eq!(driver.deadline(), driver.now + delay);
            prop_assert_eq!(driver.engine.state(), State::Waiting);
            driver.now += delay;
            driver.timer();
            prop_assert_eq!(driver.engine.state(), State::Connecting);
        }
    }

    /// Clients that lost their server together must not come back together.
    #[test]
    fn delays_fill_their_interval(retries in 0usize..12, first_seed in any::<u64>()) {
        let retry = RetryConfig { base: 500.0, cap: 30_000.0, floor: 100.0, ..RetryConfig::default() };
        let config = Config { retry, ..Config::default() };
        let mut delays: Vec<f64> = (0..200)
            .map(|offset| {
                let seed = first_seed.wrapping_add(offset);
                let mut driver = Driver::new(config.clone(), seed, Buffer::Framed(0.0));
                driver.reconnect();
                for _ in 0..retries {
                    driver.lose(1006, false, true);
                    driver.now = driver.deadline();
                    driver.timer();
                }
                driver.events.clear();
                driver.lose(1006, false, true);
                driver.deadline() - driver.now
            })
            .collect();
        delays.sort_by(f64::total_cmp);
        let (low, high) = (100.0, (500.0 * f64::powi(2.0, retries as i32)).min(30_000.0));
        for (tenth, delay) in (1..10).map(|tenth| (tenth, delays[tenth * 20])) {
            let share = (delay - low) / (high - low);
            let expected = tenth as f64 / 10.0;
            prop_assert!((share - expected).abs() < 0.2, "{share} of delays, not {expected}");
        }
    }
}

/// 2³² divided by the square of the golden ratio, made odd.
const GOLDEN: u64 = 0x61C8_8647;

/// The draw with this number, from 1, of a client with this seed, whose halves are put over one
/// another: a term of a Weyl sequence whose upper half is put over the lower, multiplied; as wide
/// arithmetic has it.
fn draw(seed: u64, number: u64) -> u64 {
    let start = (seed ^ (seed / (1 << 32))) % (1 << 32);
    let term = (start + number * ((1 << 32) - GOLDEN)) % (1 << 32);
    let mixed = term ^ (term / (1 << 16));
    (mixed * GOLDEN) % (1 << 32)
}

/// A generator that is almost right still looks random.
#[test]
fn chance_is_the_mixed_weyl_sequence() {
    let retry = RetryConfig { base: 1.0, cap: 1.0, floor: 0.0, ..RetryConfig::default() };
    let config = Config { retry, ..Config::default() };
    let seed = 1_234_567_890_123_456_789;
    let mut driver = Driver::new(config, seed, Buffer::Framed(0.0));
    driver.reconnect();
    for number in 1..=20 {
        driver.events.clear();
        driver.lose(1006, false, true);
        let Event::Reconnecting { delay, .. } = driver.events[1] else {
            panic!("{:?}", driver.events)
        };
        assert_eq!(delay, draw(seed, number) as f64 / f64::powi(2.0, 32));
        driver.now = driver.deadline();
        driver.timer();
    }
}
