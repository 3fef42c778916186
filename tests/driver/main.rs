//! The real driver on a virtual platform: random sessions in which commands and happenings
//! come in any order, in the manner of npm and in that of Rust.
//!
//! The simulation asks the engine, with a driver of its own. Here `Driver` itself runs, with
//! its ledger, its note of being at rest and its bursts. One seed is one session; what each
//! test watches is one rule, or that two ways are the same. A failing seed is minimised to a
//! short script and printed; `SOCKLINE_FIRST_SEED` with `SOCKLINE_SEEDS=1` runs it alone, and
//! a larger number runs more.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, unreachable_pub, clippy::expect_used)]

mod books;
#[path = "../simulation/dice.rs"]
mod dice;
mod face;
mod grammar;
mod journal;
#[path = "../simulation/minimise.rs"]
mod minimise;
mod platform;
mod rule;
mod script;
mod session;
mod shorten;
mod socket;
mod survey;
mod user;
mod ways;

use journal::parting;
use rule::Rule;
use script::{Flavour, Script};
use session::{Fault, Session, run};
use shorten::shorten;
use survey::{count, first, search, survey};
use ways::{InRows, LongWay, ShortWays, Way};

/// Fails with the first session in which a rule was broken, as a short script.
fn assert_kept(rule: Rule) {
    if let Some((seed, manner, what)) = survey().get(&rule) {
        let script = Script::generate(*seed, Flavour::Wild);
        let breaks = |script: &Script| manner.run(script, Fault::None).breaches.contains_key(&rule);
        let short = shorten(script, breaks);
        let session = manner.run(&short, Fault::None);
        panic!(
            "seed {seed}, {manner:?}: {what}\nminimised: {}\n{short}\nand ends with\n{}",
            session.breaches[&rule],
            journal::tail(&session.journal)
        );
    }
}

#[test]
fn events_follow_their_grammar() {
    assert_kept(Rule::Grammar);
}

#[test]
fn every_message_is_settled_once_and_truly() {
    assert_kept(Rule::Settlement);
}

#[test]
fn every_session_comes_to_rest() {
    assert_kept(Rule::Rest);
}

#[test]
fn the_timer_is_armed_for_what_the_engine_waits_for() {
    assert_kept(Rule::Timer);
}

#[test]
fn whatever_happens_shows_what_has_left_the_buffer() {
    assert_kept(Rule::Looking);
}

#[test]
fn a_loss_while_the_page_is_offline_waits_for_the_network() {
    assert_kept(Rule::Network);
}

#[test]
fn all_is_told_as_soon_as_the_call_stack_is_empty() {
    assert_kept(Rule::Telling);
}

#[test]
fn a_client_without_handles_leaves_no_socket_timer_or_listener() {
    assert_kept(Rule::Leaving);
}

#[test]
fn sockets_and_the_page_are_asked_only_for_what_they_can_do() {
    assert_kept(Rule::Platform);
}

#[test]
fn commands_from_inside_events_and_sends_harm_nobody() {
    assert_kept(Rule::Panic);
}

/// How a session differs when it goes the other way.
fn difference<A: Way, B: Way>(script: &Script, fault: Fault) -> Option<String> {
    let one = run::<A>(script, Fault::None);
    let other = run::<B>(script, fault);
    parting(&one.journal, &other.journal)
}

/// Fails with the first session in which two ways differ, as a short script.
fn assert_same<A: Way, B: Way>(flavour: Flavour) {
    let found = search(first(), count(), |seed| {
        difference::<A, B>(&Script::generate(seed, flavour), Fault::None)
    });
    if let Some((seed, parting)) = found {
        let script = Script::generate(seed, flavour);
        let differs = |script: &Script| difference::<A, B>(script, Fault::None).is_some();
        let short = shorten(script, differs);
        let why = difference::<A, B>(&short, Fault::None);
        panic!("seed {seed}: {parting}\nminimised: {}\n{short}", why.expect("it differs"));
    }
}

#[test]
fn the_short_ways_and_the_long_way_tell_the_same() {
    assert_same::<LongWay, ShortWays>(Flavour::Orderly);
}

#[test]
fn messages_in_a_row_fare_as_messages_one_by_one() {
    assert_same::<LongWay, InRows>(Flavour::Rows);
}

/// The check of the checker: sessions take the ways that are compared.
#[test]
fn sessions_have_bursts_and_rows() {
    let sum = |of: fn(u64) -> Session, what: fn(&Session) -> u32| -> u32 {
        (0..200).map(|seed| what(&of(seed))).sum()
    };
    let short = |seed| run::<ShortWays>(&Script::generate(seed, Flavour::Orderly), Fault::None);
    let rows = |seed| run::<InRows>(&Script::generate(seed, Flavour::Rows), Fault::None);
    assert!(sum(short, |session| session.in_bursts) > 500);
    assert!(sum(rows, |session| session.in_rows) > 500);
}

/// The check of the checker: what breaks a rule is caught by that rule's test.
#[test]
fn planted_faults_are_caught() {
    for (fault, rule) in Fault::PLANTED {
        let found = search(0, 3_000, |seed| {
            let script = Script::generate(seed, Flavour::Wild);
            run::<ShortWays>(&script, fault).breaches.remove(&rule)
        });
        assert!(found.is_some(), "{fault:?} was not caught as {rule:?}");
    }
    let short = |seed| {
        let script = Script::generate(seed, Flavour::Orderly);
        difference::<LongWay, ShortWays>(&script, Fault::LosesMessages)
    };
    assert!(search(0, 3_000, short).is_some(), "messages are lost, and it tells the same");
    let rows = |seed| {
        let script = Script::generate(seed, Flavour::Rows);
        difference::<LongWay, InRows>(&script, Fault::StaysInRow)
    };
    assert!(search(0, 3_000, rows).is_some(), "a row goes through tasks, and it tells the same");
}

#[test]
fn a_failing_script_is_minimised_to_a_short_one() {
    let fails = |script: &Script| {
        let session = run::<ShortWays>(script, Fault::LosesMessages);
        session.breaches.contains_key(&Rule::Settlement)
    };
    let full = |seed| Script::generate(seed, Flavour::Wild);
    let (seed, ()) =
        search(0, 3_000, |seed| fails(&full(seed)).then_some(())).expect("it is caught");
    let short = shorten(full(seed), fails);
    assert!(fails(&short));
    assert!(short.steps.len() <= 6, "{short}");
    assert!(short.steps.len() < full(seed).steps.len());
}

#[test]
fn a_seed_gives_the_same_session_every_time() {
    for seed in 0..20 {
        let script = Script::generate(seed, Flavour::Wild);
        let again = Script::generate(seed, Flavour::Wild);
        assert_eq!(script.to_string(), again.to_string());
        let (one, other) =
            (run::<ShortWays>(&script, Fault::None), run::<ShortWays>(&again, Fault::None));
        assert_eq!(parting(&one.journal, &other.journal), None);
    }
}
