//! What a lost connection's messages become.

use crate::rig::{Rig, Text, paced, retrying};
use sockline::engine::{Action, CloseRequest, Config, Resend, SendOptions, Window};

fn resending(resend: Resend) -> Rig {
    Rig::open_with(Config { resend, ..Config::default() })
}

fn keyed() -> SendOptions<String> {
    SendOptions { key: Some("key".into()), ..SendOptions::default() }
}

/// Hands over five messages of ten bytes, of which the network takes `taken`
/// bytes before the connection breaks; gives what was told of them.
fn lose_after(rig: &mut Rig, taken: f64) -> Vec<String> {
    for index in 0..5 {
        rig.send(&format!("message {index}.")).unwrap();
    }
    rig.transmit(taken);
    rig.told();
    rig.lose(1006);
    rig.told().into_iter().filter(|told| told.starts_with("drop")).collect()
}

fn again(mut rig: Rig) -> Vec<String> {
    rig.handed.clear();
    rig.until_retry();
    rig.accept();
    rig.handed
}

#[test]
fn what_lies_wholly_in_the_residue_is_sent_again_in_order_before_what_is_newer() {
    let mut rig = resending(Resend::Unsent);
    let dropped = lose_after(&mut rig, 20.0);
    assert_eq!(dropped, ["drop message 0. Unknown", "drop message 1. Unknown"]);
    rig.send("newer").unwrap();
    assert_eq!(rig.stats().messages_resent, 3.0);
    assert_eq!(again(rig), ["message 2.", "message 3.", "message 4.", "newer"]);
}

#[test]
fn the_message_that_the_edge_cuts_is_not_sent_again() {
    let mut rig = resending(Resend::Unsent);
    let dropped = lose_after(&mut rig, 21.0);
    assert_eq!(dropped.len(), 3);
    assert_eq!(again(rig), ["message 3.", "message 4."]);
}

#[test]
fn what_was_seen_to_leave_is_not_reported() {
    let mut rig = resending(Resend::Unsent);
    rig.send("gone").unwrap();
    rig.transmit(4.0);
    rig.advance(100.0);
    assert_eq!(lose_after(&mut rig, 50.0).len(), 5);
}

#[test]
fn never_resending_reports_everything_with_its_fate() {
    let mut rig = resending(Resend::Never);
    let dropped = lose_after(&mut rig, 25.0);
    assert_eq!(
        dropped,
        [
            "drop message 0. Unknown",
            "drop message 1. Unknown",
            "drop message 2. Unknown",
            "drop message 3. Unsent",
            "drop message 4. Unsent",
        ]
    );
    assert_eq!(again(rig), [""; 0]);
}

#[test]
fn resending_all_sends_everything_again_in_order() {
    let mut rig = resending(Resend::All);
    assert_eq!(lose_after(&mut rig, 25.0), [""; 0]);
    assert_eq!(again(rig), ["message 0.", "message 1.", "message 2.", "message 3.", "message 4."]);
}

#[test]
fn a_residue_worth_nothing_makes_every_fate_unknown() {
    let mut rig = resending(Resend::Unsent);
    for index in 0..3 {
        rig.send(&format!("{index}")).unwrap();
    }
    let attempt = rig.engine.attempt();
    rig.socket = None;
    let close = sockline::engine::Close { code: 1006, reason: String::new(), was_clean: false };
    rig.engine.handle_close(rig.time(), attempt, close, None);
    rig.drain();
    let dropped: Vec<_> = rig.told().into_iter().filter(|told| told.starts_with("drop")).collect();
    assert_eq!(dropped, ["drop 0 Unknown", "drop 1 Unknown", "drop 2 Unknown"]);
}

#[test]
fn an_abandoned_connection_may_still_send_so_nothing_is_sent_again() {
    let mut rig = resending(Resend::Unsent);
    rig.send("in the buffer").unwrap();
    rig.reconnect();
    assert_eq!(rig.told(), ["drop in the buffer Unknown", "close 1000 again"]);
    rig.handed.clear();
    rig.accept();
    assert_eq!(rig.handed, [""; 0]);
}

#[test]
fn each_connection_counts_from_its_own_baseline() {
    let mut rig = resending(Resend::Unsent);
    lose_after(&mut rig, 50.0);
    rig.until_retry();
    rig.accept();
    let dropped = lose_after(&mut rig, 40.0);
    assert_eq!(dropped.len(), 4);
    assert_eq!(again(rig), ["message 4."]);
}

#[test]
fn an_empty_message_at_the_edge_is_of_unknown_fate_and_one_behind_it_is_not() {
    let mut rig = resending(Resend::Unsent);
    for text in ["xy", "", "ab"] {
        rig.send(text).unwrap();
    }
    rig.transmit(2.0);
    rig.lose(1006);
    let told = rig.told();
    assert!(told.contains(&"drop xy Unknown".into()) && told.contains(&"drop  Unknown".into()));
    assert_eq!(again(rig), ["ab"]);
}

