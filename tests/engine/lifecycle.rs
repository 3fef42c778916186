//! Attempts, losses, retries, the end.

use crate::rig::{Rig, retrying};
use sockline::engine::{Close, Config, Event, Signal, State};

#[test]
fn a_client_connects_and_says_so_once() {
    let mut rig = Rig::new(Config::default());
    assert_eq!((rig.state(), rig.state().ready_state()), (State::Idle, 0));
    rig.start();
    assert_eq!((rig.state(), rig.state().ready_state()), (State::Connecting, 0));
    rig.accept();
    assert_eq!((rig.state(), rig.state().ready_state()), (State::Open, 1));
    assert_eq!(rig.told(), ["open"]);
}

#[test]
fn opening_twice_is_opening_once() {
    let mut rig = Rig::open();
    rig.start();
    assert_eq!(rig.connects, 1);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn one_loss_is_one_retry_though_error_and_close_both_arrive() {
    let mut rig = Rig::open();
    rig.fail();
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Close"]);
    rig.until_retry();
    rig.accept();
    rig.advance(60_000.0);
    assert_eq!(rig.connects, 2);
    assert_eq!(rig.told(), ["open"]);
}

#[test]
fn an_error_reported_twice_is_told_once() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    let attempt = rig.engine.attempt();
    for _ in 0..2 {
        rig.engine.handle_error(rig.time(), attempt);
    }
    rig.drain();
    rig.lose(1006);
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Close"]);
}

#[test]
fn events_of_another_attempt_change_nothing() {
    let mut rig = Rig::open();
    let old = rig.engine.attempt();
    rig.fail();
    rig.until_retry();
    rig.accept();
    rig.told();
    let close = sockline::engine::Close { code: 1000, reason: String::new(), was_clean: true };
    rig.engine.handle_open(rig.time(), old);
    rig.engine.handle_error(rig.time(), old);
    rig.engine.handle_resolved(rig.time(), old);
    rig.engine.handle_attempt_failed(rig.time(), old);
    rig.engine.handle_buffered(rig.time(), old, 1e9);
    rig.engine.handle_decision(rig.time(), old, false);
    assert!(!rig.engine.handle_message(rig.time(), old, 1.0, false));
    rig.engine.handle_close(rig.time(), old, close, Some(0.0));
    rig.drain();
    assert_eq!(rig.state(), State::Open);
    assert_eq!(rig.told(), [""; 0]);
    assert!(rig.send("x").unwrap());
}

#[test]
fn an_attempt_that_never_opens_meets_its_deadline() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.advance(9_999.0);
    assert_eq!(rig.state(), State::Connecting);
    rig.advance(1.0);
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Timeout"]);
    assert!(rig.socket.is_none());
}

#[test]
fn the_deadline_of_one_attempt_does_not_end_the_next() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.advance(9_000.0);
    rig.fail();
    rig.until_retry();
    rig.advance(9_000.0);
    assert_eq!(rig.state(), State::Connecting);
    rig.accept();
    rig.advance(60_000.0);
    assert_eq!(rig.state(), State::Open);
}

#[test]
fn a_provider_that_never_settles_meets_the_same_deadline() {
    let mut rig = Rig::new(Config::default());
    rig.resolves = false;
    rig.start();
    assert_eq!(rig.state(), State::Resolving);
    rig.advance(10_000.0);
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Timeout"]);
    assert_eq!(rig.connects, 0);
}

#[test]
fn a_provider_that_fails_is_a_failed_attempt() {
    let mut rig = Rig::new(Config::default());
    rig.resolves = false;
    rig.start();
    let attempt = rig.engine.attempt();
    rig.engine.handle_attempt_failed(rig.time(), attempt);
    rig.drain();
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Provider"]);
    rig.resolves = true;
    rig.until_retry();
    rig.accept();
    assert_eq!(rig.told(), ["open"]);
}

