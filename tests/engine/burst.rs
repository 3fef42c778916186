//! Many messages in one task: shorter, and in nothing else different.

use crate::dice::{Dice, assert_same, config, options};
use crate::rig::{Rig, Text};
use sockline::engine::{
    AttemptId, Config, HeartbeatConfig, PacingConfig, Priority, Resend, SendOptions, Signal, Window,
};

/// Sends in one task, after which everything that can be seen is compared.
fn offer_some(rig: &mut Rig, dice: &mut Dice, number: usize) -> String {
    let mut results = String::new();
    for part in 0..=dice.roll(12) {
        let text = format!("{number}.{part} {}", "x".repeat(dice.roll(400) as usize));
        let options = if dice.roll(4) == 0 { options(dice) } else { SendOptions::default() };
        results += &format!("{:?} ", rig.offer(&text, options));
    }
    rig.drain();
    rig.engine.end_task();
    results
}

fn step(rig: &mut Rig, dice: &mut Dice, number: usize) -> String {
    let millis = f64::from(dice.roll(300));
    match dice.roll(11) {
        0..=4 => return offer_some(rig, dice, number),
        5 if rig.socket.is_some() => rig.transmit(millis * 50.0),
        6 => rig.advance(millis),
        7 => rig.advance(millis * 100.0),
        8 if rig.socket.is_some() => rig.lose(1006),
        9 => {
            rig.not_open = !rig.not_open;
            rig.drain();
        }
        _ if rig.socket.is_some() => rig.accept(),
        _ => drop(rig.until_retry()),
    }
    String::new()
}

#[test]
fn a_burst_differs_from_single_messages_in_nothing() {
    let in_bursts = assert_same(|seed, bursts| {
        let mut dice = Dice(seed);
        let mut rig = Rig::open_with(config(&mut dice));
        rig.blind = dice.roll(8) == 0;
        (rig.takes_the_short_way, rig.bursts) = (true, bursts);
        rig.tells_late = dice.roll(4) != 0;
        let mut seen = Vec::new();
        for number in 0..60 {
            let result = step(&mut rig, &mut dice, number);
            let engine = &rig.engine;
            let stats = format!("{:?}", engine.stats(rig.time()));
            let deadline = engine.deadline().millis();
            let held = (engine.queued_messages(), engine.has_room(), engine.is_drained());
            seen.push((result, stats, deadline, held, rig.told(), rig.handed.clone()));
        }
        (seen, rig.burst)
    });
    assert!(in_bursts > 3_000, "only {in_bursts} messages went in bursts");
}

/// A connection that has shown how its buffer counts, in the middle of a burst.
fn bursting(config: Config) -> Rig {
    let mut rig = Rig::open_with(config);
    (rig.takes_the_short_way, rig.bursts) = (true, true);
    offer(&mut rig, "first");
    rig
}

fn offer(rig: &mut Rig, text: &str) -> bool {
    rig.offer(text, SendOptions::default()).unwrap()
}

#[test]
fn what_was_lost_in_a_burst_is_sent_again_from_where_it_was_cut() {
    let mut rig = bursting(Config::default());
    for text in ["second", "third", "fourth"] {
        assert!(offer(&mut rig, text));
    }
    assert_eq!(rig.burst, 3);
    rig.drain();
    rig.transmit(13.0);
    rig.drain();
    rig.lose(1006);
    rig.until_retry();
    rig.handed.clear();
    rig.accept();
    assert_eq!(rig.told()[0], "drop third Unknown");
    assert_eq!(rig.handed, ["fourth"]);
}

/// What is dropped and what is sent again after a loss.
fn fates(rig: &mut Rig) -> (Vec<String>, Vec<String>) {
    rig.lose(1006);
    rig.until_retry();
    rig.handed.clear();
    rig.accept();
    let drops = rig.told().into_iter().filter(|told| told.starts_with("drop")).collect();
    (drops, rig.handed.clone())
}

#[test]
fn nobody_knows_the_fate_of_a_burst_whose_buffer_counts_more_than_it_first_showed() {
    let mut rig = bursting(Config { resend: Resend::Unsent, ..Config::default() });
    rig.framing = 6.0;
    for text in ["second", "third"] {
        assert!(offer(&mut rig, text));
    }
    rig.drain();
    rig.transmit(5.0);
    let unknown = ["drop second Unknown", "drop third Unknown"].map(str::to_owned);
    let mut expected = vec!["drop first Unknown".to_owned()];
    expected.extend(unknown);
    assert_eq!(fates(&mut rig), (expected, vec![]));
}

