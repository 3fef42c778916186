//! What is reported of any attempt but the current one changes nothing.

use crate::driver::Driver;
use crate::reference::{Buffer, Order};
use proptest::prelude::*;
use sockline::engine::{
    AttemptId, Close, Config, Engine, HeartbeatConfig, PacingConfig, Priority, Time, Window,
};

#[derive(Clone, Copy, Debug)]
enum Op {
    Send,
    Reconnect,
    Accept,
    Lose,
    Close,
    Wait(f64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => Just(Op::Send),
        2 => Just(Op::Reconnect),
        3 => Just(Op::Accept),
        1 => Just(Op::Lose),
        1 => Just(Op::Close),
        2 => (0.0..30_000.0).prop_map(Op::Wait),
    ]
}

/// Everything that can be reported of an attempt.
fn report_everything(engine: &mut Engine<crate::driver::Load>, now: Time, attempt: AttemptId) {
    engine.handle_resolved(now, attempt);
    engine.handle_open(now, attempt);
    assert!(!engine.handle_message(now, attempt, 1.0, true), "it is nobody's business");
    engine.handle_buffered(now, attempt, 5.0);
    engine.handle_pinged(attempt, 4.0);
    engine.handle_decision(now, attempt, true);
    engine.handle_error(now, attempt);
    engine.handle_attempt_failed(now, attempt);
    let close = Close { code: 1008, reason: String::new(), was_clean: true };
    engine.handle_close(now, attempt, close, Some(0.0));
}

proptest! {
    #![proptest_config(crate::cases(1_000))]

    #[test]
    fn a_report_of_another_attempt_changes_nothing(
        ops in prop::collection::vec(op(), 0..30),
    ) {
        let config = Config {
            pacing: PacingConfig { window: Window::Fixed(10.0), poll: 100.0 },
            heartbeat: Some(HeartbeatConfig::default()),
            ..Config::default()
        };
        let mut driver = Driver::new(config, 1, Buffer::Framed(0.0));
        let mut earlier = vec![driver.engine.attempt()];
        for (tag, op) in (0..).zip(ops) {
            match (op, &driver.socket) {
                (Op::Send, _) => {
                    let (bytes, priority) = (7, Priority::Normal);
                    let _ = driver.send(&Order { tag, bytes, priority, key: None, ttl: 50_000.0 });
                }
                (Op::Reconnect, _) => driver.reconnect(),
                (Op::Accept, Some(_)) => driver.accept(),
                (Op::Lose, Some(_)) => driver.lose(1006, false, true),
                (Op::Close, _) => driver.close(),
                (Op::Wait(millis), _) => {
                    driver.now += millis;
                    driver.timer();
                }
                (Op::Accept | Op::Lose, None) => {}
            }
            let current = driver.engine.attempt();
            if !earlier.contains(&current) {
                earlier.push(current);
            }
            let before = format!("{:?}", driver.engine);
            for attempt in earlier.iter().filter(|attempt| **attempt != current) {
                let now = driver.time();
                report_everything(&mut driver.engine, now, *attempt);
            }
            prop_assert_eq!(format!("{:?}", driver.engine), before);
        }
    }
}
