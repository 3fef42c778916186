//! The engine's seed.

use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// How far the seeds of a page's clients lie apart. The engine's numbers are known to be even
/// for multiples of it.
const STEP: u64 = 0xD134_2543_DE82_EF95;

thread_local! {
    static LAST: Cell<Option<u64>> = const { Cell::new(None) };
}

/// A seed for a client. Jitter wants clients to differ, not to be unguessable: one number of chance
/// for a page tells its clients from those of other pages, and each follows from the one before.
/// Drawn when a client is made and never at load, which some runtimes forbid.
pub fn seed() -> u64 {
    let seed = match LAST.get() {
        Some(last) => last.wrapping_add(STEP),
        None => random().to_bits(),
    };
    LAST.set(Some(seed));
    seed
}