#[test]
fn a_buffer_that_fills_only_in_the_middle_of_a_burst_makes_nothing_arrive_twice() {
    // As in Node, where it shows what the system has not taken at once.
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    for _ in 0..10 {
        assert!(offer(&mut rig, "message"));
    }
    assert_eq!(rig.burst, 9);
    // Nine have left, and of the tenth nothing.
    rig.blind = false;
    rig.transmit(63.0);
    rig.drain();
    let (drops, again) = fates(&mut rig);
    assert_eq!((drops.len(), again.len()), (9, 0), "{drops:?}");
    assert!(drops.iter().all(|drop| drop == "drop message Unknown"), "{drops:?}");
}

#[test]
fn a_burst_that_is_blurred_is_delivered_when_all_of_it_has_left() {
    let mut rig = bursting(Config::default());
    rig.framing = 6.0;
    for text in ["second", "third"] {
        assert!(offer(&mut rig, text));
    }
    rig.drain();
    rig.transmit(f64::INFINITY);
    rig.advance(100.0);
    assert!(rig.engine.is_drained());
}

#[test]
fn a_message_that_the_buffer_shows_late_is_not_taken_for_delivered() {
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    assert!(offer(&mut rig, "first"));
    rig.blind = false;
    rig.drain();
    assert_eq!(fates(&mut rig), (vec![], vec!["first".to_owned()]));
}

#[test]
fn a_burst_of_an_abandoned_connection_says_nothing_of_the_next() {
    let mut rig = bursting(Config { resend: Resend::Unsent, ..Config::default() });
    assert!(offer(&mut rig, "second"));
    rig.reconnect();
    rig.accept();
    rig.told();
    // The first look at the new buffer finds a message and what another has handed to it.
    let sent = rig.engine.send_at_once(rig.time(), Text("third".into()), SendOptions::default());
    let (attempt, envelope) = sent.unwrap();
    rig.engine.handle_transmitted(attempt, envelope, 5.0);
    rig.socket.as_mut().unwrap().buffered = 15.0;
    rig.drain();
    assert_eq!(fates(&mut rig), (vec![], vec!["third".to_owned()]));
}

#[test]
fn without_a_window_a_burst_is_looked_at_after_a_megabyte() {
    let pacing = PacingConfig { window: Window::Unlimited, ..PacingConfig::default() };
    let rig = bursting(Config { pacing, ..Config::default() });
    assert_eq!(rig.engine.burst_room(), Some(1_048_576.0));
}

#[test]
fn a_burst_ends_where_the_window_does() {
    let window = Window::Fixed(30.0);
    let pacing = PacingConfig { window, ..PacingConfig::default() };
    let mut rig = bursting(Config { pacing, ..Config::default() });
    assert!(offer(&mut rig, "0123456789"));
    assert!(!offer(&mut rig, "01234567890123456789"));
    assert!(!offer(&mut rig, "x"));
    assert_eq!((rig.burst, rig.engine.queued_messages()), (1, 2));
}

#[test]
fn no_burst_begins_where_the_window_is_full() {
    let pacing = PacingConfig { window: Window::Fixed(5.0), ..PacingConfig::default() };
    let mut rig = Rig::open_with(Config { pacing, ..Config::default() });
    let sent = rig.engine.send_at_once(rig.time(), Text("first".into()), SendOptions::default());
    let (attempt, envelope) = sent.unwrap();
    let id = envelope.id();
    rig.engine.handle_transmitted(attempt, envelope, 5.0);
    assert!(!rig.engine.begin_burst(id));
    // Not even for an empty message, which the window would admit.
    assert_eq!(rig.engine.burst_room(), None);
}

#[test]
fn a_buffer_that_counts_in_its_own_way_is_asked_each_time() {
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.framing) = (true, true, 6.0);
    assert!(offer(&mut rig, "first") && offer(&mut rig, "second"));
    assert_eq!((rig.shortened, rig.burst), (2, 0));
}

