//! How much is handed to the browser, and when it is looked at again.

use crate::rig::{Rig, paced};
use sockline::engine::{Config, Priority, SendOptions, Window};

const KILOBYTE: usize = 1_000;

fn offer(rig: &mut Rig, messages: usize, bytes: usize) {
    for _ in 0..messages {
        rig.send(&"x".repeat(bytes)).unwrap();
    }
}

fn buffered(rig: &Rig) -> f64 {
    rig.socket.as_ref().unwrap().buffered
}

#[test]
fn no_more_is_handed_over_than_the_window_holds() {
    let mut rig = paced(Window::Fixed(10_000.0));
    offer(&mut rig, 20, KILOBYTE);
    assert_eq!((rig.handed.len(), buffered(&rig)), (10, 10_000.0));
    rig.transmit(3_000.0);
    assert_eq!(rig.handed.len(), 10);
    rig.advance(100.0);
    assert_eq!((rig.handed.len(), buffered(&rig)), (13, 10_000.0));
}

#[test]
fn a_buffer_that_counts_late_gives_no_rate_below_zero() {
    let mut rig = paced(Window::Adaptive);
    offer(&mut rig, 1, 100_000);
    offer(&mut rig, 1, KILOBYTE);
    rig.sleep(50.0);
    rig.socket.as_mut().unwrap().buffered += 50_000.0;
    rig.advance(300.0);
    assert_eq!(rig.stats().drain_rate, 0.0);
}

#[test]
fn the_classic_rule_hands_over_one_message_at_a_time() {
    let mut rig = paced(Window::Fixed(0.0));
    offer(&mut rig, 3, KILOBYTE);
    assert_eq!(rig.handed.len(), 1);
    rig.transmit(999.0);
    rig.advance(1_000.0);
    assert_eq!(rig.handed.len(), 1);
    rig.transmit(1.0);
    rig.advance(100.0);
    assert_eq!(rig.handed.len(), 2);
}

#[test]
fn without_pacing_everything_goes_at_once() {
    let mut rig = paced(Window::Unlimited);
    offer(&mut rig, 100, 100 * KILOBYTE);
    assert_eq!(rig.handed.len(), 100);
}

#[test]
fn a_message_larger_than_the_window_goes_when_the_buffer_is_empty() {
    let mut rig = paced(Window::Fixed(1_000.0));
    offer(&mut rig, 2, 50 * KILOBYTE);
    assert_eq!(rig.handed.len(), 1);
    rig.transmit(50_000.0);
    rig.advance(100.0);
    assert_eq!(rig.handed.len(), 2);
}

#[test]
fn empty_messages_make_progress() {
    let mut rig = paced(Window::Fixed(0.0));
    offer(&mut rig, 3, 0);
    assert_eq!(rig.handed.len(), 3);
    rig.advance(100.0);
    assert!(rig.engine.is_drained());
}

#[test]
fn the_buffer_is_looked_at_at_every_opportunity() {
    let looks: [fn(&mut Rig); 4] = [
        |rig| rig.advance(100.0),
        |rig| assert!(rig.receive(1.0, false)),
        |rig| rig.signal(sockline::engine::Signal::Awake),
        |rig| {
            let low = SendOptions { priority: Priority::Low, ..SendOptions::default() };
            rig.send_with("look", low).unwrap();
        },
    ];
    for look in looks {
        let mut rig = paced(Window::Fixed(1_000.0));
        offer(&mut rig, 2, KILOBYTE);
        assert_eq!(rig.handed.len(), 1);
        rig.transmit(1_000.0);
        look(&mut rig);
        assert_eq!(rig.handed.len(), 2);
    }
}

#[test]
fn nothing_polls_when_nothing_waits() {
    let mut rig = Rig::open();
    assert!(rig.engine.deadline().is_never());
    rig.send("x").unwrap();
    assert_eq!(rig.engine.deadline().millis(), rig.now + 100.0);
    rig.transmit(1.0);
    rig.advance(100.0);
    assert!(rig.engine.deadline().is_never());
    rig.send("y").unwrap();
    rig.transmit(1.0);
    rig.fail();
    rig.until_retry();
    rig.accept();
    assert!(rig.engine.deadline().is_never());
}

