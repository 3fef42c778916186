//! The heartbeat.

use crate::rig::{Rig, retrying};
use sockline::engine::{
    Config, HeartbeatConfig, PacingConfig, QueueConfig, SendErrorKind, Signal, State, Window,
};

fn beating() -> Rig {
    beating_by(HeartbeatConfig::default())
}

fn beating_by(heartbeat: HeartbeatConfig) -> Rig {
    Rig::open_with(Config { heartbeat: Some(heartbeat), ..Config::default() })
}

/// Pings whose answers are awaited for ever.
fn patient(interval: f64) -> Rig {
    beating_by(HeartbeatConfig { interval, deadline: f64::INFINITY })
}

#[test]
fn a_silent_connection_is_pinged_and_abandoned_at_the_deadline() {
    let mut rig = beating();
    rig.advance(24_999.0);
    assert_eq!(rig.pings, 0);
    rig.advance(1.0);
    assert_eq!(rig.pings, 1);
    rig.advance(9_999.0);
    assert_eq!(rig.state(), State::Open);
    rig.advance(1.0);
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Heartbeat"]);
    assert!(rig.socket.is_none());
}

#[test]
fn any_data_counts_as_life() {
    let mut rig = beating();
    for _ in 0..20 {
        rig.advance(20_000.0);
        assert!(rig.receive(1.0, false));
    }
    assert_eq!(rig.pings, 0);
    rig.advance(25_000.0);
    assert_eq!(rig.pings, 1);
    rig.advance(5_000.0);
    rig.receive(1.0, false);
    rig.advance(24_000.0);
    assert_eq!((rig.state(), rig.pings), (State::Open, 1));
}

#[test]
fn what_arrives_in_the_clock_s_tick_of_the_ping_counts_as_life() {
    let mut rig = beating();
    rig.advance(25_000.0);
    assert_eq!(rig.pings, 1);
    rig.receive(1.0, false);
    rig.advance(25_000.0);
    assert_eq!((rig.state(), rig.pings), (State::Open, 2));
}