/// A message of the burst goes into the driver's hands.
fn hold(rig: &mut Rig) -> AttemptId {
    assert!(rig.engine.burst_room().is_some());
    rig.engine.hold_in_burst();
    rig.engine.attempt()
}

#[test]
fn a_message_refused_in_a_burst_is_given_back_and_the_next_goes() {
    let mut rig = bursting(Config::default());
    rig.refuses = Some("bad");
    assert!(!offer(&mut rig, "bad"));
    assert_eq!(rig.told(), ["drop bad Refused"]);
    assert!(offer(&mut rig, "good"));
    assert_eq!(rig.handed, ["first", "good"]);
}

#[test]
fn what_did_not_go_takes_no_room_in_a_burst() {
    let window = Window::Fixed(20.0);
    let pacing = PacingConfig { window, ..PacingConfig::default() };
    let mut rig = bursting(Config { pacing, ..Config::default() });
    let attempt = hold(&mut rig);
    rig.engine.handle_sent_in_burst(attempt, Text("0123456789".into()), false);
    assert_eq!(rig.engine.burst_room(), Some(15.0));
}

#[test]
fn a_message_whose_connection_ends_while_the_browser_takes_it_is_of_unknown_fate() {
    let mut rig = bursting(Config::default());
    let attempt = hold(&mut rig);
    rig.lose(1006);
    let text = Text("taken".into());
    rig.engine.handle_sent_in_burst(attempt, text, true);
    rig.drain();
    assert!(rig.told().contains(&"drop taken Unknown".into()));
}

#[test]
fn a_burst_does_not_outlive_its_connection() {
    let mut rig = bursting(Config::default());
    rig.lose(1006);
    rig.until_retry();
    assert_eq!(rig.engine.burst_room(), None);
    rig.accept();
    assert_eq!(rig.engine.burst_room(), None);
}

#[test]
fn nothing_joins_a_burst_while_a_message_is_in_hand() {
    let mut rig = bursting(Config::default());
    hold(&mut rig);
    assert_eq!(rig.engine.burst_room(), None);
}

/// Whether a burst has left something to do in which `meanwhile` ran while the browser took a
/// message.
fn has_more_after(config: Config, meanwhile: impl FnOnce(&mut Rig)) -> bool {
    let mut rig = bursting(config);
    rig.told();
    let attempt = hold(&mut rig);
    meanwhile(&mut rig);
    let text = Text("taken".into());
    rig.engine.handle_sent_in_burst(attempt, text, true);
    rig.engine.has_more()
}

#[test]
fn what_is_asked_for_while_the_browser_takes_a_message_of_a_burst_is_left_to_do() {
    let beating = Config { heartbeat: Some(HeartbeatConfig::default()), ..Config::default() };
    assert!(!has_more_after(beating.clone(), |_| ()));
    assert!(has_more_after(beating, |rig| {
        rig.engine.handle_signal(rig.time(), Signal::Awake);
    }));
    assert!(has_more_after(Config::default(), |rig| rig.close()));
}

#[test]
fn a_burst_goes_on_where_the_buffer_has_room_again() {
    let pacing = PacingConfig { window: Window::Fixed(30.0), ..PacingConfig::default() };
    let mut rig = Rig::open_with(Config { pacing, ..Config::default() });
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    for _ in 0..10 {
        assert!(offer(&mut rig, "0123456789"));
    }
    assert_eq!((rig.burst, rig.handed.len()), (9, 10));
}

#[test]
fn no_burst_goes_on_in_another_task_though_nothing_is_left_of_it() {
    let pacing = PacingConfig { window: Window::Fixed(30.0), ..PacingConfig::default() };
    let mut rig = Rig::open_with(Config { pacing, ..Config::default() });
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    for _ in 0..4 {
        assert!(offer(&mut rig, "0123456789"));
    }
    // All of it has left, so that nobody asks for the buffer.
    assert!(rig.engine.is_drained() && !rig.engine.wants_buffered());
    rig.drain();
    rig.engine.end_task();
    assert_eq!(rig.engine.burst_room(), None);
}

