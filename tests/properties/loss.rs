//! Which messages come back after a loss and which are reported: for all sizes,
//! residues and ways of counting.

use crate::session::{self, Op, carry, hinder, lose, rules, send, wait};
use proptest::prelude::*;

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => send(),
        3 => wait(),
        6 => carry(),
        3 => lose(),
        3 => Just(Op::Connect),
        1 => Just(Op::Close),
        1 => Just(Op::Clear),
        1 => hinder(),
    ]
}

proptest! {
    #![proptest_config(crate::cases(4_000))]

    #[test]
    fn what_the_residue_holds_goes_back_and_the_rest_is_reported(
        rules in rules(),
        ops in prop::collection::vec(op(), 0..80),
    ) {
        let ops: Vec<Op> = std::iter::once(Op::Connect).chain(ops).collect();
        session::run(&rules, &ops)?;
    }
}
