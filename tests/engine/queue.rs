//! What waits, in which order, and what happens when there is no room.

use crate::rig::{Rig, Text, paced};
use sockline::engine::{
    Config, DropReason, Event, Outcome, Overflow, PacingConfig, Priority, QueueConfig,
    SendErrorKind, SendOptions, Window,
};

fn bounded(max_messages: usize, max_bytes: usize, overflow: Overflow) -> Rig {
    let queue = QueueConfig { max_messages, max_bytes, overflow };
    Rig::new(Config { queue, ..Config::default() })
}

fn with(priority: Priority) -> SendOptions<String> {
    SendOptions { priority, ..SendOptions::default() }
}

fn keyed(key: &str) -> SendOptions<String> {
    SendOptions { key: Some(key.into()), ..SendOptions::default() }
}

fn living(ttl: f64) -> SendOptions<String> {
    SendOptions { ttl, ..SendOptions::default() }
}

#[test]
fn what_is_given_back_unaccepted_is_told_behind_what_was_dropped_before() {
    let mut rig = bounded(1, 100, Overflow::DropOldest);
    for text in ["dropped", "waits"] {
        let sent = rig.engine.send(rig.time(), Text(text.into()), SendOptions::default());
        sent.expect("room");
    }
    rig.engine.give_back(Text("never accepted".into()), DropReason::Closed);
    for (text, reason) in
        [("dropped", DropReason::Overflow), ("never accepted", DropReason::Closed)]
    {
        let Some(Event::Drop { payload, reason: why }) = rig.engine.poll_event() else {
            panic!("{text} is not told");
        };
        assert_eq!((&*payload.0, why), (text, reason));
    }
    assert_eq!(rig.stats().dropped.closed, 1.0);
    assert_eq!(rig.engine.queued_messages(), 1);
}

#[test]
fn the_number_that_goes_next_ascends_within_each_priority() {
    let mut rig = Rig::new(Config::default());
    let next = |rig: &Rig| {
        [Priority::High, Priority::Normal, Priority::Low]
            .map(|priority| rig.engine.next_number(priority))
    };
    assert_eq!((next(&rig), rig.engine.last_number()), ([None; 3], 0));
    for priority in [Priority::Low, Priority::High, Priority::High] {
        rig.send_with("x", with(priority)).unwrap();
    }
    assert_eq!((next(&rig), rig.engine.last_number()), ([Some(2), None, Some(1)], 3));
    assert!(rig.engine.take_queued().is_some());
    assert_eq!((next(&rig), rig.engine.last_number()), ([Some(3), None, Some(1)], 3));
}

/// Connects and gives what was handed over.
fn flushed(mut rig: Rig) -> Vec<String> {
    rig.start();
    rig.accept();
    rig.handed
}

#[test]
fn messages_wait_in_order_and_go_once_when_the_connection_opens() {
    let mut rig = Rig::new(Config::default());
    for text in ["a", "b", "c"] {
        assert_eq!(rig.send(text), Ok(false));
    }
    assert_eq!((rig.engine.queued_messages(), rig.engine.queued_bytes()), (3, 3));
    rig.start();
    assert_eq!(rig.handed, [""; 0]);
    rig.accept();
    assert_eq!(rig.handed, ["a", "b", "c"]);
    assert_eq!(rig.send("d"), Ok(true));
    assert_eq!(rig.engine.queued_messages(), 0);
}

#[test]
fn nothing_goes_before_the_open_event_was_told() {
    let mut rig = Rig::new(Config::default());
    rig.send("queued").unwrap();
    rig.start();
    let attempt = rig.engine.attempt();
    rig.engine.handle_open(rig.time(), attempt);
    assert!(rig.engine.poll_action(rig.time()).is_none());
    // The handler of `open` authenticates.
    assert!(matches!(rig.engine.poll_event(), Some(sockline::engine::Event::Open)));
    rig.send_with("token", with(Priority::High)).unwrap();
    assert_eq!(rig.handed, ["token", "queued"]);
}