#[test]
fn a_provider_that_settles_too_late_opens_nothing() {
    let mut rig = Rig::new(Config::default());
    rig.resolves = false;
    rig.start();
    let late = rig.engine.attempt();
    rig.advance(10_000.0);
    rig.engine.handle_resolved(rig.time(), late);
    rig.drain();
    assert_eq!(rig.connects, 0);
    assert_eq!(rig.state(), State::Waiting);
}

#[test]
fn a_runtime_that_reports_only_an_error_is_retried() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    let attempt = rig.engine.attempt();
    rig.engine.handle_error(rig.time(), attempt);
    rig.drain();
    rig.advance(1_000.0);
    assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Close"]);
}

#[test]
fn the_retries_are_counted_and_end_the_client_once() {
    let mut rig = Rig::new(retrying(|retry| retry.max_retries = 2));
    rig.start();
    for _ in 0..2 {
        rig.lose(1006);
        rig.until_retry();
    }
    rig.told();
    rig.lose(1006);
    assert_eq!(rig.told(), ["close 1006", "end RetriesExhausted"]);
    rig.advance(3_600_000.0);
    assert_eq!(rig.connects, 3);
    assert_eq!(rig.told(), [""; 0]);
}

#[test]
fn zero_retries_never_retry() {
    let mut rig = Rig::new(retrying(|retry| retry.max_retries = 0));
    rig.start();
    rig.lose(1006);
    assert_eq!(rig.told(), ["close 1006", "end RetriesExhausted"]);
    assert_eq!(rig.state(), State::Closed);
}

#[test]
fn reconnect_after_the_end_starts_with_a_fresh_count() {
    let mut rig = Rig::new(retrying(|retry| retry.max_retries = 1));
    for _ in 0..2 {
        rig.reconnect();
        rig.lose(1006);
        rig.until_retry();
        rig.lose(1006);
        assert_eq!(rig.state(), State::Closed);
    }
    assert_eq!(rig.connects, 4);
}

#[test]
fn reconnect_works_from_every_state() {
    let mut rig = Rig::new(Config::default());
    rig.reconnect();
    assert_eq!(rig.told(), [""; 0]);
    rig.reconnect();
    assert_eq!(rig.told(), ["error", "close 1006 again"]);
    // What had replaced another is replaced without a word.
    rig.resolves = false;
    rig.reconnect();
    rig.reconnect();
    assert_eq!(rig.told(), [""; 0]);
    rig.resolves = true;
    rig.reconnect();
    rig.accept();
    assert_eq!(rig.told(), ["open"]);
    rig.reconnect();
    assert_eq!(rig.told(), ["close 1000 again"]);
    rig.lose(1006);
    rig.told();
    rig.reconnect();
    assert_eq!((rig.state(), rig.told()), (State::Connecting, vec![]));
    rig.accept();
    rig.close();
    rig.told();
    rig.reconnect();
    assert_eq!(rig.told(), ["close 1000 again"]);
    rig.accept();
    assert_eq!(rig.state(), State::Open);
    rig.advance(3_600_000.0);
    assert_eq!(rig.state(), State::Open);
}

#[test]
fn the_user_decides_and_overrides_codes_and_limits() {
    let mut rig = Rig::new(retrying(|retry| {
        retry.asks = true;
        retry.max_retries = 0;
    }));
    rig.decides = Some(|code, retries| code == 1008 && retries < 2);
    rig.start();
    rig.accept();
    for _ in 0..2 {
        rig.lose(1008);
        rig.until_retry();
    }
    rig.told();
    rig.lose(1008);
    assert_eq!(rig.told(), ["close 1008", "end Declined"]);
}

