//! What the page's sockets are given to send, seen before they take it.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Runs code of the page's whenever a socket is given something to send, until it is dropped.
pub struct BeforeSend {
    restore: Function,
    _run: Closure<dyn Fn(JsValue)>,
}

impl BeforeSend {
    pub fn run(run: impl Fn(JsValue) + 'static) -> Self {
        let run = Closure::<dyn Fn(JsValue)>::new(run);
        let install = Function::new_with_args(
            "run",
            "const { prototype } = WebSocket;
            const { send } = prototype;
            prototype.send = function (data) {
                run(data);
                return send.call(this, data);
            };
            return () => (prototype.send = send);",
        );
        let restore = install.call1(&JsValue::UNDEFINED, run.as_ref()).unwrap().unchecked_into();
        Self { restore, _run: run }
    }
}

impl Drop for BeforeSend {
    fn drop(&mut self) {
        self.restore.call0(&JsValue::UNDEFINED).unwrap();
    }
}