#[test]
fn drain_is_told_once_after_messages_had_to_wait() {
    let mut rig = paced(Window::Fixed(1_000.0));
    rig.send("fits").unwrap();
    rig.transmit(4.0);
    rig.advance(100.0);
    assert_eq!(rig.told(), [""; 0]);
    offer(&mut rig, 2, KILOBYTE);
    rig.transmit(1_000.0);
    rig.advance(100.0);
    assert_eq!(rig.told(), [""; 0]);
    rig.transmit(1_000.0);
    rig.advance(100.0);
    assert_eq!(rig.told(), ["drain"]);
    rig.advance(10_000.0);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn drain_is_not_told_of_what_a_loss_took() {
    let mut rig = Rig::new(Config::default());
    rig.send("waits").unwrap();
    rig.start();
    rig.accept();
    rig.reconnect();
    rig.accept();
    rig.told();
    rig.send("later").unwrap();
    rig.transmit(5.0);
    rig.advance(100.0);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn a_runtime_whose_buffer_always_reads_zero_still_drains() {
    let mut rig = Rig::new(Config::default());
    rig.blind = true;
    offer(&mut rig, 100, 10 * KILOBYTE);
    rig.start();
    rig.accept();
    rig.advance(1_000.0);
    assert_eq!(rig.handed.len(), 100);
    assert!(rig.engine.is_drained());
    assert!(rig.engine.deadline().is_never());
}

/// A link that takes `rate` bytes per millisecond, looked at whenever the
/// engine's timer fires; gives bytes taken in `millis` while always busy.
fn carried(rig: &mut Rig, rate: f64, millis: f64) -> f64 {
    let end = rig.now + millis;
    let mut carried = 0.0;
    while rig.now < end {
        while (rig.engine.queued_bytes() as f64) < rate * 1_000.0 {
            offer(rig, 100, 4 * KILOBYTE);
        }
        let until = rig.engine.deadline().millis().clamp(rig.now + 0.1, end);
        let room = rate * (until - rig.now);
        carried += room.min(buffered(rig));
        rig.transmit(room);
        let wait = until - rig.now;
        rig.advance(wait);
    }
    carried
}

fn adaptive() -> Rig {
    let mut config = Config::default();
    config.queue.max_bytes = usize::MAX;
    Rig::open_with(config)
}

#[test]
fn a_fast_link_is_saturated() {
    // 50 MB/s: 5 MB in every poll of 100 ms, 80 times the first window.
    let mut rig = adaptive();
    carried(&mut rig, 50_000.0, 1_000.0);
    let share = carried(&mut rig, 50_000.0, 2_000.0) / (50_000.0 * 2_000.0);
    assert!(share > 0.95, "{share}");
}

#[test]
fn a_slow_link_keeps_the_buffer_short() {
    let mut rig = adaptive();
    carried(&mut rig, 1_000.0, 2_000.0);
    let share = carried(&mut rig, 1_000.0, 5_000.0) / (1_000.0 * 5_000.0);
    assert!(share > 0.95, "{share}");
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
    let stats = rig.stats();
    assert!((900_000.0..1_100_000.0).contains(&stats.drain_rate), "{}", stats.drain_rate);
}

/// Hands over as much as the engine gives while the operating system takes 12 MB as
/// fast as they come.
fn fill_the_system(rig: &mut Rig) {
    let mut room = 12_000_000.0;
    while room > 0.0 {
        while rig.engine.queued_bytes() < 8_000_000 {
            offer(rig, 100, 4 * KILOBYTE);
        }
        let taken = buffered(rig).min(room);
        room -= taken;
        rig.transmit(taken);
        let wait = (rig.engine.deadline().millis() - rig.now).max(0.1);
        rig.advance(wait);
    }
}

/// The timer fires so much later than the look before.
fn late_look(rig: &mut Rig, millis: f64) {
    rig.sleep(millis);
    rig.engine.handle_timer(rig.time());
    rig.drain();
}

#[test]
fn buffers_below_the_browser_are_not_taken_for_the_link() {
    let mut rig = adaptive();
    fill_the_system(&mut rig);
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
    carried(&mut rig, 1_000.0, 100.0);
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
}

#[test]
fn one_late_look_is_not_taken_for_a_throttled_timer() {
    let mut rig = adaptive();
    fill_the_system(&mut rig);
    // A task that lasts, while the operating system takes what there is.
    rig.transmit(f64::INFINITY);
    late_look(&mut rig, 300.0);
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
}

#[test]
fn a_timer_that_was_throttled_before_an_idle_time_says_nothing_after_it() {
    let mut rig = adaptive();
    fill_the_system(&mut rig);
    for _ in 0..3 {
        rig.transmit(f64::INFINITY);
        late_look(&mut rig, 1_000.0);
    }
    rig.engine.clear_queue();
    rig.transmit(f64::INFINITY);
    rig.advance(10_000.0);
    assert!(rig.engine.is_drained());
    offer(&mut rig, 2_000, 4 * KILOBYTE);
    rig.transmit(f64::INFINITY);
    late_look(&mut rig, 300.0);
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
}

#[test]
fn a_link_that_empties_the_buffer_in_bursts_is_not_taken_for_a_fast_one() {
    let mut rig = adaptive();
    fill_the_system(&mut rig);
    // 1 MB/s, of which the system takes every 200 ms' worth at once.
    for _ in 0..100 {
        while rig.engine.queued_bytes() < 1_000_000 {
            offer(&mut rig, 100, 4 * KILOBYTE);
        }
        rig.transmit(200_000.0);
        rig.advance(200.0);
        assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
    }
}

#[test]
fn an_upload_is_under_way_at_once() {
    // 64 MB at 200 MB/s take 320 ms. A page that looks every 100 ms at first
    // would have sent a thousandth of it by then.
    let mut rig = adaptive();
    let first = carried(&mut rig, 200_000.0, 50.0);
    assert!(first > 4_000_000.0, "{first}");
    let next = carried(&mut rig, 200_000.0, 370.0);
    assert!(first + next > 64_000_000.0, "{next}");
}

#[test]
fn a_long_loop_of_sends_is_not_taken_for_a_link_that_stands_still() {
    // Within a task the buffer does not drain, however long it lasts.
    let mut rig = adaptive();
    for _ in 0..50 {
        offer(&mut rig, 1, 16 * KILOBYTE);
        rig.sleep(1.0);
    }
    let stats = rig.stats();
    assert_eq!((stats.window, stats.drain_rate), (65_536.0, 0.0));
    assert!(rig.engine.deadline().millis() <= rig.now);
}

#[test]
fn after_an_idle_time_the_buffers_below_are_empty_again() {
    let mut rig = adaptive();
    carried(&mut rig, 50_000.0, 5_000.0);
    rig.engine.clear_queue();
    rig.transmit(f64::INFINITY);
    rig.advance(3_600_000.0);
    assert!(rig.engine.is_drained());
    fill_the_system(&mut rig);
    assert!(buffered(&rig) <= 256_000.0, "{}", buffered(&rig));
}

#[test]
fn a_link_that_is_faster_than_it_looks_at_first_is_saturated() {
    // 100 MB/s: 400 KB between two looks.
    let mut rig = adaptive();
    carried(&mut rig, 100_000.0, 500.0);
    let share = carried(&mut rig, 100_000.0, 500.0) / (100_000.0 * 500.0);
    assert!(share > 0.95, "{share}");
}

#[test]
fn a_link_that_becomes_slow_shrinks_the_window() {
    let mut rig = adaptive();
    carried(&mut rig, 50_000.0, 2_000.0);
    carried(&mut rig, 100.0, 60_000.0);
    let window = rig.stats().window;
    assert!(window <= 40_000.0, "{window}");
}

#[test]
fn an_urgent_message_waits_for_no_more_than_the_window() {
    let mut rig = adaptive();
    carried(&mut rig, 1_000.0, 3_000.0);
    let high = SendOptions { priority: Priority::High, ..SendOptions::default() };
    let handed = rig.handed.len();
    rig.send_with("urgent", high).unwrap();
    let sent_at = rig.now;
    while !rig.handed[handed..].iter().any(|text| text == "urgent") {
        carried(&mut rig, 1_000.0, 10.0);
    }
    let waited = rig.now - sent_at + buffered(&rig) / 1_000.0;
    assert!(waited <= 500.0, "{waited} ms");
}

#[test]
fn timers_throttled_to_a_second_still_fill_the_link() {
    let mut rig = adaptive();
    let mut carried = 0.0;
    for second in 0..60 {
        offer(&mut rig, 300, 4 * KILOBYTE);
        let taken = buffered(&rig).min(1_000_000.0);
        rig.transmit(1_000_000.0);
        if second >= 20 {
            carried += taken;
        }
        late_look(&mut rig, 1_000.0);
    }
    let share = carried / (40.0 * 1_000_000.0);
    assert!(share > 0.9, "{share}");
}

#[test]
fn the_buffer_is_asked_for_only_while_a_connection_holds_something() {
    let mut rig = Rig::new(Config::default());
    rig.send("waits").unwrap();
    assert!(!rig.engine.wants_buffered());
    rig.start();
    assert!(!rig.engine.wants_buffered());
    rig.accept();
    assert!(rig.engine.wants_buffered());
    rig.transmit(f64::INFINITY);
    rig.advance(200.0);
    assert!(!rig.engine.wants_buffered());
}

#[test]
fn the_buffer_is_asked_for_while_a_ping_is_in_it() {
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    rig.engine.handle_pinged(attempt, 4.0);
    assert!(rig.engine.wants_buffered());
    rig.engine.handle_buffered(rig.time(), attempt, 0.0);
    assert!(!rig.engine.wants_buffered());
}

#[test]
fn the_buffer_is_not_asked_for_while_a_message_is_being_handed_over() {
    let mut rig = Rig::open();
    let now = rig.time();
    let (attempt, envelope) = rig.begin_handing_over("x", SendOptions::default());
    // A look from inside the socket's `send` may see the message or not.
    assert!(!rig.engine.wants_buffered());
    rig.engine.handle_transmitted(attempt, envelope, 1.0);
    assert!(rig.engine.wants_buffered());
    rig.engine.handle_buffered(now, attempt, 1.0);
    assert!(!rig.engine.is_drained());
    rig.engine.handle_buffered(now, attempt, 0.0);
    assert!(rig.engine.is_drained());
}

#[test]
fn what_an_earlier_socket_holds_says_nothing_of_this_one() {
    let mut rig = Rig::open();
    let first = rig.engine.attempt();
    rig.reconnect();
    rig.accept();
    rig.send("held").unwrap();
    rig.engine.handle_buffered(rig.time(), first, 0.0);
    assert!(!rig.engine.is_drained());
    rig.engine.handle_pinged(first, 1_000_000.0);
    // Nothing waits before a message that follows.
    assert_eq!(rig.send("at once"), Ok(true));
}

#[test]
fn a_queue_that_was_emptied_otherwise_leaves_the_link_idle() {
    let empty: [fn(&mut Rig); 2] = [
        |rig| drop(rig.engine.clear_queue()),
        |rig| {
            rig.sleep(101.0);
            rig.drain();
        },
    ];
    for empty in empty {
        let mut rig = Rig::new(Config::default());
        rig.start();
        let living = SendOptions { ttl: 100.0, ..SendOptions::default() };
        rig.send_with("waits", living).unwrap();
        // As in the handler of `open`: what waits is taken out before it was handed over.
        let attempt = rig.engine.attempt();
        rig.engine.handle_open(rig.time(), attempt);
        rig.look();
        empty(&mut rig);
        rig.drain();
        rig.sleep(3_000.0);
        let before = rig.stats().window;
        for _ in 0..2 {
            rig.send("x").unwrap();
            rig.transmit(f64::INFINITY);
            rig.sleep(10.0);
        }
        assert_eq!(rig.stats().window, before);
    }
}