#[test]
fn higher_priorities_go_first_and_each_keeps_its_order() {
    let mut rig = Rig::new(Config::default());
    for (text, priority) in [
        ("l1", Priority::Low),
        ("n1", Priority::Normal),
        ("h1", Priority::High),
        ("l2", Priority::Low),
        ("n2", Priority::Normal),
        ("h2", Priority::High),
    ] {
        rig.send_with(text, with(priority)).unwrap();
    }
    assert_eq!(flushed(rig), ["h1", "h2", "n1", "n2", "l1", "l2"]);
}

#[test]
fn a_full_queue_rejects_and_loses_nothing() {
    let mut rig = bounded(2, 100, Overflow::Reject);
    rig.send("a").unwrap();
    rig.send("b").unwrap();
    assert_eq!(rig.send("c"), Err(SendErrorKind::Full));
    assert_eq!(rig.told(), [""; 0]);
    assert_eq!(flushed(rig), ["a", "b"]);
}

#[test]
fn bytes_are_bounded_too_and_the_bound_itself_fits() {
    let mut rig = bounded(100, 4, Overflow::Reject);
    rig.send("aa").unwrap();
    assert_eq!(rig.send("bbb"), Err(SendErrorKind::Full));
    rig.send("bb").unwrap();
    assert_eq!(rig.send("c"), Err(SendErrorKind::Full));
    assert_eq!(rig.send(""), Ok(false));
}

#[test]
fn drop_oldest_makes_room_and_says_so() {
    let mut rig = bounded(2, 100, Overflow::DropOldest);
    for text in ["a", "b", "c"] {
        rig.send(text).unwrap();
    }
    assert_eq!(rig.told(), ["drop a Overflow"]);
    assert_eq!(flushed(rig), ["b", "c"]);
}

#[test]
fn drop_oldest_takes_the_lowest_priority_and_none_above_the_new_one() {
    let mut rig = bounded(2, 100, Overflow::DropOldest);
    rig.send_with("high", with(Priority::High)).unwrap();
    rig.send_with("low", with(Priority::Low)).unwrap();
    rig.send("normal").unwrap();
    assert_eq!(rig.told(), ["drop low Overflow"]);
    assert_eq!(rig.send_with("low again", with(Priority::Low)), Err(SendErrorKind::Full));
    assert_eq!(rig.told(), [""; 0]);
    assert_eq!(flushed(rig), ["high", "normal"]);
}

#[test]
fn drop_oldest_drops_nothing_for_a_message_that_could_never_fit() {
    let mut rig = bounded(10, 4, Overflow::DropOldest);
    rig.send("aa").unwrap();
    assert_eq!(rig.send("bbbbb"), Err(SendErrorKind::Full));
    assert_eq!(rig.told(), [""; 0]);
    rig.send("cccc").unwrap();
    assert_eq!(rig.told(), ["drop aa Overflow"]);
}

#[test]
fn drop_oldest_drops_nothing_for_a_message_that_does_not_fit_in_the_place_of_its_key() {
    let mut rig = bounded(10, 10, Overflow::DropOldest);
    rig.send("aaaa").unwrap();
    rig.send_with("bb", keyed("k")).unwrap();
    assert_eq!(rig.send_with("bbbbbbb", keyed("k")), Err(SendErrorKind::Full));
    assert_eq!(rig.told(), [""; 0]);
    assert_eq!(flushed(rig), ["aaaa", "bb"]);
}

#[test]
fn drop_newest_drops_the_new_one_and_says_so() {
    let mut rig = bounded(1, 100, Overflow::DropNewest);
    rig.send("a").unwrap();
    rig.send("b").unwrap();
    assert_eq!(rig.told(), ["drop b Overflow"]);
    assert_eq!(flushed(rig), ["a"]);
}

#[test]
fn a_newer_message_takes_the_place_of_the_queued_one_with_its_key() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("at 1", keyed("cursor")).unwrap();
    rig.send("between").unwrap();
    rig.send_with("at 22", keyed("cursor")).unwrap();
    assert_eq!(rig.told(), ["drop at 1 Replaced"]);
    assert_eq!((rig.engine.queued_messages(), rig.engine.queued_bytes()), (2, 12));
    assert_eq!(flushed(rig), ["at 22", "between"]);
}

