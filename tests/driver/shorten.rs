//! A script that still fails, with fewer steps and with fewer commands in each.

use crate::minimise::minimise;
use crate::script::Script;

/// Takes steps away, and then what the user does in those that remain, as long as the
/// script still fails.
pub fn shorten(script: Script, fails: impl Fn(&Script) -> bool) -> Script {
    let mut script = minimise(script, &fails);
    for step in 0..script.steps.len() {
        let mut op = 0;
        while script.steps[step].ops().is_some_and(|ops| op < ops.len()) {
            let mut shorter = script.clone();
            if let Some(ops) = shorter.steps[step].ops_mut() {
                ops.remove(op);
            }
            if fails(&shorter) {
                script = shorter;
            } else {
                op += 1;
            }
        }
    }
    script
}