#[test]
fn a_message_put_back_gives_way_to_a_newer_one_with_its_key() {
    let mut rig = Rig::open_with(Config {
        pacing: sockline::engine::PacingConfig {
            window: sockline::engine::Window::Fixed(4.0),
            poll: 100.0,
        },
        ..Config::default()
    });
    rig.send_with("at 1", keyed()).unwrap();
    rig.send_with("at 2", keyed()).unwrap();
    assert_eq!(rig.handed, ["at 1"]);
    rig.lose(1006);
    assert!(rig.told().contains(&"drop at 1 Replaced".into()));
    assert_eq!(again(rig), ["at 2"]);
}

#[test]
fn a_message_in_the_drivers_hands_is_settled_when_the_connection_ends_meanwhile() {
    for (resend, expected) in [(Resend::Unsent, "Unknown"), (Resend::All, "")] {
        let mut rig = Rig::open_with(Config { resend, ..Config::default() });
        let now = rig.time();
        let (attempt, envelope) = rig.begin_handing_over("x", SendOptions::default());
        assert!(!rig.engine.is_drained());
        // A second message would overtake the first.
        rig.engine.send(now, crate::rig::Text("y".into()), SendOptions::default()).unwrap();
        assert!(rig.engine.poll_action(now).is_none());
        rig.lose(1006);
        rig.engine.handle_transmitted(attempt, envelope, 1.0);
        rig.drain();
        let told = rig.told();
        assert_eq!(told.contains(&"drop x Unknown".into()), expected == "Unknown", "{told:?}");
        let resent = if resend == Resend::All { 1.0 } else { 0.0 };
        assert_eq!(rig.stats().messages_resent, resent);
        rig.until_retry();
        rig.accept();
        assert_eq!(rig.handed.last().map(String::as_str), Some("y"));
    }
}

#[test]
fn a_clean_close_that_we_asked_for_has_delivered_everything() {
    let mut rig = Rig::open();
    rig.send("x").unwrap();
    rig.close();
    rig.transmit(1.0);
    rig.lose(1000);
    assert_eq!(rig.told(), ["close 1000", "end Closed"]);
}

#[test]
fn a_clean_close_that_crosses_ours_gives_back_what_never_left() {
    let mut rig = Rig::open();
    rig.send("x").unwrap();
    rig.close();
    rig.lose(1001);
    assert_eq!(rig.told(), ["close 1001", "drop x Closed", "end Closed"]);
}

#[test]
fn what_waits_at_the_end_is_given_back() {
    let mut rig = Rig::new(retrying(|retry| retry.max_retries = 0));
    rig.send("waits").unwrap();
    rig.start();
    rig.lose(1006);
    assert_eq!(rig.told(), ["close 1006", "drop waits Closed", "end RetriesExhausted"]);
}

#[test]
fn a_message_to_be_sent_again_that_is_not_has_an_unknown_fate_whatever_the_reason() {
    let mut rig =
        Rig::open_with(Config { resend: Resend::All, ..retrying(|retry| retry.max_retries = 0) });
    rig.send("may have arrived").unwrap();
    rig.transmit(f64::INFINITY);
    rig.lose(1006);
    let told = rig.told();
    assert_eq!(told[1..], ["drop may have arrived Unknown", "end RetriesExhausted"]);

    let mut rig = resending(Resend::All);
    rig.send_with("old", keyed()).unwrap();
    rig.transmit(f64::INFINITY);
    rig.lose(1006);
    rig.told();
    rig.send_with("new", keyed()).unwrap();
    assert_eq!(rig.told(), ["drop old Unknown"]);
    rig.close();
    assert_eq!(rig.told(), ["drop new Closed", "end Closed"]);
}

#[test]
fn a_message_in_the_drivers_hands_goes_back_behind_those_handed_over_before_it() {
    let mut rig = resending(Resend::All);
    rig.send("first").unwrap();
    let (attempt, envelope) = rig.begin_handing_over("second", SendOptions::default());
    rig.lose(1006);
    rig.engine.handle_transmitted(attempt, envelope, 11.0);
    rig.drain();
    assert_eq!(again(rig), ["first", "second"]);
}

#[test]
fn after_an_error_nobody_knows_what_has_left_since_the_last_look() {
    for (resend, fate) in [(Resend::Unsent, "drop x Unknown"), (Resend::All, "")] {
        let mut rig = resending(resend);
        rig.send("x").unwrap();
        rig.transmit(f64::INFINITY);
        rig.told();
        rig.fail();
        let told = rig.told();
        assert_eq!(told.contains(&"drop x Unknown".into()), !fate.is_empty(), "{told:?}");
        let sent = if resend == Resend::All { vec!["x"] } else { vec![] };
        assert_eq!(again(rig), sent);
    }
}