#[test]
fn a_newer_message_of_another_priority_waits_among_its_own() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("old", SendOptions { key: Some("k".into()), ..with(Priority::Low) }).unwrap();
    rig.send("between").unwrap();
    let urgent = SendOptions { key: Some("k".into()), ..with(Priority::High) };
    assert_eq!(rig.send_with("new", urgent), Ok(false));
    assert_eq!(rig.told(), ["drop old Replaced"]);
    assert_eq!(flushed(rig), ["new", "between"]);
}

#[test]
fn a_key_counts_only_while_its_message_waits() {
    let mut rig = Rig::open();
    rig.send_with("at 1", keyed("cursor")).unwrap();
    rig.send_with("at 2", keyed("cursor")).unwrap();
    assert_eq!(rig.handed, ["at 1", "at 2"]);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn a_replacement_that_does_not_fit_is_rejected_and_the_queued_one_stays() {
    let mut rig = bounded(1, 4, Overflow::Reject);
    rig.send_with("aa", keyed("k")).unwrap();
    assert_eq!(rig.send_with("bbbbb", keyed("k")), Err(SendErrorKind::Full));
    rig.send_with("cccc", keyed("k")).unwrap();
    assert_eq!(flushed(rig), ["cccc"]);
}

#[test]
fn an_expired_message_is_never_sent_and_leaves_when_it_expires() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("short", living(1_000.0)).unwrap();
    rig.send_with("long", living(5_000.0)).unwrap();
    assert_eq!(rig.engine.deadline().millis(), 1_000.0);
    rig.advance(999.0);
    assert_eq!(rig.told(), [""; 0]);
    rig.advance(1.0);
    assert_eq!(rig.told(), ["drop short Expired"]);
    assert_eq!(rig.engine.deadline().millis(), 5_000.0);
    assert_eq!(flushed(rig), ["long"]);
}

#[test]
fn a_late_timer_sends_nothing_that_has_expired() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("short", living(1_000.0)).unwrap();
    rig.start();
    rig.sleep(2_000.0);
    rig.accept();
    assert_eq!(rig.handed, [""; 0]);
    assert_eq!(rig.told(), ["open", "drop short Expired"]);
    assert!(rig.engine.is_drained());
}

#[test]
fn a_time_to_live_of_zero_is_now_or_never() {
    let mut rig = Rig::open();
    assert_eq!(rig.send_with("now", living(0.0)), Ok(true));
    rig.transmit(3.0);
    rig.fail();
    rig.told();
    rig.send_with("never", living(0.0)).unwrap();
    rig.advance(0.0);
    assert_eq!(rig.told(), ["drop never Expired"]);
}

#[test]
fn no_deadline_outlives_its_message() {
    let mut rig = Rig::new(Config::default());
    rig.send_with("a", SendOptions { key: Some("k".into()), ..living(1_000.0) }).unwrap();
    rig.send_with("b", keyed("k")).unwrap();
    assert!(rig.engine.deadline().is_never());
    rig.send_with("c", living(1_000.0)).unwrap();
    assert_eq!(rig.engine.clear_queue().len(), 2);
    assert!(rig.engine.deadline().is_never());
}

#[test]
fn clearing_gives_everything_back_in_the_order_of_sending() {
    let mut rig = Rig::new(Config::default());
    rig.send("b").unwrap();
    rig.send_with("a", with(Priority::High)).unwrap();
    let cleared: Vec<String> = rig.engine.clear_queue().into_iter().map(|text| text.0).collect();
    assert_eq!(cleared, ["a", "b"]);
    assert_eq!((rig.engine.queued_messages(), rig.engine.queued_bytes()), (0, 0));
    assert_eq!(flushed(rig), [""; 0]);
}

