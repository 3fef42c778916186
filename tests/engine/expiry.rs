//! In which order messages expire, whatever the order in which they were sent.

use crate::rig::{Rig, Text};
use sockline::engine::{Config, Overflow, QueueConfig, SendErrorKind, SendOptions};

/// Numbers from 0 to `count` in an order without a pattern (a multiplicative
/// generator runs through all of them if its factor fits the prime modulus).
fn shuffled(count: u64) -> impl Iterator<Item = u64> {
    const PRIME: u64 = 1_009;
    let mut number = 1;
    (1..PRIME)
        .map(move |_| {
            number = number * 11 % PRIME;
            number
        })
        .filter(move |number| *number <= count)
        .map(|number| number - 1)
}

fn living(ttl: f64) -> SendOptions<String> {
    SendOptions { ttl, ..SendOptions::default() }
}

#[test]
fn each_message_expires_at_its_own_time() {
    let mut rig = Rig::new(Config::default());
    for number in shuffled(500) {
        rig.send_with(&number.to_string(), living(number as f64 * 10.0)).unwrap();
    }
    for number in 0..500 {
        let deadline = rig.engine.deadline().millis();
        assert_eq!(deadline, f64::from(number) * 10.0);
        rig.advance(deadline - rig.now + 1.0);
        assert_eq!(rig.told(), [format!("drop {number} Expired")]);
    }
    assert!(rig.engine.deadline().is_never());
}

#[test]
fn those_that_expire_together_are_told_in_the_order_of_sending() {
    let mut rig = Rig::new(Config::default());
    let mut expected = Vec::new();
    for number in 0..100 {
        rig.send_with(&number.to_string(), living(50.0)).unwrap();
        expected.push(format!("drop {number} Expired"));
    }
    rig.advance(51.0);
    assert_eq!(rig.told(), expected);
}

#[test]
fn a_message_that_leaves_takes_its_deadline_with_it() {
    let keyed = |number: u64, ttl| SendOptions { key: Some(number.to_string()), ..living(ttl) };
    let mut rig = Rig::new(Config::default());
    for number in shuffled(300) {
        rig.send_with("old", keyed(number, 10.0 + number as f64 * 10.0)).unwrap();
    }
    // Two of three get another deadline, in the middle of the heap.
    for number in shuffled(300).filter(|number| number % 3 != 0) {
        let ttl = if number % 3 == 1 { f64::INFINITY } else { 5_000.0 + number as f64 };
        rig.send_with(&format!("new {number}"), keyed(number, ttl)).unwrap();
    }
    rig.told();
    for number in (0..300).step_by(3) {
        assert_eq!(rig.engine.deadline().millis(), 10.0 + f64::from(number) * 10.0);
        rig.advance(rig.engine.deadline().millis() - rig.now + 1.0);
        assert_eq!(rig.told(), ["drop old Expired"]);
    }
    for number in (2..300).step_by(3) {
        assert_eq!(rig.engine.deadline().millis(), 5_000.0 + f64::from(number));
        rig.advance(rig.engine.deadline().millis() - rig.now + 0.5);
        assert_eq!(rig.told(), [format!("drop new {number} Expired")]);
    }
    assert!(rig.engine.deadline().is_never());
    assert_eq!(rig.engine.queued_messages(), 100);
}

#[test]
fn numbers_are_unique_and_ascend() {
    let mut rig = Rig::new(Config::default());
    let now = rig.time();
    let mut last = 0;
    for _ in 0..10 {
        let sent = rig.engine.send(now, Text("x".into()), SendOptions::default());
        let number = sent.unwrap().number();
        assert!(number > last);
        last = number;
    }
}

#[test]
fn what_has_expired_takes_no_room_though_the_timer_is_late() {
    for overflow in [Overflow::Reject, Overflow::DropNewest, Overflow::DropOldest] {
        let queue = QueueConfig { max_messages: 2, overflow, ..QueueConfig::default() };
        let mut rig = Rig::new(Config { queue, ..Config::default() });
        rig.send("stays").unwrap();
        rig.send_with("expires", living(50.0)).unwrap();
        rig.sleep(51.0);
        rig.send("new").unwrap();
        assert_eq!(rig.told(), ["drop expires Expired"]);
        assert_eq!(rig.engine.queued_messages(), 2);
    }
}

#[test]
fn a_message_has_its_place_until_its_time_is_over() {
    let queue = QueueConfig { max_messages: 1, ..QueueConfig::default() };
    let mut rig = Rig::new(Config { queue, ..Config::default() });
    rig.send_with("living", living(1.0)).unwrap();
    assert_eq!(rig.send("second"), Err(SendErrorKind::Full));
    assert_eq!(rig.engine.queued_messages(), 1);
}

#[test]
fn a_time_to_live_that_is_no_number_is_none() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("first", living(f64::NAN)).unwrap();
    rig.send_with("second", living(50.0)).unwrap();
    rig.send_with("third", living(f64::NAN)).unwrap();
    assert_eq!(rig.engine.deadline().millis(), 50.0);
    rig.advance(51.0);
    assert_eq!(rig.told(), ["drop second Expired"]);
    rig.start();
    rig.accept();
    assert_eq!(rig.handed, ["first", "third"]);
}
