//! User code that throws.

#[cfg(target_arch = "wasm32")]
use js_sys::Array;
use js_sys::Promise;
use std::cell::Cell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Anything of JavaScript's that calls what it is given.
    #[cfg(target_arch = "wasm32")]
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn apply(run: &dyn Fn(), this: &JsValue, arguments: &Array) -> Result<(), JsValue>;

    // Absent in old browsers, and in Node.
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;
}

#[cfg(target_arch = "wasm32")]
thread_local! {
    /// Kept, because to make an array is a call across the border.
    static NO_ARGUMENTS: Array = Array::new();
}

/// Runs user code, and gives what it throws.
///
/// A JavaScript exception does not unwind Rust code: it skips the frames up to
/// here, so that what they owned is leaked and what they had borrowed stays so.
/// What `run` has not moved out of its caller is untouched.
pub fn caught<R>(run: impl FnOnce() -> R) -> Result<R, JsValue> {
    let (run, result) = (Cell::new(Some(run)), Cell::new(None));
    let call = || result.set(run.take().map(|run| run()));
    #[cfg(target_arch = "wasm32")]
    NO_ARGUMENTS.with(|none| apply(&call, &JsValue::UNDEFINED, none))?;
    // Nothing of JavaScript's is there to be thrown.
    #[cfg(not(target_arch = "wasm32"))]
    call();
    result.into_inner().ok_or(JsValue::UNDEFINED)
}

/// Runs user code. What it throws is reported as what an event's listener
/// throws: to the page's `error` event and the console.
pub fn reported<R>(run: impl FnOnce() -> R) -> Option<R> {
    caught(run)
        .map_err(|thrown| {
            if report_error(&thrown).is_err() {
                // A rejection that nobody handles is reported too.
                let _ = Promise::reject(&thrown);
            }
        })
        .ok()
}
