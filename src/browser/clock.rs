//! The browser's clocks.

use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    /// Milliseconds on the wall clock, whole ones.
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

/// A reading of both clocks.
#[derive(Clone, Copy, Debug)]
struct Reading {
    wall: f64,
    monotonic: f64,
}

thread_local! {
    static LAST: Cell<Reading> = const {
        Cell::new(Reading { wall: f64::NAN, monotonic: 0.0 })
    };
}

/// Milliseconds on the monotonic clock, up to one behind.
///
/// A monotonic clock costs Chromium several times what the wall clock does,
/// because it is made too coarse to attack with. While the wall clock shows
/// the same millisecond, so would this one: many messages in a row share one
/// reading. A wall clock that is set back to that very millisecond has the same
/// reading used for another one.
pub(super) fn monotonic_now() -> f64 {
    let wall = date_now();
    let last = LAST.get();
    if wall == last.wall {
        return last.monotonic;
    }
    let monotonic = performance_now();
    LAST.set(Reading { wall, monotonic });
    monotonic
}

/// What the wall clock showed when [`monotonic_now`] was asked last.
pub(super) fn wall_at_last_reading() -> f64 {
    LAST.get().wall
}

/// Time has passed, even if the wall clock stands still, as tests make it do.
pub(super) fn move_on() {
    LAST.set(Reading { wall: f64::NAN, monotonic: 0.0 });
}