#[test]
fn what_is_sent_while_the_browser_takes_a_message_of_a_burst_comes_after_it() {
    let mut rig = bursting(Config { resend: Resend::All, ..Config::default() });
    let attempt = hold(&mut rig);
    let nested = rig.engine.send(rig.time(), Text("inner".into()), SendOptions::default()).unwrap();
    rig.lose(1006);
    let text = Text("outer".into());
    let outer = rig.engine.handle_sent_in_burst(attempt, text, true);
    assert!(outer.number() < nested.number());
    rig.drain();
    rig.until_retry();
    rig.handed.clear();
    rig.accept();
    assert_eq!(rig.handed, ["first", "outer", "inner"]);
}

#[test]
fn what_goes_another_way_in_the_same_task_takes_the_bursts_room() {
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    assert!(offer(&mut rig, "first") && offer(&mut rig, "second"));
    assert!(rig.engine.burst_room().is_some());
    // The buffer, which has shown nothing, shows that it is full.
    rig.blind = false;
    let urgent = SendOptions { priority: Priority::High, ..SendOptions::default() };
    let sent = rig.engine.send_at_once(rig.time(), Text("x".into()), urgent).unwrap();
    let (attempt, envelope) = sent;
    rig.engine.handle_transmitted(attempt, envelope, 100_000.0);
    assert_eq!(rig.engine.burst_room(), None);
}

#[test]
fn a_burst_ends_with_a_message_that_the_buffer_counts_in_another_way() {
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    assert!(offer(&mut rig, "first") && offer(&mut rig, "second"));
    let urgent = SendOptions { priority: Priority::High, ..SendOptions::default() };
    let sent = rig.engine.send_at_once(rig.time(), Text("third".into()), urgent).unwrap();
    let (attempt, envelope) = sent;
    let id = envelope.id();
    rig.engine.handle_transmitted(attempt, envelope, 11.0);
    assert!(!rig.engine.begin_burst(id));
    assert_eq!(rig.engine.burst_room(), None);
}

#[test]
fn what_has_left_in_the_middle_of_a_burst_makes_room_in_it() {
    let window = Window::Fixed(30_000.0);
    let pacing = PacingConfig { window, ..PacingConfig::default() };
    let mut rig = bursting(Config { pacing, ..Config::default() });
    let mut handed = vec![Text("x".repeat(10_000)), Text("y".repeat(10_000))];
    // As where a dialog lets the browser run other tasks.
    rig.engine.renew_burst(rig.time(), rig.engine.attempt(), 8_000.0, &mut handed);
    assert_eq!(rig.engine.burst_room(), Some(22_000.0));
}

#[test]
fn a_burst_in_a_long_task_does_not_take_the_link_for_one_that_stands_still() {
    let mut rig = bursting(Config::default());
    let (attempt, before) = (rig.engine.attempt(), rig.stats().window);
    let mut buffered = 5.0;
    for _ in 0..4 {
        rig.sleep(80.0);
        buffered += 10_000.0;
        let mut handed = vec![Text("x".repeat(10_000))];
        rig.engine.renew_burst(rig.time(), attempt, buffered, &mut handed);
        assert!(handed.is_empty());
    }
    assert_eq!(rig.stats().window, before);
    assert_eq!(rig.engine.burst_room(), Some(65_536.0 - buffered));
}

#[test]
fn what_a_burst_has_counted_is_counted_whether_it_is_seen_to_have_left_or_not() {
    for blind in [false, true] {
        let mut rig = Rig::open();
        (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, blind);
        for _ in 0..20 {
            assert!(offer(&mut rig, &"x".repeat(10_000)) || !blind);
        }
        rig.drain();
        let handed = rig.handed.len() as f64;
        let stats = rig.stats();
        assert_eq!((stats.messages_sent, stats.bytes_sent), (handed, handed * 10_000.0));
        assert_eq!(handed == 20.0, blind, "{handed}");
    }
}

#[test]
fn what_the_buffer_shows_only_when_it_is_asked_in_a_burst_has_not_left() {
    let mut rig = Rig::open();
    (rig.takes_the_short_way, rig.bursts, rig.blind) = (true, true, true);
    assert!(offer(&mut rig, "first") && offer(&mut rig, "second"));
    rig.blind = false;
    rig.socket.as_mut().unwrap().buffered = 5.0;
    let mut handed = vec![Text("third".into())];
    rig.engine.renew_burst(rig.time(), rig.engine.attempt(), 5.0, &mut handed);
    let (drops, again) = fates(&mut rig);
    assert!(drops.contains(&"drop third Unknown".into()), "{drops:?} {again:?}");
}