#[test]
fn a_message_that_the_browser_refuses_is_reported_and_others_go_once() {
    let mut rig = Rig::new(Config::default());
    for text in ["a", "bad", "c"] {
        rig.send(text).unwrap();
    }
    rig.refuses = Some("bad");
    rig.start();
    rig.accept();
    assert_eq!(rig.handed, ["a", "c"]);
    assert_eq!(rig.told(), ["open", "drop bad Refused"]);
}

#[test]
fn many_messages_with_keys_and_deadlines_leave_no_holes_behind() {
    let mut rig = Rig::new(Config::default());
    rig.send("first").unwrap();
    for round in 0..50 {
        for index in 0..100 {
            let key = format!("{round} {index}");
            rig.send_with(&key.clone(), SendOptions { key: Some(key), ..living(10.0) }).unwrap();
        }
        rig.advance(10.0);
    }
    rig.send("last").unwrap();
    assert_eq!(rig.engine.queued_messages(), 2);
    assert_eq!(rig.told().len(), 5_000);
    assert_eq!(flushed(rig), ["first", "last"]);
}

#[test]
fn the_state_of_a_message_agrees_with_what_send_returned() {
    let mut rig = paced(Window::Fixed(0.0));
    assert_eq!(rig.send("handed"), Ok(true));
    assert_eq!(rig.send("waits"), Ok(false));
    assert_eq!(rig.handed, ["handed"]);
    assert_eq!(rig.engine.queued_messages(), 1);
}

#[test]
fn what_need_not_wait_needs_no_room() {
    for max_messages in [0, 10] {
        let mut rig = bounded(max_messages, 4, Overflow::Reject);
        rig.start();
        assert_eq!(rig.send("longer than the queue"), Err(SendErrorKind::Full));
        assert!(!rig.engine.has_room());
        rig.accept();
        assert!(rig.engine.has_room());
        assert_eq!(rig.send("longer than the queue"), Ok(true));
    }
}

#[test]
fn room_means_room_for_what_was_rejected() {
    let mut rig = bounded(10, 10, Overflow::Reject);
    rig.send("123456").unwrap();
    assert!(rig.engine.has_room());
    assert_eq!(rig.send("12345"), Err(SendErrorKind::Full));
    assert!(!rig.engine.has_room());
    assert_eq!(rig.engine.clear_queue().len(), 1);
    assert!(rig.engine.has_room());
    rig.send("12345").unwrap();
    assert!(rig.engine.has_room());
}

#[test]
fn a_replacement_that_is_taken_is_news_of_room() {
    let mut rig = bounded(2, 4, Overflow::Reject);
    rig.send_with("aaa", keyed("k")).unwrap();
    assert_eq!(rig.send("bb"), Err(SendErrorKind::Full));
    assert!(!rig.engine.has_room());
    rig.send_with("cccc", keyed("k")).unwrap();
    assert!(rig.engine.has_room());
}

#[test]
fn a_replacement_that_is_no_longer_is_taken_by_a_queue_that_a_loss_overfilled() {
    for priority in [Priority::Normal, Priority::High] {
        let mut rig = Rig::open_with(Config {
            queue: QueueConfig { max_messages: 1, max_bytes: 4, overflow: Overflow::Reject },
            ..Config::default()
        });
        rig.send("first").unwrap();
        rig.send_with("second", keyed("k")).unwrap();
        rig.lose(1006);
        assert_eq!(rig.engine.queued_messages(), 2);
        let longer = SendOptions { priority, ..keyed("k") };
        assert_eq!(rig.send_with("seconds", longer), Err(SendErrorKind::Full));
        rig.told();
        let newer = SendOptions { priority, ..keyed("k") };
        assert_eq!(rig.send_with("newest", newer), Ok(false));
        assert_eq!(rig.told(), ["drop second Replaced"]);
    }
}

#[test]
fn what_was_dropped_at_once_is_neither_sent_nor_queued() {
    let mut rig = bounded(1, 100, Overflow::DropNewest);
    rig.send("a").unwrap();
    let now = rig.time();
    let id = rig.engine.send(now, crate::rig::Text("b".into()), SendOptions::default()).unwrap();
    assert_eq!(rig.engine.outcome(id), Outcome::Dropped);
    let mut rig = Rig::open();
    rig.refuses = Some("bad");
    assert_eq!(rig.send_outcome("bad"), Outcome::Dropped);
    assert_eq!(rig.told(), ["drop bad Refused"]);
}

