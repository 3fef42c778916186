//! The WebAssembly half of the npm package `sockline`.
//!
//! Only numbers cross the border: messages, URLs, close reasons and error texts
//! stay in JavaScript, which knows them by numbers too. So neither memory nor
//! tables are shared, nothing needs converting, and the glue that wasm-bindgen
//! would generate is not there.
//! The JavaScript half is in `pkg/face/`.

mod border;
mod commands;
mod face;
mod heap;
mod host;
mod message;
mod options;
