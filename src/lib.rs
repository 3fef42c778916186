//! A WebSocket client for browsers.