#[test]
fn nothing_is_handed_to_a_socket_that_has_begun_to_close_unheard() {
    let mut rig = Rig::open();
    rig.not_open = true;
    assert_eq!(rig.send("a"), Ok(false));
    assert_eq!(rig.send("b"), Ok(false));
    assert_eq!((rig.handed.len(), rig.engine.queued_messages()), (0, 2));
    rig.lose(1001);
    rig.not_open = false;
    rig.until_retry();
    rig.accept();
    assert_eq!(rig.handed, ["a", "b"]);
    // The user's close does not wait for it either.
    rig.not_open = true;
    rig.send("c").unwrap();
    rig.close();
    assert!(rig.socket.as_ref().unwrap().closing.is_some());
    rig.told();
    rig.lose(1001);
    assert!(rig.told().contains(&"drop c Closed".into()));
}

#[test]
fn what_finds_the_socket_closing_unheard_at_the_users_close_is_given_back_at_the_end() {
    let mut rig = paced(Window::Fixed(0.0));
    rig.send("a").unwrap();
    rig.send("b").unwrap();
    rig.not_open = true;
    rig.close();
    assert_eq!(rig.engine.queued_messages(), 1);
    rig.transmit(1.0);
    rig.lose(1001);
    assert!(rig.told().contains(&"drop b Closed".into()));
    assert!(!rig.engine.has_sent_all());
}

