//! When a message that arrives has nothing to be done but told.

use crate::rig::Rig;
use sockline::engine::{Config, HeartbeatConfig, SendOptions};

fn arrives(rig: &mut Rig) -> Option<bool> {
    let attempt = rig.engine.attempt();
    rig.engine.is_at_rest().then(|| rig.engine.count_message(attempt, 7.0))
}

#[test]
fn a_message_that_arrives_at_rest_is_told_and_counted() {
    let mut rig = Rig::open();
    assert_eq!(arrives(&mut rig), Some(true));
    let stats = rig.stats();
    assert_eq!((stats.messages_received, stats.bytes_received), (1.0, 7.0));
    assert!(rig.engine.is_at_rest());
}

#[test]
fn what_an_earlier_connection_brings_is_not_told() {
    let mut rig = Rig::open();
    let earlier = rig.engine.attempt();
    rig.lose(1006);
    rig.until_retry();
    rig.accept();
    assert!(rig.engine.is_at_rest());
    assert!(!rig.engine.count_message(earlier, 7.0));
    assert_eq!(rig.stats().messages_received, 0.0);
}

#[test]
fn there_is_no_rest_while_a_deadline_runs() {
    let heartbeat = Some(HeartbeatConfig::default());
    let mut rig = Rig::open_with(Config { heartbeat, ..Config::default() });
    assert_eq!(arrives(&mut rig), None);
}

#[test]
fn a_heartbeat_hears_when_its_answer_comes() {
    // Pings that may be answered at any time leave no deadline behind.
    let heartbeat = Some(HeartbeatConfig { deadline: f64::INFINITY, ..HeartbeatConfig::default() });
    let mut rig = Rig::open_with(Config { heartbeat, ..Config::default() });
    rig.blind = true;
    rig.advance(25_000.0);
    rig.drain();
    assert_eq!(rig.pings, 1);
    rig.sleep(70.0);
    assert!(rig.receive(1.0, true));
    assert_eq!(rig.stats().round_trip, Some(70.0));
}

#[test]
fn there_is_no_rest_while_something_waits_or_is_on_its_way() {
    let mut rig = Rig::open();
    rig.send("on its way").unwrap();
    assert_eq!(arrives(&mut rig), None);
    rig.transmit(f64::INFINITY);
    rig.drain();
    rig.engine.handle_timer(rig.time());
    rig.advance(100.0);
    assert_eq!(arrives(&mut rig), Some(true));
    rig.engine.send(rig.time(), crate::rig::Text("waits".into()), SendOptions::default()).unwrap();
    assert_eq!(arrives(&mut rig), None);
}

#[test]
fn there_is_no_rest_before_everything_was_told_and_done() {
    let mut rig = Rig::new(Config::default());
    rig.engine.open(rig.time());
    assert!(!rig.engine.is_at_rest());
    let mut rig = Rig::open();
    rig.engine.close(rig.time(), sockline::engine::CloseRequest::plain());
    assert!(!rig.engine.is_at_rest());
    rig.drain();
    rig.lose(1000);
    assert!(rig.engine.is_at_rest());
}
