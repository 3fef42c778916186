//! How long a retry waits.

use crate::rig::{Rig, retrying};
use sockline::engine::{Config, Engine, RetryConfig, Time};

/// The delays of the first `count` retries of one client.
fn delays(config: Config, seed: u64, count: usize) -> Vec<f64> {
    let mut rig = Rig::new(config.clone());
    rig.engine = Engine::new(config, seed, Time::from_millis(0.0));
    rig.start();
    (0..count)
        .map(|_| {
            rig.lose(1006);
            rig.until_retry()
        })
        .collect()
}

#[test]
fn each_delay_is_uniform_between_the_floor_and_the_doubled_base() {
    let seeds = 2_000;
    let all: Vec<Vec<f64>> = (0..seeds).map(|seed| delays(Config::default(), seed, 8)).collect();
    for (retry, high) in
        [4_000.0, 8_000.0, 16_000.0, 20_000.0, 20_000.0, 20_000.0, 20_000.0, 20_000.0]
            .into_iter()
            .enumerate()
    {
        let drawn: Vec<f64> = all.iter().map(|delays| delays[retry]).collect();
        assert!(drawn.iter().all(|delay| (100.0..high).contains(delay)), "retry {retry}");
        // Jitter after the cap: the whole interval is used, also at the cap.
        let middle = f64::midpoint(100.0, high);
        let below = drawn.iter().filter(|delay| **delay < middle).count();
        assert!((900..1_100).contains(&below), "retry {retry}: {below} below the middle");
    }
}

#[test]
fn delays_differ_from_client_to_client_and_from_attempt_to_attempt() {
    let first = delays(Config::default(), 1, 20);
    assert_ne!(first, delays(Config::default(), 2, 20));
    assert!(first.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn the_delay_told_is_the_delay_waited() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    for _ in 0..5 {
        let attempt = rig.engine.attempt();
        rig.socket = None;
        let close = sockline::engine::Close { code: 1006, reason: String::new(), was_clean: false };
        rig.engine.handle_close(rig.time(), attempt, close, None);
        let mut told = None;
        while let Some(event) = rig.engine.poll_event() {
            if let sockline::engine::Event::Reconnecting { delay, .. } = event {
                told = Some(delay);
            }
        }
        assert!((rig.until_retry() - told.unwrap()).abs() < 1e-6);
    }
}

#[test]
fn thousands_of_failures_stay_finite_and_within_the_cap() {
    let delays = delays(Config::default(), 3, 5_000);
    assert!(delays.iter().all(|delay| (100.0..20_000.0).contains(delay)));
}

#[test]
fn zeros_mean_zero() {
    let config = retrying(|retry| {
        retry.base = 0.0;
        retry.floor = 0.0;
    });
    assert_eq!(delays(config, 1, 3), [0.0, 0.0, 0.0]);
    let config = retrying(|retry| retry.cap = 0.0);
    assert_eq!(delays(config, 1, 3), [100.0, 100.0, 100.0]);
}

#[test]
fn a_server_that_restarts_is_left_alone_for_five_to_thirty_seconds() {
    for code in [1012, 1013] {
        let mut rig = Rig::open();
        rig.lose(code);
        let waited = rig.until_retry();
        assert!((5_000.0..30_000.0).contains(&waited), "{code}: {waited}");
    }
}

#[test]
fn only_a_stable_connection_starts_the_count_again() {
    let RetryConfig { stable_after, .. } = RetryConfig::default();
    let mut rig = Rig::new(Config::default());
    rig.start();
    for retry in 1..=3 {
        rig.accept();
        rig.advance(stable_after - 1.0);
        rig.told();
        rig.lose(1006);
        assert!(rig.told().contains(&format!("retry {retry} Close")));
        rig.until_retry();
    }
    rig.accept();
    // A millisecond more, because the clock's fractions round.
    rig.advance(stable_after + 1.0);
    rig.told();
    rig.lose(1006);
    assert!(rig.told().contains(&"retry 1 Close".into()));
}

#[test]
fn a_first_connection_after_failures_starts_the_count_again_too() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.lose(1006);
    rig.until_retry();
    rig.accept();
    rig.advance(5_000.0);
    rig.told();
    rig.lose(1006);
    assert!(rig.told().contains(&"retry 1 Close".into()));
}

#[test]
fn infinite_options_give_delays_that_are_numbers() {
    let endless = retrying(|retry| (retry.base, retry.cap) = (f64::INFINITY, f64::INFINITY));
    for seed in 0..100 {
        let mut rig = Rig::new(endless.clone());
        rig.engine = Engine::new(endless.clone(), seed, Time::from_millis(0.0));
        rig.start();
        rig.lose(1006);
        assert!(rig.engine.deadline().millis().is_finite());
    }
}
