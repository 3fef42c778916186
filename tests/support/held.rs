//! A browser whose buffer does not drain.

use wasm_bindgen::prelude::wasm_bindgen;

// While a connection is open the buffer holds much; where it has gone, what it is
// told. WebKit's own shows nothing at all.
#[wasm_bindgen(inline_js = "
    const real = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'bufferedAmount');
    const put = (change) => {
        Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { ...real, ...change });
    };
    export function hold(residue) {
        put({ get() { return this.readyState === 1 ? 1e9 : residue; } });
    }
    export function release() { put({}); }
")]
extern "C" {
    fn hold(residue: f64);
    fn release();
}

/// Holds everything back as long as it lives.
pub struct Held;

impl Held {
    /// What is on its way when the connection goes may have left: a part of it
    /// has.
    pub fn perhaps() -> Self {
        hold(5e8);
        Self
    }

    /// What is on its way when the connection goes has not left.
    pub fn surely() -> Self {
        hold(1e9);
        Self
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        release();
    }
}
