//! `close()` from every state, and its rules.

use crate::rig::{Rig, retrying};
use sockline::engine::{
    CloseError, CloseRequest, Config, Resend, SendErrorKind, SendOptions, Signal, State,
};

/// After the user's close nothing may happen, whatever is heard.
fn stays_closed(rig: &mut Rig) {
    assert_eq!(rig.state(), State::Closed);
    let connects = rig.connects;
    rig.told();
    for signal in [Signal::Online, Signal::Awake, Signal::Offline, Signal::Asleep] {
        rig.signal(signal);
    }
    let attempt = rig.engine.attempt();
    rig.engine.handle_resolved(rig.time(), attempt);
    rig.engine.handle_open(rig.time(), attempt);
    rig.engine.handle_attempt_failed(rig.time(), attempt);
    rig.engine.handle_error(rig.time(), attempt);
    rig.engine.handle_decision(rig.time(), attempt, true);
    rig.drain();
    rig.close();
    assert!(rig.engine.deadline().is_never());
    rig.advance(86_400_000.0);
    assert_eq!(rig.told(), [""; 0]);
    assert_eq!((rig.state(), rig.connects), (State::Closed, connects));
    assert_eq!(rig.send("late"), Err(SendErrorKind::Closed));
}

#[test]
fn while_open_the_handshake_runs_and_the_client_ends_once() {
    let mut rig = Rig::open();
    rig.close_with(Some(3001));
    assert_eq!(rig.state(), State::Closing);
    assert_eq!(rig.socket.as_ref().unwrap().closing, Some(Some(3001)));
    assert_eq!(rig.send("late"), Err(SendErrorKind::Closed));
    rig.close();
    rig.lose(3001);
    assert_eq!(rig.told(), ["close 3001", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn what_waits_is_handed_over_before_the_close_frame() {
    let mut rig = Rig::open();
    for index in 0..10 {
        rig.send(&format!("{index}{}", "x".repeat(20_000))).unwrap();
    }
    assert!(rig.engine.queued_messages() > 0);
    rig.close();
    assert_eq!((rig.handed.len(), rig.engine.queued_messages()), (10, 0));
    assert_eq!(rig.socket.as_ref().unwrap().closing, Some(None));
    rig.transmit(f64::INFINITY);
    rig.lose(1000);
    assert_eq!(rig.told(), ["close 1000", "end Closed"]);
}

#[test]
fn a_closing_handshake_that_hangs_is_abandoned() {
    let mut rig = Rig::open();
    rig.close();
    rig.advance(10_000.0);
    assert!(rig.socket.is_none());
    assert_eq!(rig.told(), ["error", "close 1006", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn while_connecting_the_attempt_fails() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.send("never sent").unwrap();
    rig.close();
    assert_eq!(rig.state(), State::Closing);
    rig.fail();
    assert_eq!(rig.told(), ["error", "close 1006", "drop never sent Closed", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn while_a_provider_works_the_attempt_fails() {
    let mut rig = Rig::new(Config::default());
    rig.resolves = false;
    rig.start();
    rig.close();
    assert_eq!(rig.told(), ["error", "close 1006", "end Closed"]);
    stays_closed(&mut rig);
    assert_eq!(rig.connects, 0);
}

#[test]
fn while_waiting_the_retry_is_cancelled() {
    let mut rig = Rig::open();
    rig.send("in flight").unwrap();
    rig.transmit(f64::INFINITY);
    rig.advance(100.0);
    rig.fail();
    rig.send("queued").unwrap();
    rig.told();
    rig.close();
    assert_eq!(rig.told(), ["drop queued Closed", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn inside_the_handler_of_a_loss_it_is_the_end_of_that_loss() {
    // `close` is told already: no second one, and no retry is announced.
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    let lost = || sockline::engine::Close { code: 4001, reason: String::new(), was_clean: true };
    rig.socket = None;
    rig.engine.handle_close(rig.time(), attempt, lost(), Some(0.0));
    assert!(matches!(rig.engine.poll_event(), Some(sockline::engine::Event::Close { .. })));
    rig.close();
    assert_eq!(rig.told(), ["end Closed"]);
    stays_closed(&mut rig);
    // `error` is told and `close` is not yet: it says that nothing follows.
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    rig.socket = None;
    rig.engine.handle_error(rig.time(), attempt);
    rig.engine.handle_close(rig.time(), attempt, lost(), Some(0.0));
    assert!(matches!(rig.engine.poll_event(), Some(sockline::engine::Event::Error)));
    rig.close();
    assert_eq!(rig.told(), ["close 4001", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn only_the_last_of_several_losses_that_nobody_was_told_of_is_the_end() {
    let mut rig = Rig::open();
    for _ in 0..2 {
        let attempt = rig.engine.attempt();
        rig.socket = None;
        let lost = sockline::engine::Close { code: 4001, reason: String::new(), was_clean: true };
        rig.engine.handle_close(rig.time(), attempt, lost, Some(0.0));
        if rig.connects == 1 {
            rig.engine.reconnect(rig.time());
            rig.act();
            rig.engine.handle_open(rig.time(), rig.engine.attempt());
        }
    }
    rig.close();
    assert_eq!(rig.told(), ["close 4001 again", "open", "close 4001", "end Closed"]);
}

#[test]
fn a_closing_handshake_may_take_as_long_as_the_backlog_moves() {
    let mut rig = Rig::open();
    rig.send(&"x".repeat(60_000)).unwrap();
    rig.close();
    for _ in 0..59 {
        rig.transmit(1_000.0);
        rig.advance(1_000.0);
        assert_eq!(rig.state(), State::Closing);
    }
    rig.advance(10_000.0);
    assert_eq!(rig.state(), State::Closed);
}

#[test]
fn before_the_first_attempt_what_was_queued_is_given_back() {
    let mut rig = Rig::new(Config::default());
    rig.send("queued").unwrap();
    rig.close();
    assert_eq!(rig.told(), ["drop queued Closed", "end Closed"]);
    stays_closed(&mut rig);
}

#[test]
fn messages_that_arrive_during_the_handshake_are_dropped_as_the_standard_says() {
    let mut rig = Rig::open();
    rig.close();
    assert!(!rig.receive(5.0, false));
    rig.lose(1000);
}

#[test]
fn the_rules_of_code_and_reason() {
    let ok = |code, bytes| CloseRequest::new(code, (), bytes).map(|request| request.code);
    for code in [1000, 3000, 4999] {
        assert_eq!(ok(Some(code), 0), Ok(Some(code)));
        assert_eq!(ok(Some(code), 123), Ok(Some(code)));
        assert_eq!(ok(Some(code), 124), Err(CloseError::ReasonTooLong));
    }
    for code in [0, 999, 1001, 1004, 1005, 1006, 1015, 2999, 5000, 65_535] {
        assert_eq!(ok(Some(code), 0), Err(CloseError::InvalidCode));
        assert_eq!(ok(Some(code), 124), Err(CloseError::InvalidCode));
    }
    assert_eq!(ok(None, 0), Ok(None));
    // A reason can't travel without a code.
    assert_eq!(ok(None, 5), Ok(Some(1000)));
    assert_eq!(ok(None, 124), Err(CloseError::ReasonTooLong));
}

#[test]
fn a_deadline_of_never_waits_for_ever() {
    let mut rig = Rig::open_with(retrying(|retry| {
        retry.connect_deadline = f64::INFINITY;
        retry.close_deadline = f64::INFINITY;
    }));
    rig.close();
    rig.advance(86_400_000.0);
    assert_eq!(rig.state(), State::Closing);
}

#[test]
fn a_refused_close_says_what_is_allowed() {
    assert!(CloseError::InvalidCode.to_string().contains("3000 to 4999"));
    assert!(CloseError::ReasonTooLong.to_string().contains("123 bytes"));
}

#[test]
fn after_a_clean_close_nothing_is_held_any_more() {
    let mut rig = Rig::open();
    rig.send("delivered").unwrap();
    rig.close();
    rig.transmit(f64::INFINITY);
    assert!(!rig.engine.is_drained() && !rig.engine.has_sent_all());
    rig.lose(1000);
    assert!(rig.engine.is_drained() && rig.engine.has_sent_all());
    assert!(!rig.engine.gave_back_at_end());
}

#[test]
fn whether_messages_were_given_back_at_the_end_is_known_until_the_next_attempt() {
    let mut rig = Rig::new(Config::default());
    assert!(!rig.engine.gave_back_at_end());
    rig.send("waits").unwrap();
    rig.close();
    assert!(rig.engine.gave_back_at_end());
    assert!(rig.engine.is_drained() && !rig.engine.has_sent_all());
    rig.reconnect();
    assert!(!rig.engine.gave_back_at_end());
}

#[test]
fn what_the_last_connection_was_handed_in_vain_was_not_sent() {
    let mut unsent =
        Rig::open_with(Config { resend: Resend::Never, ..retrying(|retry| retry.max_retries = 0) });
    unsent.send("x").unwrap();
    unsent.lose(1006);
    assert_eq!(unsent.told(), ["drop x Unsent", "close 1006", "end RetriesExhausted"]);
    assert!(unsent.engine.is_drained() && !unsent.engine.has_sent_all());

    let mut held = Rig::open();
    held.send("x").unwrap();
    held.close();
    held.advance(60_000.0);
    assert_eq!(held.told(), ["error", "drop x Unknown", "close 1006", "end Closed"]);
    assert!(held.engine.is_drained() && !held.engine.has_sent_all());
}

#[test]
fn what_was_in_hand_at_the_end_was_not_sent() {
    for not_open in [true, false] {
        let mut rig = Rig::open_with(retrying(|retry| retry.max_retries = 0));
        let (attempt, envelope) = rig.begin_handing_over("x", SendOptions::default());
        rig.lose(1006);
        if not_open {
            rig.engine.handle_not_open(attempt, envelope);
        } else {
            rig.engine.handle_transmitted(attempt, envelope, 1.0);
        }
        rig.drain();
        let reason = if not_open { "Closed" } else { "Unknown" };
        assert_eq!(rig.told().last(), Some(&format!("drop x {reason}")));
        assert!(rig.engine.is_drained() && !rig.engine.has_sent_all());
    }
}

#[test]
fn what_a_loss_took_is_forgotten_when_the_client_comes_back() {
    let mut rig = Rig::open_with(Config { resend: Resend::Never, ..Config::default() });
    rig.send("x").unwrap();
    rig.lose(1006);
    assert!(rig.told().contains(&"drop x Unsent".into()));
    assert!(rig.engine.has_sent_all());
    rig.until_retry();
    rig.accept();
    rig.close();
    rig.lose(1000);
    assert!(rig.engine.has_sent_all());
}

#[test]
fn a_socket_that_has_begun_to_close_unheard_has_as_long_as_for_the_users_close() {
    for (close_deadline, gives_up) in [(10_000.0, true), (f64::INFINITY, false)] {
        let mut rig = Rig::open_with(retrying(|retry| retry.close_deadline = close_deadline));
        rig.not_open = true;
        assert_eq!(rig.send("x"), Ok(false));
        rig.advance(9_999.0);
        assert_eq!(rig.state(), State::Open);
        rig.advance(1.0);
        assert_eq!(rig.state() != State::Open, gives_up);
        if gives_up {
            assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Timeout"]);
            rig.not_open = false;
            rig.until_retry();
            rig.accept();
            assert_eq!(rig.handed, ["x"]);
        }
    }
}
