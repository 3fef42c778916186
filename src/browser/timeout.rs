//! The timeout of a client, and the end of the call stack.

use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Node gives an object where browsers give a number.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, delay: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(handle: &JsValue);

    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(handler: &Function);

    type Scheduler;

    // Absent in some browsers, and outside of them.
    #[wasm_bindgen(thread_local_v2, js_name = scheduler)]
    static SCHEDULER: Option<Scheduler>;

    // Some runtimes have another one of that name.
    #[wasm_bindgen(method, getter, js_name = postTask)]
    fn post_task(this: &Scheduler) -> Option<Function>;
}

/// At most one timeout.
#[derive(Debug)]
pub(super) struct Timeout {
    handle: RefCell<Option<JsValue>>,
}

impl Timeout {
    pub(super) fn new() -> Self {
        Self { handle: RefCell::new(None) }
    }

    pub(super) fn set(&self, handler: &Function, delay: f64) {
        self.clear();
        self.handle.replace(Some(set_timeout(handler, delay)));
    }

    pub(super) fn clear(&self) {
        if let Some(handle) = self.handle.take() {
            // What has fired is cleared without effect.
            clear_timeout(&handle);
        }
    }
}

/// Runs `handler` when the current JavaScript call stack is empty.
pub(super) fn soon(handler: &Function) {
    queue_microtask(handler);
}

/// Runs `run` in a task of its own where the browser can, and now where not.
///
/// Browsers hold timers that are set by timers back to 4 ms (HTML Standard,
/// "timer initialisation steps"), but none that another task sets.
pub(super) fn in_own_task(run: impl FnOnce() + 'static) {
    SCHEDULER.with(|scheduler| {
        let Some((scheduler, post)) = scheduler.as_ref().and_then(|it| Some((it, it.post_task()?)))
        else {
            return run();
        };
        // It may outlive the client, and is posted whatever it is.
        let _ = post.call1(scheduler, &Closure::once_into_js(run));
    });
}
