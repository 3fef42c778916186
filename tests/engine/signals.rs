//! Hints from the page and the network.

use crate::rig::{Rig, retrying};
use sockline::engine::{Config, Signal, State};

fn slow() -> Config {
    retrying(|retry| {
        retry.base = 20_000.0;
        retry.floor = 20_000.0;
    })
}

#[test]
fn online_and_awake_start_the_waiting_attempt_soon() {
    for signal in [Signal::Online, Signal::Awake] {
        let mut rig = Rig::open_with(slow());
        rig.advance(60_000.0);
        rig.fail();
        rig.signal(signal);
        assert!(rig.until_retry() < 250.0);
    }
}

#[test]
fn hints_cannot_hammer_a_server_that_accepts_and_drops() {
    let mut rig = Rig::open();
    for _ in 0..1_000 {
        if rig.socket.is_some() {
            rig.fail();
        }
        rig.signal(Signal::Awake);
        rig.advance(10.0);
        if rig.state() == State::Connecting {
            rig.accept();
        }
    }
    // Ten seconds with half a second between the attempts of hints.
    assert!(rig.connects <= 21, "{}", rig.connects);
}

#[test]
fn hints_do_not_shorten_the_delay_that_a_restarting_server_asked_for() {
    let mut rig = Rig::open();
    rig.lose(1012);
    rig.signal(Signal::Awake);
    rig.signal(Signal::Online);
    assert!(rig.until_retry() >= 5_000.0);
}

#[test]
fn back_online_the_delay_that_a_restarting_server_asked_for_is_the_longest() {
    for cap in [600_000.0, f64::INFINITY] {
        for code in [1012, 1013] {
            // Offline before the loss, or after it.
            for is_after in [false, true] {
                let mut rig = Rig::open_with(retrying(|retry| retry.cap = cap));
                if is_after {
                    rig.lose(code);
                }
                rig.signal(Signal::Offline);
                if !is_after {
                    rig.lose(code);
                }
                rig.advance(1_000.0);
                rig.signal(Signal::Online);
                let waited = rig.until_retry();
                assert!((4_000.0..30_000.0).contains(&waited), "{waited} ms");
            }
        }
    }
}

#[test]
fn while_offline_retries_go_at_the_slowest_pace_until_the_network_is_back() {
    let mut rig = Rig::open();
    rig.signal(Signal::Offline);
    rig.fail();
    assert!(rig.told().contains(&"retry 1 Offline".into()));
    rig.signal(Signal::Awake);
    rig.advance(19_999.0);
    assert_eq!(rig.connects, 1);
    rig.signal(Signal::Online);
    assert!(rig.until_retry() < 250.0);
    assert_eq!(rig.connects, 2);
}

#[test]
fn a_hint_that_is_wrong_for_ever_does_not_stop_the_client() {
    let mut rig = Rig::open();
    rig.signal(Signal::Offline);
    rig.fail();
    assert_eq!(rig.until_retry(), 20_000.0);
    rig.accept();
    assert_eq!(rig.state(), State::Open);
}

#[test]
fn going_offline_while_waiting_puts_the_attempt_off() {
    let mut rig = Rig::open();
    rig.fail();
    rig.signal(Signal::Offline);
    rig.advance(19_999.0);
    assert_eq!(rig.connects, 1);
}

#[test]
fn hints_do_not_connect_a_client_that_was_never_started() {
    let mut rig = Rig::new(Config::default());
    for signal in [Signal::Offline, Signal::Online, Signal::Awake, Signal::Asleep] {
        rig.signal(signal);
    }
    rig.advance(3_600_000.0);
    assert_eq!((rig.state(), rig.connects), (State::Idle, 0));
}

#[test]
fn hints_during_a_handshake_leave_it_alone() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    for signal in [Signal::Offline, Signal::Online, Signal::Awake, Signal::Asleep] {
        rig.signal(signal);
    }
    rig.accept();
    assert_eq!((rig.state(), rig.connects), (State::Open, 1));
}
