//! The browser's clocks.

use crate::engine::Time;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// Monotonic: clock steps and daylight saving do not move it.
pub(super) fn now() -> Time {
    Time::from_millis(performance_now())
}

/// How far wall-clock time is ahead of the monotonic clock. It grows while the
/// device sleeps, during which the monotonic clock of some browsers stands
/// still.
pub(super) fn wall_lead(now: Time) -> f64 {
    date_now() - now.millis()
}
