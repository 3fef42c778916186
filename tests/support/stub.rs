//! A socket that does what it is told.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

// A socket that does what it is told and nothing else, and counts of all that a
// client takes from the browser.
#[wasm_bindgen(inline_js = "
    const timers = new Set();
    const { setTimeout: set, clearTimeout: clear, WebSocket: Real } = globalThis;
    let listeners = 0;
    let sockets = [];
    class Stub {
        constructor(url) {
            this.url = url;
            this.readyState = 0;
            this.held = this.reads = 0;
            this.protocol = this.extensions = '';
            this.sent = [];
            sockets.push(this);
        }
        get bufferedAmount() {
            this.reads++;
            return this.held;
        }
        send(data) {
            this.sent.push(data);
            if (this.keeps) this.held += data.length ?? data.byteLength;
            if (this.echoes) this.onmessage?.({ data });
        }
        close() { this.readyState = this.readyState === 3 ? 3 : 2; this.isClosed = true; }
    }
    const count = (target, change, name) => {
        const original = target[name];
        target[name] = (...all) => { listeners += change; return original.apply(target, all); };
        return () => { delete target[name]; };
    };
    // WebKit's driver asks the page for its output now and then, by scripts in the page's own
    // world, and gives each a timer there.
    const isTheDrivers = (run) => String(run).includes('JavaScriptTimeout');
    let undo = [];
    export function install() {
        sockets = [];
        listeners = 0;
        timers.clear();
        globalThis.WebSocket = Stub;
        globalThis.setTimeout = (run, delay) => {
            const id = set(() => { timers.delete(id); run(); }, delay);
            if (!isTheDrivers(run)) timers.add(id);
            return id;
        };
        globalThis.clearTimeout = (id) => { timers.delete(id); clear(id); };
        for (const target of [globalThis, document]) {
            undo.push(count(target, 1, 'addEventListener'), count(target, -1, 'removeEventListener'));
        }
    }
    export function uninstall() {
        Object.assign(globalThis, { WebSocket: Real, setTimeout: set, clearTimeout: clear });
        undo.forEach((each) => each());
        undo = [];
    }
    export function last() { return sockets.at(-1); }
    export function act(socket, what, data) {
        // What a handler throws is reported, as the platform does.
        try { perform(socket, what, data); } catch (error) { reportError(error); }
    }
    function perform(socket, what, data) {
        if (what === 'open') { socket.readyState = 1; socket.onopen?.({}); }
        if (what === 'message') socket.onmessage?.({ data: data ?? '' });
        if (what === 'empty') socket.onmessage?.({ data: null });
        if (what === 'error') {
            socket.readyState = 3;
            socket.onerror?.({});
        }
        if (what === 'close') {
            socket.readyState = 3;
            socket.onclose?.({ code: 1006, reason: '', wasClean: false });
        }
        if (what === 'close cleanly') {
            socket.readyState = 3;
            socket.onclose?.({ code: 1000, reason: '', wasClean: true });
        }
        if (what === 'echo') socket.echoes = true;
        if (what === 'hold') socket.held = 1e9;
        if (what === 'keep') socket.keeps = true;
        if (what === 'drain by half') socket.held /= 2;
        if (what === 'release') socket.held = 0;
    }
    export function leftovers() {
        const attached = sockets.filter((each) => each.onopen || each.onmessage || each.onerror || each.onclose);
        const open = sockets.filter((each) => !each.isClosed && each.readyState !== 3);
        return [timers.size, listeners, attached.length, open.length].join();
    }
    export function sent(socket) { return socket.sent.join(); }
    export function reads(socket) { return socket.reads; }
")]
extern "C" {
    fn install();
    fn uninstall();
    /// The socket that was made last.
    pub fn last() -> JsValue;
    /// Has a socket do something.
    pub fn act(socket: &JsValue, what: &str, data: &JsValue);
    /// Timers, listeners, sockets that are heard, sockets that are open.
    pub fn leftovers() -> String;
    /// What a socket was given to send.
    pub fn sent(socket: &JsValue) -> String;
    /// How often a socket's buffer was looked at.
    pub fn reads(socket: &JsValue) -> u32;
}

/// Counts from its making on, and gives the browser's own back.
pub struct Counted;

impl Counted {
    pub fn new() -> Self {
        install();
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        uninstall();
    }
}

/// Resolves when what was to be told soon was told.
pub async fn soon() {
    let promise = js_sys::Promise::resolve(&JsValue::NULL);
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}

/// Has the last socket do something.
pub fn now(what: &str) {
    act(&last(), what, &JsValue::NULL);
}

/// Has the last socket receive a text.
pub fn arrives(text: &str) {
    act(&last(), "message", &text.into());
}
