//! The figures of a client.

use crate::rig::{Rig, retrying};
use sockline::engine::{
    Config, DropReason, Dropped, Overflow, PacingConfig, QueueConfig, Resend, SendOptions, State,
    Window,
};

#[test]
fn attempts_connections_and_retries_are_counted() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.fail();
    rig.until_retry();
    rig.fail();
    rig.until_retry();
    rig.accept();
    let stats = rig.stats();
    assert_eq!((stats.attempts, stats.connections, stats.retries), (3, 1, 2));
    rig.reconnect();
    rig.accept();
    let stats = rig.stats();
    assert_eq!((stats.attempts, stats.connections, stats.retries), (4, 2, 0));
}

#[test]
fn messages_and_bytes_are_counted_both_ways() {
    let mut rig = Rig::open();
    rig.send("four").unwrap();
    rig.send("sixsix").unwrap();
    rig.receive(100.0, false);
    rig.receive(23.0, false);
    let stats = rig.stats();
    assert_eq!((stats.messages_sent, stats.bytes_sent), (2.0, 10.0));
    assert_eq!((stats.messages_received, stats.bytes_received), (2.0, 123.0));
}

#[test]
fn time_in_state_begins_with_each_state() {
    let mut rig = Rig::new(Config::default());
    rig.sleep(70.0);
    assert_eq!(rig.stats().time_in_state, 70.0);
    rig.start();
    assert_eq!(rig.stats().time_in_state, 0.0);
    rig.advance(30.0);
    rig.accept();
    rig.advance(50.0);
    assert_eq!(rig.stats().time_in_state, 50.0);
    rig.fail();
    assert_eq!((rig.state(), rig.stats().time_in_state), (State::Waiting, 0.0));
}

#[test]
fn the_window_told_is_the_window_kept() {
    for (window, expected) in [
        (Window::Adaptive, 65_536.0),
        (Window::Fixed(500.0), 500.0),
        (Window::Unlimited, f64::INFINITY),
    ] {
        let pacing = PacingConfig { window, ..PacingConfig::default() };
        let rig = Rig::open_with(Config { pacing, ..Config::default() });
        assert_eq!(rig.stats().window, expected);
    }
}

/// Drops one message for each reason; gives the count that it left.
fn dropped(reason: DropReason) -> Dropped {
    let one =
        QueueConfig { max_messages: 1, overflow: Overflow::DropOldest, ..QueueConfig::default() };
    let keyed = || SendOptions { key: Some("k".into()), ..SendOptions::default() };
    let mut rig = match reason {
        DropReason::Overflow => Rig::new(Config { queue: one, ..Config::default() }),
        DropReason::Unsent => Rig::open_with(Config { resend: Resend::Never, ..Config::default() }),
        DropReason::Unknown | DropReason::Refused => Rig::open(),
        _ => Rig::new(retrying(|_| {})),
    };
    match reason {
        DropReason::Overflow => {
            rig.send("a").unwrap();
            rig.send("b").unwrap();
        }
        DropReason::Expired => {
            rig.send_with("a", SendOptions { ttl: 5.0, ..SendOptions::default() }).unwrap();
            rig.advance(5.0);
        }
        DropReason::Replaced => {
            rig.send_with("a", keyed()).unwrap();
            rig.send_with("b", keyed()).unwrap();
        }
        DropReason::Closed => {
            rig.send("a").unwrap();
            rig.close();
        }
        DropReason::Unsent => {
            rig.send("a").unwrap();
            rig.fail();
        }
        DropReason::Unknown => {
            rig.send("a").unwrap();
            // Cut by the edge of what has left.
            rig.transmit(0.5);
            rig.fail();
        }
        DropReason::Refused => {
            rig.refuses = Some("a");
            rig.send("a").unwrap();
        }
    }
    let told = rig.told();
    let drops: Vec<_> = told.iter().filter(|told| told.starts_with("drop")).collect();
    assert_eq!(drops, [&format!("drop a {reason:?}")]);
    rig.stats().dropped
}

#[test]
fn drops_are_counted_by_reason() {
    let none = Dropped::default;
    for (reason, expected) in [
        (DropReason::Overflow, Dropped { overflow: 1.0, ..none() }),
        (DropReason::Expired, Dropped { expired: 1.0, ..none() }),
        (DropReason::Replaced, Dropped { replaced: 1.0, ..none() }),
        (DropReason::Closed, Dropped { closed: 1.0, ..none() }),
        (DropReason::Unsent, Dropped { unsent: 1.0, ..none() }),
        (DropReason::Unknown, Dropped { unknown: 1.0, ..none() }),
        (DropReason::Refused, Dropped { refused: 1.0, ..none() }),
    ] {
        assert_eq!(dropped(reason), expected, "{reason:?}");
    }
}
