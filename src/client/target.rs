//! Where to connect: the checks that the standard's constructor makes.

use super::error::ConnectError;
use crate::browser::{ParsedUrl, parse_url};
use js_sys::Array;
use wasm_bindgen::JsValue;

/// The URL as the browser will take it.
pub(super) fn check_url(url: &str) -> Result<String, ConnectError> {
    let Some(ParsedUrl { href, protocol, has_fragment }) = parse_url(url) else {
        return Err(ConnectError::InvalidUrl);
    };
    // Older engines take only ws and wss.
    let (secure, rest) = match &*protocol {
        "ws:" | "http:" => ("ws:", &href[protocol.len()..]),
        "wss:" | "https:" => ("wss:", &href[protocol.len()..]),
        _ => return Err(ConnectError::UnsupportedScheme),
    };
    if has_fragment {
        return Err(ConnectError::Fragment);
    }
    Ok([secure, rest].concat())
}

/// The protocols as a JavaScript array.
pub(super) fn check_protocols(protocols: &[String]) -> Result<JsValue, ConnectError> {
    for (index, protocol) in protocols.iter().enumerate() {
        if protocol.is_empty() || !protocol.bytes().all(is_token_byte) {
            return Err(ConnectError::InvalidProtocol(protocol.clone()));
        }
        if protocols[..index].iter().any(|earlier| earlier.eq_ignore_ascii_case(protocol)) {
            return Err(ConnectError::DuplicateProtocol(protocol.clone()));
        }
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
    use super::is_token_byte;

    #[test]
    fn tokens_hold_no_separators_controls_or_non_ascii() {
        assert!("chat.v2+json~".bytes().all(is_token_byte));
        for byte in b" \t,;:/\"()<>@[]?={}\\\x7f\x00\xc3".iter() {
            assert!(!is_token_byte(*byte), "{byte}");
        }
    }
}
