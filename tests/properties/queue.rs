//! What waits, in which order it goes, what is dropped and why, and what `send`
//! says: for every sequence of operations.

use crate::session::{self, Op, carry, hinder, rules, send, wait};
use proptest::prelude::*;

/// Operations without a connection.
fn apart() -> impl Strategy<Value = Op> {
    prop_oneof![12 => send(), 4 => wait(), 1 => Just(Op::Clear), 1 => Just(Op::Close)]
}

/// Operations on connections that are never lost.
fn connected() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => send(),
        4 => wait(),
        6 => carry(),
        1 => Just(Op::Clear),
        1 => hinder(),
        1 => Just(Op::Close),
    ]
}

proptest! {
    #![proptest_config(crate::cases(4_000))]

    #[test]
    fn what_waits_is_handed_over_in_the_references_order(
        rules in rules(),
        apart in prop::collection::vec(apart(), 0..40),
        connected in prop::collection::vec(connected(), 0..40),
    ) {
        let ops: Vec<Op> = apart.into_iter().chain([Op::Connect]).chain(connected).collect();
        session::run(&rules, &ops)?;
    }

    /// Lanes keep holes, and heaps stale deadlines, until there are enough of
    /// them to be worth clearing away.
    #[test]
    fn long_queues_with_keys_and_deadlines_are_no_different(
        mut rules in rules(),
        ops in prop::collection::vec(prop_oneof![40 => send(), 1 => wait()], 0..400),
    ) {
        rules.max_messages = usize::MAX;
        rules.max_bytes = usize::MAX;
        let ops: Vec<Op> = ops.into_iter().chain([Op::Connect]).collect();
        session::run(&rules, &ops)?;
    }
}
