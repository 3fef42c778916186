//! Where to connect: the checks that the standard's constructor makes.

use super::error::ConnectError;
use crate::browser::parse_url;
use js_sys::Array;
use wasm_bindgen::JsValue;

/// The URL as the browser will take it.
pub(super) fn check_url(url: &str) -> Result<JsValue, ConnectError> {
    let parsed = parse_url(url).ok_or(ConnectError::InvalidUrl)?;
    if passes_unparsed(url) {
        return Ok(parsed.into());
    }
    let href = String::from(&parsed);
    // Older engines take only ws and wss.
    let checked = match href.split_once(':') {
        Some(("ws" | "wss", _)) => parsed.into(),
        Some(("http", rest)) => ["ws:", rest].concat().into(),
        Some(("https", rest)) => ["wss:", rest].concat().into(),
        _ => return Err(ConnectError::UnsupportedScheme),
    };
    // Even an empty one.
    if href.contains('#') {
        return Err(ConnectError::Fragment);
    }
    Ok(checked)
}

/// Whether a valid URL shows before it is parsed that it passes the checks, as most do: then it
/// need not be copied for them.
fn passes_unparsed(url: &str) -> bool {
    let is_websocket = url.starts_with("wss://") || url.starts_with("ws://");
    is_websocket && !url.contains('#')
}

/// The protocols as a JavaScript array, or `undefined` if there are none.
pub(super) fn check_protocols(protocols: &[String]) -> Result<JsValue, ConnectError> {
    for (index, protocol) in protocols.iter().enumerate() {
        if protocol.is_empty() || !protocol.bytes().all(is_token_byte) {
            return Err(ConnectError::InvalidProtocol(index));
        }
        if protocols[..index].contains(protocol) {
            return Err(ConnectError::DuplicateProtocol(index));
        }
    }
    if protocols.is_empty() {
        return Ok(JsValue::UNDEFINED);
    }
    let array = Array::new();
    for protocol in protocols {
        array.push(&JsValue::from_str(protocol));
    }
    Ok(array.into())
}

/// A token's characters (RFC 9110 §5.6.2), as RFC 6455 §4.1 wants of protocols.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{is_token_byte, passes_unparsed};

    #[test]
    fn a_url_passes_unparsed_if_neither_its_scheme_nor_a_fragment_is_to_be_found_out() {
        for url in ["ws://host", "wss://host/?a=b"] {
            assert!(passes_unparsed(url), "{url}");
        }
        for url in ["ws://host/#", "WS://host", " ws://host", "https://host", "wss:host", "/ws://"]
        {
            assert!(!passes_unparsed(url), "{url}");
        }
    }

    #[test]
    fn tokens_hold_no_separators_controls_or_non_ascii() {
        assert!("chat.v2+json~".bytes().all(is_token_byte));
        for byte in b" \t,;:/\"()<>@[]?={}\\\x7f\x00\xc3".iter() {
            assert!(!is_token_byte(*byte), "{byte}");
        }
    }
}
