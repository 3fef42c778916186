//! What the page tells: visibility, focus, back/forward cache, network.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    // Absent in Node, hence `catch`.
    #[wasm_bindgen(catch, js_name = addEventListener)]
    fn listen(event: &str, handler: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_name = removeEventListener)]
    fn unlisten(event: &str, handler: &Function) -> Result<(), JsValue>;

    type Document;

    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Option<Document>;

    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn listen_on(this: &Document, event: &str, handler: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn unlisten_on(this: &Document, event: &str, handler: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    fn hidden(this: &Document) -> Option<bool>;

    type Navigator;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Option<Navigator>;

    #[wasm_bindgen(method, getter, js_name = onLine)]
    fn on_line(this: &Navigator) -> Option<bool>;
}

/// Events of the global scope after which it is worth asking how things stand.
/// No `unload` or `beforeunload`: their listeners keep pages out of the
/// back/forward cache.
const GLOBAL_EVENTS: [&str; 4] = ["online", "offline", "pageshow", "focus"];

/// Events of the document.
const DOCUMENT_EVENTS: [&str; 2] = ["visibilitychange", "resume"];

pub(super) fn listen_to_page(handler: &Function) {
    for event in GLOBAL_EVENTS {
        // A scope without events has nothing to tell.
        let _ = listen(event, handler);
    }
    DOCUMENT.with(|document| {
        let Some(document) = document else { return };
        for event in DOCUMENT_EVENTS {
            let _ = document.listen_on(event, handler);
        }
    });
}

pub(super) fn unlisten_to_page(handler: &Function) {
    for event in GLOBAL_EVENTS {
        let _ = unlisten(event, handler);
    }
    DOCUMENT.with(|document| {
        let Some(document) = document else { return };
        for event in DOCUMENT_EVENTS {
            let _ = document.unlisten_on(event, handler);
        }
    });
}

/// Whether the page can be seen; a worker counts as visible. Asked afresh each
/// time: a frozen page does not see every change.
pub(super) fn is_visible() -> bool {
    DOCUMENT.with(|document| document.as_ref().and_then(Document::hidden)) != Some(true)
}

/// Whether the browser believes to have a network. Only `false` means much.
pub(super) fn is_online() -> bool {
    NAVIGATOR.with(|navigator| navigator.as_ref().and_then(Navigator::on_line)) != Some(false)
}
