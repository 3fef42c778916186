//! The head of the first HTTP request on a connection.

use std::fmt;
use std::time::Duration;

use hyper::header::{HeaderMap, HeaderName, HeaderValue, UPGRADE};
use hyper::{Method, Request, Uri, Version};
use tokio::io::AsyncReadExt;

use crate::stream::Stream;

/// Ample for any browser's cookies, small enough for a flood of connections.
const MAX_BYTES: usize = 32 * 1024;
const MAX_HEADERS: usize = 128;
/// A client that has connected but not said what it wants is let go after this time.
const PATIENCE: Duration = Duration::from_secs(10);

/// A complete request head, with everything that was read to obtain it.
pub(crate) struct Head {
    pub(crate) request: Request<()>,
    /// All bytes taken from the socket: the head, and perhaps the beginning of what follows.
    bytes: Vec<u8>,
    length: usize,
}

impl Head {
    /// Reads a head, and gives `None` if the client left before it was complete.
    ///
    /// The bytes are read rather than peeked: a peek returns at once for as long as anything
    /// waits in the socket, and so cannot wait for the rest of an incomplete head.
    pub(crate) async fn read(stream: &mut Stream) -> Result<Option<Self>, HeadError> {
        match tokio::time::timeout(PATIENCE, Self::read_patiently(stream)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(HeadError::Slow),
        }
    }

    async fn read_patiently(stream: &mut Stream) -> Result<Option<Self>, HeadError> {
        let mut bytes = Vec::with_capacity(2048);
        loop {
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return Ok(None),
                Ok(_) => {}
            }
            if let Some((request, length)) = parse(&bytes)? {
                return Ok(Some(Self { request, bytes, length }));
            }
            if bytes.len() > MAX_BYTES {
                return Err(HeadError::Long);
            }
        }
    }

    /// Whether the client asks to speak WebSocket from here on.
    pub(crate) fn wants_websocket(&self) -> bool {
        lists(self.request.headers(), UPGRADE, "websocket")
    }

    /// All bytes that were read, for whoever parses the request again.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes that followed the head.
    pub(crate) fn into_rest(mut self) -> Vec<u8> {
        self.bytes.split_off(self.length)
    }
}

/// Whether a header has this token among others. They may be on several lines, which say the same
/// as one (RFC 9110 §5.3).
pub(crate) fn lists(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers.get_all(name).iter().any(|value| {
        value.to_str().is_ok_and(|text| {
            text.split(',').any(|listed| listed.trim().eq_ignore_ascii_case(token))
        })
    })
}

fn parse(bytes: &[u8]) -> Result<Option<(Request<()>, usize)>, HeadError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(bytes).map_err(HeadError::Malformed)?
    else {
        return Ok(None);
    };
    if length > MAX_BYTES {
        return Err(HeadError::Long);
    }
    let mut request = Request::new(());
    let method = parsed.method.unwrap_or_default();
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|_| HeadError::Invalid("method"))?;
    *request.uri_mut() = parsed
        .path
        .unwrap_or_default()
        .parse::<Uri>()
        .map_err(|_| HeadError::Invalid("request target"))?;
    *request.version_mut() =
        if parsed.version == Some(0) { Version::HTTP_10 } else { Version::HTTP_11 };
    for header in parsed.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes())
            .map_err(|_| HeadError::Invalid("header name"))?;
        let value = HeaderValue::from_bytes(header.value)
            .map_err(|_| HeadError::Invalid("header value"))?;
        request.headers_mut().append(name, value);
    }
    Ok(Some((request, length)))
}

/// Why a connection brought no usable request head.
#[derive(Debug)]
pub(crate) enum HeadError {
    Malformed(httparse::Error),
    Invalid(&'static str),
    Long,
    Slow,
}

impl HeadError {
    pub(crate) fn is_timeout(&self) -> bool {
        matches!(self, Self::Slow)
    }
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "not an HTTP/1.1 request: {error}"),
            Self::Invalid(what) => write!(f, "not an HTTP/1.1 request: invalid {what}"),
            Self::Long => write!(f, "the request head is longer than {MAX_BYTES} bytes"),
            Self::Slow => {
                write!(f, "the request head was not complete after {} s", PATIENCE.as_secs())
            }
        }
    }
}