#[test]
fn the_deadline_counts_from_the_ping_not_from_the_last_message() {
    let mut rig = beating_by(HeartbeatConfig { interval: 10_000.0, deadline: 2_000.0 });
    rig.advance(11_999.0);
    assert_eq!(rig.state(), State::Open);
    rig.receive(4.0, true);
    rig.advance(11_999.0);
    assert_eq!(rig.state(), State::Open);
    rig.advance(1.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn the_round_trip_is_measured_by_replies_only() {
    let mut rig = beating();
    rig.advance(25_000.0);
    rig.advance(40.0);
    rig.receive(1.0, false);
    assert_eq!(rig.stats().round_trip, None);
    rig.advance(40.0);
    rig.receive(4.0, true);
    let stats = rig.stats();
    assert_eq!((stats.round_trip, stats.smoothed_round_trip), (Some(80.0), Some(80.0)));
    rig.advance(25_000.0);
    rig.receive(4.0, true);
    let stats = rig.stats();
    assert_eq!((stats.round_trip, stats.smoothed_round_trip), (Some(0.0), Some(70.0)));
    // A reply that nobody asked for measures nothing.
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, Some(0.0));
}

#[test]
fn a_reconnection_forgets_the_pending_ping() {
    let mut rig = beating();
    rig.advance(25_000.0);
    rig.fail();
    rig.until_retry();
    rig.accept();
    rig.advance(24_999.0);
    assert_eq!((rig.state(), rig.pings), (State::Open, 1));
}

#[test]
fn there_is_no_beat_while_there_is_no_connection() {
    let mut rig = beating();
    rig.close();
    rig.advance(9_000.0);
    rig.lose(1000);
    rig.advance(3_600_000.0);
    assert_eq!(rig.pings, 0);
}

#[test]
fn without_a_heartbeat_nothing_beats() {
    let mut rig = Rig::open();
    rig.signal(Signal::Awake);
    rig.advance(3_600_000.0);
    assert_eq!((rig.pings, rig.state()), (0, State::Open));
}

#[test]
fn waking_up_probes_at_once() {
    let mut rig = beating();
    rig.sleep(3_600_000.0);
    rig.signal(Signal::Awake);
    assert_eq!(rig.pings, 1);
    rig.advance(10_000.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_deadline_that_passed_in_sleep_is_asked_again_once() {
    let mut rig = beating();
    rig.advance(25_000.0);
    rig.sleep(60_000.0);
    rig.advance(0.0);
    assert_eq!((rig.state(), rig.pings), (State::Open, 2));
    rig.sleep(60_000.0);
    rig.advance(0.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_dead_connection_is_noticed_by_the_clock_before_anything_is_sent() {
    let mut rig = beating();
    rig.advance(25_000.0);
    rig.sleep(10_000.5);
    rig.send("not into the void").unwrap();
    assert_eq!(rig.handed, [""; 0]);
    rig.until_retry();
    rig.accept();
    assert_eq!(rig.handed, ["not into the void"]);
}

#[test]
fn going_offline_probes_rather_than_drops() {
    let mut rig = beating();
    rig.advance(1_000.0);
    rig.signal(Signal::Offline);
    assert_eq!((rig.state(), rig.pings), (State::Open, 1));
    rig.signal(Signal::Offline);
    assert_eq!(rig.pings, 1);
    rig.receive(4.0, true);
    rig.advance(20_000.0);
    assert_eq!(rig.state(), State::Open);
}

#[test]
fn a_ping_behind_a_large_message_waits_as_long_as_the_message_moves() {
    let mut rig = beating_by(HeartbeatConfig { interval: 1_000.0, deadline: 5_000.0 });
    rig.send(&"x".repeat(60_000)).unwrap();
    // 1,000 bytes a second: the ping leaves after a minute.
    for second in 0..60 {
        rig.transmit(1_000.0);
        rig.advance(1_000.0);
        assert_eq!(rig.state(), State::Open, "after {second} s, {} pings", rig.pings);
    }
    assert_eq!(rig.pings, 1);
    rig.advance(4_000.0);
    assert_eq!(rig.state(), State::Open);
    rig.advance(200.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_ping_below_the_browser_waits_as_long_as_what_follows_it_moves() {
    let mut rig = beating_by(HeartbeatConfig { interval: 1_000.0, deadline: 5_000.0 });
    // The system takes what the browser holds, the ping too, and its buffers are
    // full: all that follows leaves no faster than the link carries it.
    rig.advance(1_000.0);
    assert_eq!(rig.pings, 1);
    rig.transmit(f64::INFINITY);
    rig.advance(100.0);
    rig.send(&"x".repeat(60_000)).unwrap();
    for second in 0..59 {
        rig.transmit(1_000.0);
        rig.advance(1_000.0);
        assert_eq!(rig.state(), State::Open, "after {second} s");
    }
    // Then nothing moves any more.
    rig.advance(5_200.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_ping_behind_a_message_that_does_not_move_has_its_deadline() {
    let mut rig = beating();
    rig.advance(24_000.0);
    rig.send(&"x".repeat(60_000)).unwrap();
    rig.advance(11_000.0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_deadline_noticed_a_second_late_is_believed_and_later_is_asked_again() {
    for (late, state) in [(1_000.0, State::Waiting), (1_000.5, State::Open)] {
        let mut rig = beating();
        rig.advance(25_000.0);
        rig.sleep(10_000.0 + late);
        rig.advance(0.0);
        assert_eq!(rig.state(), state, "{late} ms late");
    }
}

#[test]
fn the_reply_to_a_ping_that_was_asked_again_measures_nothing() {
    let mut rig = beating();
    rig.advance(25_000.0);
    rig.sleep(60_000.0);
    rig.advance(0.0);
    assert_eq!(rig.pings, 2);
    // It answers the first, and had lain unread for as long as the device slept.
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, None);
    // By now only the second is out.
    rig.advance(40.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, Some(40.0));
}

#[test]
fn a_reply_that_either_of_two_pings_may_have_caused_measures_nothing() {
    let mut rig = beating();
    rig.advance(25_001.0);
    // Other data shows that the connection lives, and the reply is still to come.
    rig.receive(100.0, false);
    rig.advance(25_000.0);
    assert_eq!(rig.pings, 2);
    rig.advance(1_000.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, None);
}

#[test]
fn a_reply_measures_nothing_while_that_to_an_earlier_ping_is_still_to_come() {
    let mut rig = beating();
    for pings in 1..=2 {
        rig.advance(25_000.0);
        assert_eq!(rig.pings, pings);
        rig.receive(100.0, false);
    }
    // It answers the first, and the next one the second, though a third ping is out by then.
    rig.receive(4.0, true);
    rig.advance(25_000.0);
    assert_eq!(rig.pings, 3);
    rig.advance(1.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, None);
    // Nothing but the third is unanswered now.
    rig.advance(1.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, Some(2.0));
}

#[test]
fn pings_that_a_lost_connection_did_not_answer_are_forgotten() {
    let mut rig = beating();
    for _ in 0..2 {
        rig.advance(25_000.0);
        rig.receive(100.0, false);
    }
    rig.fail();
    rig.until_retry();
    rig.accept();
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, None);
    rig.advance(25_000.0);
    rig.advance(40.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, Some(40.0));
}

#[test]
fn a_socket_that_is_not_open_any_more_gets_no_ping_and_is_given_up() {
    let mut rig = Rig::open_with(Config {
        heartbeat: Some(HeartbeatConfig::default()),
        ..retrying(|retry| retry.close_deadline = f64::INFINITY)
    });
    rig.not_open = true;
    rig.send("x").unwrap();
    rig.advance(25_000.0);
    assert_eq!((rig.state(), rig.pings), (State::Open, 0));
    rig.advance(10_000.0);
    assert_eq!((rig.state(), rig.pings), (State::Waiting, 0));
}

#[test]
fn pings_that_may_stay_unanswered_for_ever_go_on() {
    let mut rig = patient(1_000.0);
    rig.blind = true;
    rig.advance(60_500.0);
    assert_eq!(rig.pings, 60);
    assert_eq!(rig.state(), State::Open);
    // What arrives puts the next one off, as always.
    rig.receive(4.0, true);
    rig.advance(999.0);
    assert_eq!(rig.pings, 60);
    rig.advance(1.0);
    assert_eq!(rig.pings, 61);
}

#[test]
fn room_is_noticed_when_a_ping_has_left_the_buffer() {
    for message in ["no room", ""] {
        let mut rig = Rig::open_with(Config {
            heartbeat: Some(HeartbeatConfig { interval: 1_000.0, deadline: 60_000.0 }),
            queue: QueueConfig { max_messages: 0, ..QueueConfig::default() },
            pacing: PacingConfig { window: Window::Fixed(0.0), poll: 100.0 },
            ..Config::default()
        });
        rig.advance(1_000.0);
        assert_eq!(rig.pings, 1);
        assert_eq!(rig.send(message), Err(SendErrorKind::Full));
        rig.transmit(f64::INFINITY);
        rig.advance(100.0);
        assert!(rig.engine.has_room());
        // Nobody looks any more.
        assert_eq!(rig.engine.deadline().millis(), 61_000.0);
    }
}

#[test]
fn waking_up_when_a_ping_is_due_sends_one_and_its_reply_measures() {
    let mut rig = patient(25_000.0);
    rig.sleep(30_000.0);
    rig.signal(Signal::Awake);
    assert_eq!(rig.pings, 1);
    rig.sleep(50.0);
    rig.receive(4.0, true);
    assert_eq!(rig.stats().round_trip, Some(50.0));
}

#[test]
fn waking_up_again_and_again_brings_no_second_ping_before_an_answer() {
    let mut rig = patient(25_000.0);
    for _ in 0..20 {
        rig.advance(10.0);
        rig.signal(Signal::Awake);
    }
    assert_eq!(rig.pings, 1);
    rig.receive(4.0, true);
    rig.signal(Signal::Awake);
    assert_eq!(rig.pings, 2);
}

#[test]
fn pings_that_may_stay_unanswered_come_no_more_than_once_a_second() {
    let mut rig = patient(0.0);
    rig.blind = true;
    rig.advance(10_500.0);
    assert_eq!(rig.pings, 11);
}
