//! The border between WebAssembly and JavaScript: with the heap the only place
//! where the compiler has to be told that it may trust somebody, hence `unsafe`.
//!
//! What to check here: imports have the types that `pkg/face/link.js` gives and
//! takes (numbers, which WebAssembly itself converts, so that a wrong one is a
//! wrong number and nothing worse); exports have unique names; a client is only
//! named by whoever holds its `Link`, and freed when nobody can hold it any more.
#![allow(unsafe_code)]

use crate::commands;
use crate::face::{Client, NpmFace};
use sockline::driver::Driver;
use std::mem::ManuallyDrop;
use std::rc::Rc;

/// What WebAssembly calls: what the page says, and methods of the `Link` whose client
/// is at work. None of them throws.
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
        pub(crate) safe fn give(value: u32);
        pub(crate) safe fn figure(value: f64);

        pub(crate) safe fn arm(delay: f64);
        pub(crate) safe fn soon();
        pub(crate) safe fn listen(is_listening: bool);
        pub(crate) safe fn resolve() -> bool;
        pub(crate) safe fn connect() -> bool;
        pub(crate) safe fn buffered() -> f64;
        pub(crate) safe fn transmit(value: u32) -> f64;
        pub(crate) safe fn shut(code: u32);
        pub(crate) safe fn discard();
        pub(crate) safe fn decide(code: u32, reason: u32, flags: u32, retries: u32) -> bool;
        pub(crate) safe fn receive();
        pub(crate) safe fn noticed(what: u32);
        pub(crate) safe fn tell(kind: u32, a: u32, b: u32, c: u32);
    }
}

/// What JavaScript has of a client.
type Handle = *const Driver<NpmFace>;

/// For the time of one call, with which JavaScript holds it.
fn borrowed(client: Handle) -> ManuallyDrop<Client> {
    // SAFETY: `create` gave it, and only what nobody can name any more is freed.
    ManuallyDrop::new(unsafe { Rc::from_raw(client) })
}

macro_rules! exports {
    ($($name:ident as $export:literal ($($argument:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            #[unsafe(export_name = $export)]
            extern "C" fn $name(client: Handle, $($argument: $type),*) $(-> $result)? {
                commands::$name(&borrowed(client), $($argument),*)
            }
        )*
    };
}

exports! {
    call as "perform" (what: u32, a: u32, b: u32, c: u32) -> u32;
    send as "sendMessage" (value: u32, bytes: f64, priority: u32, key: u32, ttl: f64, at: f64) -> u32;
}

/// Nobody can name the client any more.
#[unsafe(export_name = "free")]
extern "C" fn free(client: Handle) {
    // SAFETY: as for [`borrowed`], and the last time.
    drop(unsafe { Rc::from_raw(client) });
}

/// An array can't cross as one.
#[unsafe(export_name = "createClient")]
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
) -> Handle {
    let client = commands::create(
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
    );
    Rc::into_raw(client)
}
