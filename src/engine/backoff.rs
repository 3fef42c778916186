//! How long to wait before the next attempt.

use super::close::code;
use super::config::RetryConfig;
use super::random::Random;

/// Doubling beyond this changes nothing that a cap does not already hide, and
/// keeps the arithmetic finite however many retries fail.
const MAX_EXPONENT: u32 = 31;

/// 1012's registration asks clients to "reconnect using a randomized delay of
/// 5 - 30s"; 1013 names the same overload.
const RESTART_DELAY: (f64, f64) = (5_000.0, 30_000.0);

/// Full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog 2015),
/// drawn after the cap so that clients never meet at the cap.
pub(super) fn delay(
    config: &RetryConfig,
    retries: u32,
    close_code: u16,
    random: &mut Random,
) -> f64 {
    if is_restart(close_code) {
        return random.uniform(RESTART_DELAY.0, RESTART_DELAY.1);
    }
    let doubled = config.base * f64::from(1u32 << retries.min(MAX_EXPONENT));
    // Finite even if the options are not: infinity times a zero is no number.
    random.uniform(config.floor, doubled.min(config.cap).min(f64::MAX))
}

/// Codes after which the same connection would fail the same way: the peer
/// named a fault in what was sent, and sending it again cannot succeed.
pub(super) fn is_final(close_code: u16) -> bool {
    matches!(
        close_code,
        code::PROTOCOL_ERROR
            | code::UNSUPPORTED_DATA
            | code::INVALID_PAYLOAD
            | code::POLICY_VIOLATION
            | code::MESSAGE_TOO_BIG
            | code::MANDATORY_EXTENSION
    )
}

/// Codes with which a server asks its clients to stay away for a while.
pub(super) fn is_restart(close_code: u16) -> bool {
    matches!(close_code, code::SERVICE_RESTART | code::TRY_AGAIN_LATER)
}
