//! The border between WebAssembly and JavaScript: with the heap the only place
//! where the compiler has to be told that it may trust somebody, hence `unsafe`.
//!
//! What to check here: imports have the types that `pkg/face/link.js` gives and
//! takes (numbers, which WebAssembly itself converts, so that a wrong one is a
//! wrong number and nothing worse); exports have unique names.
#![allow(unsafe_code)]

use crate::commands;

/// What WebAssembly calls: methods of the `Link` of the client with this id.
/// None of them throws.
pub(crate) mod imports {
    #[link(wasm_import_module = "link")]
    unsafe extern "C" {
        pub(crate) safe fn now() -> f64;
        #[link_name = "wallClock"]
        pub(crate) safe fn wall_clock() -> f64;
        #[link_name = "isOnline"]
        pub(crate) safe fn is_online() -> bool;
        #[link_name = "isVisible"]
        pub(crate) safe fn is_visible() -> bool;
        pub(crate) safe fn release(value: u32);
        pub(crate) safe fn figure(value: f64);

        pub(crate) safe fn arm(id: u32, delay: f64);
        pub(crate) safe fn soon(id: u32);
        pub(crate) safe fn listen(id: u32, is_listening: bool);
        pub(crate) safe fn resolve(id: u32) -> bool;
        pub(crate) safe fn connect(id: u32) -> bool;
        pub(crate) safe fn buffered(id: u32) -> f64;
        pub(crate) safe fn transmit(id: u32, value: u32) -> f64;
        pub(crate) safe fn shut(id: u32, code: u32);
        pub(crate) safe fn discard(id: u32);
        pub(crate) safe fn decide(
            id: u32,
            code: u32,
            reason: u32,
            was_clean: bool,
            retries: u32,
            otherwise: bool,
        ) -> bool;
        pub(crate) safe fn receive(id: u32);
        pub(crate) safe fn give(id: u32, value: u32);
        pub(crate) safe fn noticed(id: u32, what: u32);
        pub(crate) safe fn tell(id: u32, kind: u32, a: u32, b: u32, c: u32, delay: f64);
    }
}

macro_rules! exports {
    ($($name:ident as $export:literal ($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            #[unsafe(export_name = $export)]
            extern "C" fn $name($($argument: $type),*) $(-> $result)? {
                commands::$name($($argument),*)
            }
        )*
    };
}

exports! {
    free as "free" (id: u32);
    call as "call" (id: u32, what: u32, a: u32, b: u32, c: u32) -> u32;
    send as "send" (id: u32, value: u32, bytes: f64, priority: u32, key: u32, ttl: f64, at: f64) -> u32;
}

/// An array can't cross as one.
#[unsafe(export_name = "create")]
extern "C" fn create(
    random: f64,
    base: f64,
    cap: f64,
    floor: f64,
    max_retries: f64,
    stable_after: f64,
    connect_deadline: f64,
    close_deadline: f64,
    max_messages: f64,
    max_bytes: f64,
    window: f64,
    poll: f64,
    heartbeat_interval: f64,
    heartbeat_deadline: f64,
    asks: bool,
    overflow: u32,
    resend: u32,
) -> u32 {
    commands::create(
        random,
        [
            base,
            cap,
            floor,
            max_retries,
            stable_after,
            connect_deadline,
            close_deadline,
            max_messages,
            max_bytes,
            window,
            poll,
            heartbeat_interval,
            heartbeat_deadline,
        ],
        asks,
        overflow,
        resend,
    )
}
