//! The choice of a subprotocol.

use hyper::HeaderMap;
use hyper::header::{HeaderValue, SEC_WEBSOCKET_PROTOCOL};

use crate::params::{BadParam, Params};

/// Chooses what `protocol=` asks for among those offered, or else the first offered.
pub(crate) fn choose(
    headers: &HeaderMap,
    params: &Params,
) -> Result<Option<HeaderValue>, BadParam> {
    let mut offered = headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let chosen = match params.text("protocol") {
        Some("none") => None,
        Some(wanted) => Some(
            offered
                .find(|name| *name == wanted)
                .ok_or(BadParam::new("protocol", "is not among those offered"))?,
        ),
        None => offered.next(),
    };
    chosen
        .map(HeaderValue::from_str)
        .transpose()
        .map_err(|_| BadParam::new("protocol", "is no header value"))
}
