//! The engine under inputs that no browser would give: any command, any report,
//! any poll, in any order, of any attempt.
//!
//! Whatever is done, it does not panic, its deadline is a number, its counts
//! agree, a connection that is closing or abandoned is handed nothing, what
//! comes from another attempt changes nothing, and no message vanishes but by
//! leaving through the browser.
#![no_main]

mod books;
mod harness;
mod script;

use libfuzzer_sys::fuzz_target;
use script::Script;

fuzz_target!(|script: Script| harness::run(&script));
