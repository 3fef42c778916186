//! Hints of the page and the network start a waiting attempt early, but never
//! hammer.

use crate::driver::Driver;
use crate::reference::Buffer;
use proptest::prelude::*;
use sockline::engine::{Config, Event, RetryConfig, Signal, State};

/// Hints begin no attempt sooner than this after the last one began.
const GAP: f64 = 500.0;

#[derive(Clone, Debug)]
enum Op {
    Hint(Signal),
    Wait(f64),
    Fail(u16),
    AcceptAndDrop(u16),
}

fn op() -> impl Strategy<Value = Op> {
    let hint = prop::sample::select(vec![
        Signal::Awake,
        Signal::Awake,
        Signal::Online,
        Signal::Offline,
        Signal::Asleep,
    ]);
    let code = || prop::sample::select(vec![1006, 1006, 1001, 1012, 1013]);
    prop_oneof![
        4 => hint.prop_map(Op::Hint),
        4 => prop_oneof![0.0..300.0, 0.0..40_000.0].prop_map(Op::Wait),
        2 => code().prop_map(Op::Fail),
        1 => code().prop_map(Op::AcceptAndDrop),
    ]
}

/// What is known of the attempt that waits.
struct Retry {
    lost_at: f64,
    delay: f64,
    /// 1012 and 1013 ask to stay away whatever one hopes.
    is_restart: bool,
    /// The last hint, if any came.
    hinted_at: Option<f64>,
    /// The network was reported gone meanwhile.
    was_offline: bool,
}

proptest! {
    #![proptest_config(crate::cases(2_000))]

    #[test]
    fn an_attempt_comes_no_later_than_announced_and_never_too_soon_after_the_last(
        base in prop_oneof![Just(0.0), Just(500.0), 0.0..5_000.0],
        seed in any::<u64>(),
        ops in prop::collection::vec(op(), 0..60),
    ) {
        let retry = RetryConfig { base, connect_deadline: f64::INFINITY, ..RetryConfig::default() };
        let cap = retry.cap;
        let config = Config { retry, ..Config::default() };
        let mut driver = Driver::new(config, seed, Buffer::Framed(0.0));
        driver.reconnect();
        let mut began = driver.now;
        let mut waiting: Option<Retry> = None;
        let mut online = true;
        for op in ops {
            match op {
                Op::Hint(signal) => {
                    match signal {
                        Signal::Online => online = true,
                        Signal::Offline => online = false,
                        Signal::Awake | Signal::Asleep => {}
                    }
                    driver.signal(signal);
                    if let Some(retry) = &mut waiting {
                        retry.was_offline |= signal == Signal::Offline;
                        let hurries = signal == Signal::Online
                            || (signal == Signal::Awake && online);
                        if hurries {
                            // A restarting server asks for 5 s, and for no more than 30 s.
                            let (least, most) =
                                if retry.is_restart { (5_000.0, 30_000.0) } else { (0.0, 0.0) };
                            let earliest =
                                driver.now.max(began + GAP).max(retry.lost_at + least);
                            let latest =
                                (driver.now + 250.0).max(began + GAP).max(retry.lost_at + most);
                            prop_assert!(driver.deadline() <= latest, "the hint was not taken");
                            let announced = retry.lost_at + retry.delay;
                            let soonest = earliest.min(announced);
                            prop_assert!(driver.deadline() >= soonest, "the hint hammers");
                            retry.hinted_at = Some(driver.now);
                        }
                        if signal == Signal::Offline {
                            let slow = driver.now + cap;
                            prop_assert!(driver.deadline() >= slow, "offline and in a hurry");
                        }
                    }
                }
                Op::Wait(millis) => {
                    let end = driver.now + millis;
                    if let Some(retry) = &waiting
                        && driver.deadline() <= end
                    {
                        driver.now = driver.now.max(driver.deadline());
                        driver.timer();
                        prop_assert_eq!(driver.engine.state(), State::Connecting);
                        let announced = retry.lost_at + retry.delay;
                        if retry.hinted_at.is_none() && !retry.was_offline {
                            prop_assert_eq!(driver.now, announced);
                        }
                        if !retry.was_offline {
                            prop_assert!(driver.now <= announced, "later than announced");
                        }
                        if retry.is_restart {
                            prop_assert!(driver.now >= retry.lost_at + 5_000.0);
                        }
                        began = driver.now;
                        waiting = None;
                    }
                    driver.now = end;
                }
                Op::Fail(code) | Op::AcceptAndDrop(code) if waiting.is_none() => {
                    if matches!(op, Op::AcceptAndDrop(_)) {
                        driver.accept();
                    }
                    driver.events.clear();
                    driver.lose(code, false, true);
                    let Event::Reconnecting { delay, .. } = driver.events[1] else {
                        panic!("{:?}", driver.events)
                    };
                    waiting = Some(Retry {
                        lost_at: driver.now,
                        delay,
                        is_restart: matches!(code, 1012 | 1013),
                        hinted_at: None,
                        was_offline: false,
                    });
                }
                Op::Fail(_) | Op::AcceptAndDrop(_) => {}
            }
        }
    }
}
