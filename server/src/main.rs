//! Companion server.
fn main() {}
