//! `/token`: lets in whoever knows the word.

use hyper::StatusCode;

use super::RouteError;
use crate::dispatch::Shared;
use crate::params::Params;

/// Accepts the configured token always, and one that was issued a single time.
pub(super) fn check(params: &Params, shared: &Shared) -> Result<(), RouteError> {
    let token = params.text("token").unwrap_or_default();
    if token == shared.token || shared.registry.redeem_token(token) {
        Ok(())
    } else {
        Err(RouteError::Refused(StatusCode::UNAUTHORIZED, "unknown or used token"))
    }
}
