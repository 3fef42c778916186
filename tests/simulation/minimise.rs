//! A shorter script that still fails.

use crate::script::Script;

/// Takes steps away, first many at a time, as long as the script still fails.
pub fn minimise(mut script: Script, fails: impl Fn(&Script) -> bool) -> Script {
    let mut chunk = script.steps.len().max(1);
    loop {
        let mut start = 0;
        let mut shrunk = false;
        while start < script.steps.len() {
            let mut shorter = script.clone();
            let end = (start + chunk).min(shorter.steps.len());
            shorter.steps.drain(start..end);
            if fails(&shorter) {
                script = shorter;
                shrunk = true;
            } else {
                start += chunk;
            }
        }
        if chunk == 1 && !shrunk {
            return script;
        }
        chunk = (chunk / 2).max(1);
    }
}