#[test]
fn an_error_without_a_close_ends_an_open_connection_too() {
    let mut rig = Rig::open();
    rig.send("x").unwrap();
    let attempt = rig.engine.attempt();
    rig.engine.handle_error(rig.time(), attempt);
    rig.drain();
    assert_eq!(rig.told(), ["error"]);
    rig.send("y").unwrap();
    assert_eq!(rig.handed, ["x"]);
    rig.advance(1_000.0);
    assert_eq!(rig.told(), ["drop x Unknown", "close 1006 again", "retry 1 Close"]);
    assert_eq!(again(rig), ["y"]);
}

#[test]
fn a_loss_while_a_message_is_in_hand_sends_none_twice() {
    let mut rig = resending(Resend::Unsent);
    rig.send("first").unwrap();
    rig.transmit(f64::INFINITY);
    rig.look();
    rig.send("second").unwrap();
    rig.transmit(f64::INFINITY);
    let (attempt, envelope) = rig.begin_handing_over("third", SendOptions::default());
    // What the buffer holds is the third, which the engine has not counted yet.
    rig.transmit(f64::INFINITY);
    rig.socket.as_mut().unwrap().buffered = 6.0;
    rig.lose(1006);
    rig.engine.handle_transmitted(attempt, envelope, 6.0);
    rig.drain();
    assert!(rig.told().contains(&"drop second Unknown".into()));
    assert_eq!(again(rig), Vec::<String>::new());
}

#[test]
fn a_message_of_which_nothing_was_heard_again_keeps_no_later_connection_from_sending() {
    let mut rig = Rig::open();
    rig.begin_handing_over("gone", SendOptions::default());
    rig.send("next").unwrap();
    assert_eq!(rig.handed, Vec::<String>::new());
    rig.lose(1006);
    assert_eq!(again(rig), ["next"]);
}

#[test]
fn an_error_while_a_message_is_in_hand_sends_none_twice() {
    let mut rig = resending(Resend::Unsent);
    rig.send("first").unwrap();
    let now = rig.time();
    let (attempt, envelope) = rig.begin_handing_over("second", SendOptions::default());
    // The socket fails while it takes the second, and holds it still when it closes.
    rig.engine.handle_error(now, attempt);
    rig.socket.as_mut().unwrap().buffered += 6.0;
    rig.engine.handle_transmitted(attempt, envelope, 11.0);
    rig.transmit(5.0);
    rig.lose(1006);
    assert!(rig.told().contains(&"drop first Unknown".into()));
    assert_eq!(again(rig), ["second"]);
}

#[test]
fn a_close_for_which_the_socket_is_too_late_has_delivered_nothing_for_certain() {
    let mut rig = resending(Resend::Unsent);
    rig.send("first").unwrap();
    // The server's close frame has come, and what is to go before ours meets that.
    rig.not_open = true;
    let now = rig.time();
    rig.engine.send(now, Text("second".into()), SendOptions::default()).unwrap();
    rig.engine.close(now, CloseRequest::plain());
    rig.act();
    rig.transmit(f64::INFINITY);
    rig.lose(1001);
    let told = ["drop first Unknown", "close 1001", "drop second Closed", "end Closed"];
    assert_eq!(rig.told(), told);
}

#[test]
fn a_message_with_a_key_in_hand_goes_before_the_older_one_that_is_back() {
    for not_open in [true, false] {
        let mut rig = resending(Resend::All);
        rig.send_with("old", keyed()).unwrap();
        let (attempt, envelope) = rig.begin_handing_over("new", keyed());
        rig.lose(1006);
        if not_open {
            rig.engine.handle_not_open(attempt, envelope);
        } else {
            rig.engine.handle_transmitted(attempt, envelope, 6.0);
        }
        rig.drain();
        assert!(rig.told().contains(&"drop old Unknown".into()));
        rig.handed.clear();
        assert_eq!(again(rig), ["new"]);
    }
}

#[test]
fn what_a_newer_one_has_replaced_is_not_counted_as_sent_again() {
    let mut rig = paced(Window::Fixed(0.0));
    rig.send_with("old", keyed()).unwrap();
    rig.send_with("new", keyed()).unwrap();
    rig.lose(1006);
    assert!(rig.told().contains(&"drop old Replaced".into()));
    assert_eq!(rig.stats().messages_resent, 0.0);
}

#[test]
fn drain_is_not_told_on_the_next_connection_of_what_a_loss_took_in_hand() {
    let mut rig = paced(Window::Fixed(0.0));
    rig.send("waited").unwrap();
    rig.transmit(f64::INFINITY);
    rig.look();
    rig.send("before").unwrap();
    rig.send("waits").unwrap();
    rig.transmit(f64::INFINITY);
    let now = rig.time();
    rig.engine.handle_buffered(now, rig.engine.attempt(), 0.0);
    let Some(Action::Transmit { attempt, envelope }) = rig.engine.poll_action(now) else {
        panic!("it may not go");
    };
    rig.lose(1006);
    rig.engine.handle_transmitted(attempt, envelope, 5.0);
    rig.drain();
    rig.until_retry();
    rig.accept();
    rig.told();
    rig.send("at once").unwrap();
    rig.transmit(f64::INFINITY);
    rig.advance(100.0);
    assert_eq!(rig.told(), [""; 0]);
}
