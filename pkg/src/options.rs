//! Options as they cross the border: numbers in the order of
//! `pkg/face/options.js`, already checked there.

use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, QueueConfig, Resend, RetryConfig, Window,
};

/// As many as there are.
pub(crate) type Numbers = [f64; 13];

/// Reads the numbers.
pub(crate) fn read(numbers: Numbers, asks: bool, overflow: u32, resend: u32) -> Config {
    let [
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
    ] = numbers;
    Config {
        retry: RetryConfig {
            base,
            cap,
            floor,
            max_retries: max_retries as u32,
            stable_after,
            connect_deadline,
            close_deadline,
            asks,
        },
        queue: QueueConfig {
            max_messages: max_messages as usize,
            max_bytes: max_bytes as usize,
            overflow: match overflow {
                0 => Overflow::Reject,
                1 => Overflow::DropOldest,
                _ => Overflow::DropNewest,
            },
        },
        pacing: PacingConfig {
            // An infinite one is none.
            window: if window < 0.0 { Window::Adaptive } else { Window::Fixed(window) },
            poll,
        },
        // An infinite interval is no heartbeat.
        heartbeat: Some(HeartbeatConfig {
            interval: heartbeat_interval,
            deadline: heartbeat_deadline,
        }),
        resend: match resend {
            0 => Resend::Unsent,
            1 => Resend::Never,
            _ => Resend::All,
        },
    }
}
