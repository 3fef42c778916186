//! Sending past the queue: shorter, and in nothing else different.

use crate::dice::{Dice, assert_same, config, options};
use crate::rig::{Rig, Text};
use sockline::engine::{Config, PacingConfig, SendOptions, Window};

/// One step of a session, after which everything that can be seen is compared.
fn step(rig: &mut Rig, kind: u32, dice: &mut Dice, number: usize) -> String {
    let size = dice.roll(4_000) as usize;
    let millis = f64::from(dice.roll(300));
    match kind {
        0..=5 => {
            let text = format!("{number} {}", "x".repeat(size));
            return format!("{:?}", rig.offer(&text, options(dice)));
        }
        6 if rig.socket.is_some() => rig.transmit(size as f64 * 4.0),
        7 => rig.advance(millis),
        8 => rig.advance(millis * 100.0),
        9 if rig.socket.is_some() => rig.lose(1006),
        10 => {
            rig.not_open = !rig.not_open;
            rig.drain();
        }
        _ if rig.socket.is_some() => rig.accept(),
        _ => drop(rig.until_retry()),
    }
    String::new()
}

#[test]
fn the_short_way_differs_from_the_long_one_in_nothing() {
    let shortened = assert_same(|seed, takes_the_short_way| {
        let mut dice = Dice(seed);
        let mut rig = Rig::open_with(config(&mut dice));
        rig.takes_the_short_way = takes_the_short_way;
        let mut seen = Vec::new();
        for number in 0..60 {
            let kind = dice.roll(12);
            let result = step(&mut rig, kind, &mut dice, number);
            let engine = &rig.engine;
            let stats = format!("{:?}", engine.stats(rig.time()));
            let deadline = engine.deadline().millis();
            let held = (engine.queued_messages(), engine.queued_bytes(), engine.is_drained());
            seen.push((kind, result, stats, deadline, held, rig.told(), rig.handed.clone()));
        }
        (seen, rig.shortened)
    });
    assert!(shortened > 1_000, "only {shortened} messages took the short way");
}

#[test]
fn a_message_that_has_to_wait_is_returned_as_it_was() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    let options = SendOptions { key: Some("key".to_owned()), ..SendOptions::default() };
    let returned = rig.engine.send_at_once(rig.time(), Text("early".into()), options);
    let (text, options) = returned.unwrap_err();
    assert_eq!((text.0.as_str(), options.key.as_deref()), ("early", Some("key")));
    assert_eq!((rig.engine.queued_messages(), rig.engine.is_drained()), (0, true));
}

#[test]
fn nothing_overtakes_what_waits() {
    let window = Window::Fixed(10.0);
    let pacing = PacingConfig { window, ..PacingConfig::default() };
    let mut rig = Rig::open_with(Config { pacing, ..Config::default() });
    rig.takes_the_short_way = true;
    for text in ["12345678", "waits", "x"] {
        rig.offer(text, SendOptions::default()).unwrap();
    }
    assert_eq!((rig.handed.len(), rig.shortened), (1, 1));
    rig.transmit(8.0);
    rig.advance(100.0);
    assert_eq!(rig.handed, ["12345678", "waits", "x"]);
}

#[test]
fn a_message_whose_time_is_over_does_not_go() {
    let mut rig = Rig::open();
    for ttl in [-1.0, f64::NAN] {
        let options = SendOptions { ttl, ..SendOptions::default() };
        let text = Text("late".into());
        assert!(rig.engine.send_at_once(rig.time(), text, options).is_err(), "{ttl}");
    }
}