#[test]
fn drain_is_not_told_of_what_went_another_way() {
    let mut rig = paced(Window::Fixed(0.0));
    rig.send("handed").unwrap();
    rig.send("waits").unwrap();
    rig.transmit(6.0);
    assert_eq!(rig.engine.clear_queue().len(), 1);
    rig.advance(100.0);
    rig.told();
    rig.send("later").unwrap();
    rig.transmit(5.0);
    rig.advance(100.0);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn a_message_that_the_next_one_pushed_out_is_not_said_to_be_sent() {
    let mut rig = bounded(1, 100, Overflow::DropOldest);
    let now = rig.time();
    let mut send = || {
        let sent = rig.engine.send(now, crate::rig::Text("x".into()), SendOptions::default());
        sent.unwrap()
    };
    let first = send();
    let second = send();
    assert_eq!(rig.engine.outcome(first), Outcome::Dropped);
    assert_eq!(rig.engine.outcome(second), Outcome::Queued);
}

#[test]
fn messages_that_come_and_go_need_no_more_memory() {
    let mut rig = bounded(10, 1_000, Overflow::DropOldest);
    let mut turn = || {
        for _ in 0..100 {
            rig.send_with("kept a while", keyed("k")).unwrap();
            rig.send_with("expires", living(1.0)).unwrap();
            rig.send("pushed out").unwrap();
        }
        rig.advance(10.0);
        rig.engine.clear_queue();
        rig.drain();
        rig.told();
        // It shows every slot there is.
        format!("{:?}", rig.engine).len()
    };
    let first = turn();
    for _ in 0..20 {
        let later = turn();
        assert!(later < 2 * first, "{later} characters after {first}");
    }
}

#[test]
fn a_message_that_has_left_is_not_taken_for_the_one_in_its_slot() {
    let mut rig = Rig::open();
    let now = rig.time();
    let text = |text: &str| crate::rig::Text(text.into());
    let first = rig.engine.send(now, text("leaves"), SendOptions::default()).unwrap();
    rig.drain();
    rig.transmit(f64::INFINITY);
    rig.look();
    rig.lose(1006);
    let second = rig.engine.send(now, text("waits"), SendOptions::default()).unwrap();
    assert_eq!(rig.engine.outcome(first), Outcome::Sent);
    assert_eq!(rig.engine.outcome(second), Outcome::Queued);
}

#[test]
fn what_is_cleared_before_the_start_leaves_no_slot() {
    let mut rig = Rig::new(Config::default());
    let send = |rig: &mut Rig, text: &str| {
        let sent = rig.engine.send(rig.time(), Text(text.into()), SendOptions::default());
        format!("{:?}", sent.unwrap())
    };
    let first = send(&mut rig, "first");
    rig.engine.clear_queue();
    let second = send(&mut rig, "second");
    let slot = |id: &str| id.split("index: ").nth(1).map(str::to_owned);
    assert_eq!(slot(&first), slot(&second));
}

#[test]
fn a_slot_is_free_once_it_was_told_that_its_message_is_given_back() {
    let mut rig = Rig::new(Config::default());
    let slot = |rig: &mut Rig, text: &str, ttl: f64| {
        let options = SendOptions { ttl, ..SendOptions::default() };
        let id = rig.engine.send(rig.time(), Text(text.into()), options).unwrap();
        format!("{id:?}").split("index: ").nth(1).map(str::to_owned)
    };
    let expired = slot(&mut rig, "expires", 1.0);
    rig.sleep(2.0);
    rig.engine.handle_timer(rig.time());
    // Who sent it may still ask until it was told.
    assert_ne!(slot(&mut rig, "before", f64::INFINITY), expired);
    rig.drain();
    assert_eq!(rig.told(), ["drop expires Expired"]);
    assert_eq!(slot(&mut rig, "after", f64::INFINITY), expired);
}

/// A connection whose queue is full, and whose buffer has drained since the last look.
fn full_queue_before_an_idle_link(overflow: Overflow) -> Rig {
    let mut rig = Rig::open_with(Config {
        queue: QueueConfig { max_messages: 1, overflow, ..QueueConfig::default() },
        pacing: PacingConfig { window: Window::Fixed(10.0), poll: 100.0 },
        ..Config::default()
    });
    rig.send("0123456789").unwrap();
    rig.send("waits").unwrap();
    assert_eq!(rig.engine.queued_messages(), 1);
    rig.transmit(f64::INFINITY);
    // The timer is late, as in a hidden page.
    rig.sleep(60_000.0);
    rig.told();
    rig
}

#[test]
fn what_goes_next_makes_room_before_a_full_queue_is_judged() {
    for overflow in [Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest] {
        let mut rig = full_queue_before_an_idle_link(overflow);
        rig.send("new").unwrap();
        assert_eq!(rig.told(), ["drain"; 0], "{overflow:?}");
        assert_eq!(rig.handed, ["0123456789", "waits", "new"], "{overflow:?}");
    }
}

#[test]
fn what_goes_next_makes_no_more_room_than_it_takes() {
    let mut rig = Rig::open_with(Config {
        queue: QueueConfig { max_bytes: 10, ..QueueConfig::default() },
        pacing: PacingConfig { window: Window::Fixed(10.0), poll: 100.0 },
        ..Config::default()
    });
    rig.send("0123456789").unwrap();
    rig.send("waits").unwrap();
    rig.transmit(f64::INFINITY);
    rig.sleep(1_000.0);
    assert_eq!(rig.send("more than ten bytes"), Err(SendErrorKind::Full));
    rig.transmit(f64::INFINITY);
    rig.sleep(1_000.0);
    // With an empty buffer anything goes, whatever its size.
    rig.send("more than ten bytes").unwrap();
}

#[test]
fn an_urgent_message_that_need_not_wait_needs_no_room() {
    let mut rig = full_queue_before_an_idle_link(Overflow::Reject);
    rig.send_with("urgent", SendOptions { priority: Priority::High, ..SendOptions::default() })
        .unwrap();
    assert_eq!(rig.handed, ["0123456789", "urgent"]);
    // The window has no room for what waits behind it, and so the queue has none.
    assert_eq!(rig.send("new"), Err(SendErrorKind::Full));
}

#[test]
fn the_handler_of_open_finds_room_for_what_goes_first() {
    for overflow in [Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest] {
        let queue = QueueConfig { max_messages: 2, overflow, ..QueueConfig::default() };
        let mut rig = Rig::new(Config { queue, ..Config::default() });
        rig.start();
        rig.send("first").unwrap();
        rig.send("second").unwrap();
        // As the driver does: its handler sends while it is told.
        let attempt = rig.engine.attempt();
        rig.engine.handle_open(rig.time(), attempt);
        rig.look();
        rig.act();
        assert!(rig.engine.poll_event().is_some());
        rig.send_with("token", SendOptions { priority: Priority::High, ..SendOptions::default() })
            .unwrap();
        rig.drain();
        assert_eq!(rig.handed, ["token", "first", "second"], "{overflow:?}");
        assert!(!rig.told().iter().any(|told| told.starts_with("drop")), "{overflow:?}");
    }
}

#[test]
fn a_message_that_fits_beside_its_keys_place_takes_the_older_one_away() {
    let keyed =
        |priority| SendOptions { key: Some("k".to_owned()), priority, ..SendOptions::default() };
    let queue = QueueConfig { max_messages: 9, max_bytes: 30, overflow: Overflow::DropNewest };
    let pacing = PacingConfig { window: Window::Fixed(20.0), poll: 100.0 };
    // It need not wait, or what goes before it makes room; and the older one shall not follow it.
    for priority in [Priority::High, Priority::Normal] {
        let mut rig = Rig::open_with(Config {
            queue: queue.clone(),
            pacing: pacing.clone(),
            ..Config::default()
        });
        rig.send("fills the window....").unwrap();
        rig.send("waits before, 20 by.").unwrap();
        rig.send_with("older", keyed(Priority::Low)).unwrap();
        rig.transmit(20.0);
        rig.sleep(1_000.0);
        rig.send_with("newer, and longer", keyed(priority)).unwrap();
        assert_eq!(rig.told(), ["drop older Replaced"], "{priority:?}");
        rig.transmit(f64::INFINITY);
        rig.advance(100.0);
        rig.transmit(f64::INFINITY);
        rig.advance(100.0);
        rig.handed.sort();
        let all = ["fills the window....", "newer, and longer", "waits before, 20 by."];
        assert_eq!(rig.handed, all, "{priority:?}");
    }
}

#[test]
fn an_urgent_message_that_was_rejected_hears_of_room_before_the_backlog_has_any() {
    let mut rig = Rig::open_with(Config {
        queue: QueueConfig { max_bytes: 25, ..QueueConfig::default() },
        pacing: PacingConfig { window: Window::Fixed(20.0), poll: 100.0 },
        ..Config::default()
    });
    rig.send("fills the window....").unwrap();
    rig.send("waits, and is too long 4.").unwrap();
    let urgent = SendOptions { priority: Priority::High, ..SendOptions::default() };
    assert_eq!(rig.send_with("urgent", urgent.clone()), Err(SendErrorKind::Full));
    assert!(!rig.engine.has_room());
    rig.transmit(10.0);
    rig.advance(100.0);
    assert!(rig.engine.has_room());
    rig.send_with("urgent", urgent).unwrap();
    assert_eq!(rig.handed, ["fills the window....", "urgent"]);
}

#[test]
fn an_urgent_replacement_that_need_not_wait_needs_no_room_in_the_queue() {
    for overflow in [Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest] {
        let mut rig = Rig::open_with(Config {
            queue: QueueConfig { max_bytes: 21, overflow, ..QueueConfig::default() },
            pacing: PacingConfig { window: Window::Fixed(20.0), poll: 100.0 },
            ..Config::default()
        });
        let keyed = |priority| SendOptions { priority, ..keyed("k") };
        rig.send("half of the").unwrap();
        rig.send_with("waits for a buffer", with(Priority::Low)).unwrap();
        rig.send_with("low", keyed(Priority::Low)).unwrap();
        rig.send_with("urgent", keyed(Priority::High)).unwrap();
        assert_eq!(rig.handed, ["half of the", "urgent"]);
        assert_eq!(rig.told(), ["drop low Replaced"]);
    }
}
