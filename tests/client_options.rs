//! The Rust face: options and statistics as plain JavaScript objects. In a
//! window. Feature `serde`.
#![cfg(all(target_arch = "wasm32", feature = "serde"))]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use sockline::{
    BinaryType, Client, HeartbeatOptions, Options, Overflow, Resend, RetryConfig, Stats, Window,
    from_js, to_js,
};
use support::{Listener, Scope};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A JavaScript value from its source, as JSON with `Infinity`.
fn js(source: &str) -> JsValue {
    js_sys::JSON::parse(&source.replace("Infinity", "1e999")).unwrap()
}

#[wasm_bindgen_test]
fn an_empty_object_is_the_defaults() {
    let options: Options = from_js(&js("{}")).unwrap();
    assert_eq!(options, Options::default());
    assert_eq!(options.reconnect, RetryConfig::default());
    assert_eq!(options.pacing.window, Window::Adaptive);
    assert_eq!(options.heartbeat, None);
    let beat: Options = from_js(&js(r#"{ "heartbeat": {} }"#)).unwrap();
    assert_eq!(beat.heartbeat, Some(HeartbeatOptions::default()));
}

#[wasm_bindgen_test]
fn every_option_has_its_name_in_javascript() {
    let options: Options = from_js(&js(r#"{
        "protocols": ["a", "b"],
        "binaryType": "blob",
        "reconnect": { "base": 0, "maxRetries": 3, "connectDeadline": Infinity },
        "queue": { "maxMessages": 7, "maxBytes": Infinity, "overflow": "drop-oldest" },
        "pacing": { "window": Infinity, "poll": 50 },
        "heartbeat": { "interval": 1000, "reply": "yes" },
        "resend": "all"
    }"#))
    .unwrap();
    assert_eq!(options.protocols, ["a", "b"]);
    assert_eq!(options.binary_type, BinaryType::Blob);
    assert_eq!((options.reconnect.base, options.reconnect.max_retries), (0.0, 3));
    assert_eq!(options.reconnect.connect_deadline, f64::INFINITY);
    assert_eq!((options.queue.max_messages, options.queue.max_bytes), (7, usize::MAX));
    assert_eq!(options.queue.overflow, Overflow::DropOldest);
    assert_eq!((options.pacing.window, options.pacing.poll), (Window::Unlimited, 50.0));
    assert_eq!(options.heartbeat.as_ref().unwrap().reply, "yes");
    assert_eq!(options.resend, Resend::All);
    let back: Options = from_js(&to_js(&options).unwrap()).unwrap();
    assert_eq!(back, options);
}

#[wasm_bindgen_test]
fn errors_name_the_field() {
    for (source, field) in [
        (r#"{ "reconnect": { "base": "soon" } }"#, "reconnect.base"),
        (r#"{ "reconnect": { "cap": -1 } }"#, "reconnect.cap"),
        (r#"{ "reconnect": { "maxRetries": -1 } }"#, "reconnect.maxRetries"),
        (r#"{ "queue": { "overflow": "explode" } }"#, "queue.overflow"),
        (r#"{ "queue": { "maxMessage": 1 } }"#, "queue.maxMessage"),
        (r#"{ "pacing": { "window": -1 } }"#, "pacing.window"),
        (r#"{ "heartbeat": { "message": 1 } }"#, "heartbeat.message"),
        (r#"{ "protocols": ["a", 1] }"#, "protocols[1]"),
        (r#"{ "binarytype": "blob" }"#, "binarytype"),
        (r#"{ "resend": 1 }"#, "resend"),
    ] {
        let error = from_js::<Options>(&js(source)).unwrap_err();
        assert_eq!(error.field(), field, "{error}");
    }
    assert!(from_js::<Options>(&JsValue::from(3)).is_err());
}

#[wasm_bindgen_test]
fn no_error_and_no_debug_output_holds_a_protocol() {
    for (source, field) in [
        (r#"{ "protocols": { "a": "secret" } }"#, "protocols"),
        (r#"{ "protocols": "secret" }"#, "protocols"),
        (r#"{ "protocols": [{ "secret": "secret" }] }"#, "protocols[0]"),
        (r#"{ "protocols": [["secret"]] }"#, "protocols[0]"),
    ] {
        let error = from_js::<Options>(&js(source)).unwrap_err();
        assert_eq!(error.field(), field, "{error}");
        assert!(error.reason().ends_with("expected a list of strings"), "{error}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
    let options: Options = from_js(&js(r#"{ "protocols": ["secret"] }"#)).unwrap();
    assert!(!format!("{options:?}").contains("secret"));
}

/// A JavaScript value from its source, which may be any expression.
fn evaluated(source: &str) -> JsValue {
    js_sys::eval(&format!("({source})")).unwrap()
}

#[wasm_bindgen_test]
fn no_error_holds_what_was_given_instead_of_an_option() {
    for (source, reason) in [
        ("'wss://example.com/?token=secret'", "expected "),
        ("{ queue: 'wss://example.com/?token=secret' }", "expected "),
        ("{ resend: 'wss://example.com/?token=secret' }", "expected one of `never`, "),
        ("{ resend: 'secret, expected another' }", "expected one of `never`, "),
        ("{ reconnect: { base: 'secret' } }", "expected "),
        ("{ heartbeat: 'secret' }", "expected "),
        ("{ heartbeat: { message: ['secret'] } }", "expected a string"),
        ("{ heartbeat: { message: { token: 'secret' } } }", "expected a string"),
        ("{ heartbeat: { message: new TextEncoder().encode('secret') } }", "expected a string"),
    ] {
        let error = from_js::<Options>(&evaluated(source)).unwrap_err();
        assert!(error.reason().starts_with(reason), "{error}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_undefined_is_missing() {
    for source in [
        "{ reconnect: undefined, heartbeat: undefined, resend: undefined }",
        "{ queue: { maxMessages: undefined, overflow: undefined } }",
        "{ protocols: undefined, pacing: { window: undefined, poll: undefined } }",
        "Object.assign(Object.create(null), { binaryType: undefined })",
    ] {
        assert_eq!(from_js::<Options>(&evaluated(source)).unwrap(), Options::default(), "{source}");
    }
    let rest = "{ queue: { maxBytes: 7, maxMessages: undefined }, resend: 'all' }";
    let options: Options = from_js(&evaluated(rest)).unwrap();
    assert_eq!((options.queue.max_bytes, options.resend), (7, Resend::All));
    let inherited = "new (class { get resend() { return 'all' }; queue = undefined })";
    assert_eq!(from_js::<Options>(&evaluated(inherited)).unwrap().resend, Resend::All);
}

#[wasm_bindgen_test]
fn what_is_no_plain_object_is_refused() {
    for (source, field) in [
        ("[]", "."),
        ("() => {}", "."),
        ("{ toString: 1 }", "toString"),
        ("{ queue: { valueOf: undefined } }", "queue.valueOf"),
        ("{ queue: { hasOwnProperty: 1 } }", "queue.hasOwnProperty"),
        ("{ reconnect: { constructor: 1 } }", "reconnect.constructor"),
        ("Object.assign(Object.create(null), { nothing: 1 })", "nothing"),
        ("{ queue: [] }", "queue"),
        ("{ reconnect: [] }", "reconnect"),
        ("{ heartbeat: [1, 2] }", "heartbeat"),
        ("{ pacing: () => {} }", "pacing"),
        ("{ queue: true }", "queue"),
        ("{ resend: { all: null } }", "resend"),
        ("{ queue: { maxMessages: null } }", "queue.maxMessages"),
    ] {
        let error = from_js::<Options>(&evaluated(source)).map(|_| source).unwrap_err();
        assert_eq!(error.field(), field, "{source}: {error}");
    }
}

#[wasm_bindgen_test]
fn what_is_counted_is_whole() {
    for (source, field) in [
        ("{ queue: { maxMessages: 1.5 } }", "queue.maxMessages"),
        ("{ queue: { maxBytes: 0.5 } }", "queue.maxBytes"),
        ("{ reconnect: { maxRetries: 2.1 } }", "reconnect.maxRetries"),
        ("{ queue: { maxMessages: NaN } }", "queue.maxMessages"),
    ] {
        let error = from_js::<Options>(&evaluated(source)).map(|_| source).unwrap_err();
        assert_eq!(error.field(), field, "{source}: {error}");
    }
    let large: Options = from_js(&evaluated("{ reconnect: { maxRetries: 1e12 } }")).unwrap();
    assert_eq!(large.reconnect.max_retries, u32::MAX);
}

#[wasm_bindgen_test]
fn an_object_that_holds_itself_is_no_option() {
    for (source, field) in [
        ("(() => { const all = {}; all.self = all; return all; })()", "self"),
        ("(() => { const queue = {}; queue.self = queue; return { queue }; })()", "queue.self"),
    ] {
        let error = from_js::<Options>(&evaluated(source)).unwrap_err();
        assert_eq!(error.field(), field, "{error}");
    }
}

#[wasm_bindgen_test]
fn a_group_is_switched_off_and_on_as_in_javascript() {
    let off = "{ reconnect: false, pacing: false, heartbeat: false }";
    let options: Options = from_js(&evaluated(off)).unwrap();
    assert_eq!(options.reconnect, RetryConfig { max_retries: 0, ..RetryConfig::default() });
    assert_eq!((options.pacing.window, options.heartbeat), (Window::Unlimited, None));
    let on = "{ reconnect: true, pacing: true, heartbeat: true }";
    let options: Options = from_js(&evaluated(on)).unwrap();
    let heartbeat = Some(HeartbeatOptions::default());
    assert_eq!(options.heartbeat, heartbeat);
    let mut expected = Options::default();
    expected.heartbeat = heartbeat;
    assert_eq!(options, expected);
}

#[wasm_bindgen_test]
async fn a_client_is_made_from_an_object_and_its_statistics_become_one() {
    let options: Options = from_js(&js(r#"{
        "protocols": ["chat.v2"],
        "queue": { "maxMessages": 1 },
        "heartbeat": { "interval": 50, "message": "ping", "reply": "pong" }
    }"#))
    .unwrap();
    let client = Client::builder(Scope::new().url("ping")).options(options).connect().unwrap();
    client.try_send("queued").unwrap();
    assert!(client.try_send("rejected").is_err());
    let mut told = Listener::new(&client);
    assert_eq!(told.open().await, "chat.v2");
    while client.stats().round_trip.is_none() {
        gloo_timers::future::TimeoutFuture::new(20).await;
    }
    let stats = client.stats();
    let object = to_js(&stats).unwrap();
    let sent = js_sys::Reflect::get(&object, &"messagesSent".into()).unwrap();
    assert_eq!(sent.as_f64(), Some(stats.messages_sent));
    assert_eq!(from_js::<Stats>(&object).unwrap(), stats);
}
