//! The WebAssembly half of the npm package `sockline`.
//!
//! It moves handles and numbers, never text or bytes: messages, URLs, close
//! reasons and error texts stay in JavaScript. The JavaScript half is in
//! `pkg/face/`.

mod core;
mod face;
mod link;
mod options;
