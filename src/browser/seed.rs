//! The engine's seed.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// A seed for a client. Jitter wants clients to differ, not to be unguessable. Drawn when a client
/// is made and never at load, which some runtimes forbid.
pub fn seed() -> u64 {
    random().to_bits()
}