#[test]
fn closing_while_the_user_decides_tells_the_loss_once() {
    let mut rig = Rig::new(retrying(|retry| retry.asks = true));
    rig.start();
    rig.accept();
    rig.told();
    let attempt = rig.engine.attempt();
    let close = sockline::engine::Close { code: 4000, reason: String::new(), was_clean: true };
    rig.engine.handle_close(rig.time(), attempt, close, Some(0.0));
    // The driver holds the question while the user's function calls close().
    let question = rig.engine.poll_action(rig.time());
    assert!(matches!(question, Some(sockline::engine::Action::Decide { .. })));
    rig.socket = None;
    rig.close();
    rig.engine.handle_decision(rig.time(), attempt, true);
    rig.drain();
    assert_eq!(rig.told(), ["close 4000", "end Closed"]);
    assert_eq!(rig.state(), State::Closed);
}

#[test]
fn codes_after_which_the_same_would_fail_end_the_client() {
    for code in [1002, 1003, 1007, 1008, 1009, 1010] {
        let mut rig = Rig::open();
        rig.lose(code);
        assert_eq!(rig.told(), [format!("close {code}"), "end FinalCode".into()]);
    }
    for code in [1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 3000, 4999] {
        let mut rig = Rig::open();
        rig.lose(code);
        assert_eq!(rig.state(), State::Waiting, "{code}");
    }
}

#[test]
fn an_end_that_was_not_told_is_none_once_the_user_has_reconnected() {
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    let close = sockline::engine::Close { code: 1008, reason: String::new(), was_clean: true };
    rig.socket = None;
    rig.engine.handle_close(rig.time(), attempt, close, Some(0.0));
    let told = rig.engine.poll_event();
    assert!(matches!(told, Some(sockline::engine::Event::Close { will_reconnect: false, .. })));
    // Inside the handler of `close`.
    rig.reconnect();
    rig.accept();
    assert_eq!(rig.told(), ["open"]);
}

#[test]
fn a_decision_that_comes_before_the_question_leaves_no_question_behind() {
    let mut rig = Rig::new(retrying(|retry| retry.asks = true));
    rig.start();
    let (now, attempt) = (rig.time(), rig.engine.attempt());
    rig.engine.handle_attempt_failed(now, attempt);
    rig.engine.handle_decision(now, attempt, true);
    assert!(rig.engine.poll_action(now).is_none());
}

#[test]
fn there_are_events_until_all_are_told() {
    let mut rig = Rig::new(Config::default());
    assert!(!rig.engine.has_events());
    rig.start();
    assert!(!rig.engine.has_events());
    let attempt = rig.engine.attempt();
    rig.engine.handle_open(rig.time(), attempt);
    assert!(rig.engine.has_events());
    rig.drain();
    assert!(!rig.engine.has_events());
}

#[test]
fn an_attempt_that_is_closed_before_it_was_begun_asks_nobody() {
    let mut rig = Rig::new(Config::default());
    let now = rig.time();
    rig.engine.open(now);
    rig.engine.close(now, sockline::engine::CloseRequest::plain());
    assert!(rig.engine.poll_action(now).is_none());
    rig.drain();
    assert_eq!((rig.state(), rig.connects), (State::Closed, 0));
}

#[test]
fn reconnect_replaces_an_attempt_that_waits_for_its_provider() {
    let mut rig = Rig::new(Config::default());
    rig.resolves = false;
    rig.start();
    rig.reconnect();
    assert_eq!(
        (rig.state(), rig.told()),
        (State::Resolving, vec!["error".into(), "close 1006 again".into()])
    );
}

#[test]
fn handlers_of_error_and_close_that_both_connect_anew_come_to_rest() {
    let mut rig = Rig::open();
    let now = rig.time();
    let attempt = rig.socket.take().unwrap().attempt;
    let close = Close { code: 1006, reason: String::new(), was_clean: false };
    rig.engine.handle_error(now, attempt);
    rig.engine.handle_close(now, attempt, close, Some(0.0));
    let mut told = 0;
    while let Some(event) = rig.engine.poll_event() {
        told += 1;
        assert!(told < 100, "handlers tell each other for ever");
        if matches!(event, Event::Error | Event::Close { .. }) {
            rig.engine.reconnect(now);
            rig.act();
        }
    }
    assert_eq!(rig.state(), State::Connecting);
}

