//! A WebSocket client for browsers that reconnects, queues, paces and never
//! loses a message without saying so.

pub mod browser;
pub mod engine;
