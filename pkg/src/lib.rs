//! The WebAssembly half of the npm package `sockline`.
//!
//! It moves handles and numbers, never text or bytes: messages, URLs, close
//! reasons and error texts stay in JavaScript. The JavaScript half is in
//! `pkg/face/`.

mod core;
mod face;
mod link;
mod options;

/// Smaller than std's by some kilobytes of the published file.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