#[test]
fn a_handler_of_close_that_connects_anew_leaves_the_page_time() {
    let mut rig = Rig::open();
    rig.lose(1006);
    rig.makes_none = true;
    rig.reconnect();
    for _ in 0..3 {
        assert_eq!(rig.state(), State::Waiting);
        // As the handler does when it is told, without any time having passed.
        rig.reconnect();
        assert_eq!(rig.state(), State::Waiting);
        rig.told();
        rig.advance(499.0);
        assert_eq!(rig.told(), Vec::<String>::new());
        rig.advance(1.0);
        assert_eq!(rig.told(), ["error", "close 1006 again", "retry 1 Provider"]);
    }
    // Whoever calls later need not wait.
    rig.makes_none = false;
    rig.now += 500.0;
    rig.reconnect();
    assert_eq!(rig.state(), State::Connecting);
}

#[test]
fn reconnect_waits_for_nothing_once_another_attempt_has_begun() {
    let mut rig = Rig::new(retrying(|retry| (retry.base, retry.floor) = (10.0, 10.0)));
    rig.makes_none = true;
    rig.start();
    rig.makes_none = false;
    rig.until_retry();
    rig.accept();
    assert!(rig.now < 500.0);
    rig.reconnect();
    assert_eq!(rig.state(), State::Connecting);
    rig.fail();
    rig.reconnect();
    assert_eq!(rig.state(), State::Connecting);
}

#[test]
fn a_reconnect_that_waits_is_brought_by_the_network() {
    let mut rig = Rig::new(retrying(|retry| retry.max_retries = 0));
    rig.makes_none = true;
    rig.start();
    rig.makes_none = false;
    rig.reconnect();
    assert_eq!(rig.state(), State::Waiting);
    rig.signal(Signal::Offline);
    rig.advance(600.0);
    assert_eq!(rig.state(), State::Waiting);
    rig.signal(Signal::Online);
    rig.advance(1_000.0);
    assert_eq!(rig.state(), State::Connecting);
}

#[test]
fn connecting_anew_inside_the_handler_of_a_final_loss_makes_it_none() {
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    rig.socket = None;
    rig.engine.handle_error(rig.time(), attempt);
    let lost = sockline::engine::Close { code: 1008, reason: String::new(), was_clean: true };
    rig.engine.handle_close(rig.time(), attempt, lost, Some(0.0));
    assert!(matches!(rig.engine.poll_event(), Some(sockline::engine::Event::Error)));
    rig.reconnect();
    assert_eq!(rig.told(), ["close 1008 again"]);
    assert_eq!(rig.state(), State::Connecting);
}

#[test]
fn a_replacement_that_has_told_its_error_tells_its_close_too() {
    let mut rig = Rig::new(Config::default());
    rig.reconnect();
    let mut told = vec![];
    for _ in 0..3 {
        let attempt = rig.engine.attempt();
        rig.engine.handle_error(rig.time(), attempt);
        rig.drain();
        told.extend(rig.told());
        rig.reconnect();
        told.extend(rig.told());
    }
    assert_eq!(told, ["error", "close 1006 again"].repeat(3));
}

#[test]
fn replacing_what_has_failed_already_tells_no_clean_close() {
    let mut rig = Rig::open();
    let attempt = rig.engine.attempt();
    rig.engine.handle_error(rig.time(), attempt);
    rig.drain();
    rig.reconnect();
    assert_eq!(rig.told(), ["error", "close 1006 again"]);
}

#[test]
fn replacing_what_was_closed_before_it_opened_tells_no_clean_close() {
    let mut rig = Rig::new(Config::default());
    rig.start();
    rig.close();
    rig.reconnect();
    assert_eq!(rig.told(), ["error", "close 1006 again"]);
}
