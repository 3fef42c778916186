//! The numbers among the options, as the npm package checks them.

use super::error::ConnectError;
use crate::engine::{Config, Window};

/// A delay that is no number would never pass, and none would after it.
pub(super) fn check_numbers(config: &Config) -> Result<(), ConnectError> {
    let Config { retry, pacing, heartbeat, .. } = config;
    let window = if let Window::Fixed(bytes) = pacing.window { bytes } else { 0.0 };
    let beat = heartbeat.clone().unwrap_or_default();
    let numbers = [
        ("retry.base", retry.base),
        ("retry.cap", retry.cap),
        ("retry.floor", retry.floor),
        ("retry.stable_after", retry.stable_after),
        ("retry.connect_deadline", retry.connect_deadline),
        ("retry.close_deadline", retry.close_deadline),
        ("pacing.window", window),
        ("pacing.poll", pacing.poll),
        ("heartbeat.interval", beat.interval),
        ("heartbeat.deadline", beat.deadline),
    ];
    match numbers.into_iter().find(|(_, number)| number.is_nan() || *number < 0.0) {
        Some((name, _)) => Err(ConnectError::InvalidOption(name)),
        None => Ok(()),
    }
}
