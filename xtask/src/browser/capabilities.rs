//! What a WebDriver session asks for.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::Engine;
use crate::process::find_program;

/// The capabilities for a headless session.
pub(crate) fn capabilities(engine: Engine) -> Map<String, Value> {
    let (key, options) = match engine {
        Engine::Chromium => ("goog:chromeOptions", json!({ "args": CHROMIUM_ARGUMENTS })),
        Engine::Firefox => (
            "moz:firefoxOptions",
            json!({ "args": ["-headless"], "binary": find_program("firefox-esr") }),
        ),
        Engine::Webkit => (
            "webkitgtk:browserOptions",
            json!({ "args": ["--automation"], "binary": mini_browser() }),
        ),
    };
    Map::from_iter([(key.to_owned(), options)])
}

/// The same, but without the time that Firefox lets pass before a connection that follows failed
/// ones: a suite whose connections fail on purpose would wait for most of its time.
pub(crate) fn eager_capabilities(engine: Engine) -> Map<String, Value> {
    let mut capabilities = capabilities(engine);
    if let Some(options) = capabilities.get_mut("moz:firefoxOptions") {
        options["prefs"] = json!({
            "network.websocket.delay-failed-reconnects": false,
            // Sockets that are closed before the server has answered keep their slots for a while,
            // and a few such keep all others waiting: `WebSocket` itself shows the same.
            "network.http.max-connections": 4_000,
            "network.http.max-persistent-connections-per-server": 250,
            "network.websocket.max-connections": 2_000,
        });
    }
    capabilities
}

/// The same, for a server that has signed its certificate itself.
pub(crate) fn trusting_capabilities(engine: Engine) -> Map<String, Value> {
    let mut capabilities = eager_capabilities(engine);
    capabilities.insert("acceptInsecureCerts".to_owned(), json!(true));
    capabilities
}

/// WebKitGTK's own small browser, which its Debian package keeps outside of the PATH.
pub(crate) fn mini_browser() -> Option<PathBuf> {
    let architectures = std::fs::read_dir("/usr/lib").ok()?.flatten();
    let candidates = architectures.flat_map(|directory| {
        ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"]
            .map(|version| directory.path().join(version).join("MiniBrowser"))
    });
    candidates.into_iter().find(|file| file.is_file())
}

/// No sandbox, because root has none; nothing that calls home; no QUIC, which pacing cannot see.
pub(super) const CHROMIUM_ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Tests of leaks and the benchmark collect garbage, and read the size of the heap to the byte.
    "--js-flags=--expose-gc",
    "--enable-precise-memory-info",
];
