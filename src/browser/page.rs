//! What the page tells: visibility, focus, back/forward cache, network.

use super::timeout;
use super::web::function;
use js_sys::Function;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
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

/// What a client does when the page tells something.
#[derive(Clone)]
pub(super) struct PageHandler(Rc<dyn Fn()>);

impl PageHandler {
    pub(super) fn new(handle: impl Fn() + 'static) -> Self {
        Self(Rc::new(handle))
    }
}

impl fmt::Debug for PageHandler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PageHandler").finish_non_exhaustive()
    }
}

thread_local! {
    /// Those of the clients that live.
    static HANDLERS: RefCell<Vec<PageHandler>> = const { RefCell::new(Vec::new()) };

    /// Those that have not been told yet.
    static UNTOLD: RefCell<VecDeque<PageHandler>> = const { RefCell::new(VecDeque::new()) };

    /// One for all, because a browser compares a new listener with each that is there.
    static LISTENER: Closure<dyn Fn()> = Closure::new(|| {
        HANDLERS.with_borrow(|handlers| {
            UNTOLD.with_borrow_mut(|untold| untold.extend(handlers.iter().cloned()));
        });
        tell_all();
    });

    static TELL_ALL: Closure<dyn Fn()> = Closure::new(tell_all);
}

/// A handler that throws through this keeps no other client from being told.
fn tell_all() {
    if UNTOLD.with_borrow(VecDeque::len) > 1 {
        TELL_ALL.with(|tell_all| timeout::soon(function(tell_all)));
    }
    while let Some(PageHandler(handle)) = UNTOLD.with_borrow_mut(VecDeque::pop_front) {
        handle();
    }
}

pub(super) fn listen_to_page(handler: &PageHandler) {
    let is_first = HANDLERS.with_borrow_mut(|handlers| {
        handlers.push(handler.clone());
        handlers.len() == 1
    });
    if is_first {
        LISTENER.with(|listener| listen_by(function(listener)));
    }
}

pub(super) fn unlisten_to_page(handler: &PageHandler) {
    let was_last = HANDLERS.with_borrow_mut(|handlers| {
        handlers.retain(|PageHandler(other)| !Rc::ptr_eq(other, &handler.0));
        handlers.is_empty()
    });
    if was_last {
        LISTENER.with(|listener| unlisten_by(function(listener)));
    }
}

fn listen_by(listener: &Function) {
    for event in GLOBAL_EVENTS {
        // A scope without events has nothing to tell.
        let _ = listen(event, listener);
    }
    DOCUMENT.with(|document| {
        let Some(document) = document else { return };
        for event in DOCUMENT_EVENTS {
            let _ = document.listen_on(event, listener);
        }
    });
}

fn unlisten_by(listener: &Function) {
    for event in GLOBAL_EVENTS {
        let _ = unlisten(event, listener);
    }
    DOCUMENT.with(|document| {
        let Some(document) = document else { return };
        for event in DOCUMENT_EVENTS {
            let _ = document.unlisten_on(event, listener);
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
