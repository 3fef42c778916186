//! The HTTP side: static files and the control API.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;

use crate::control;
use crate::dispatch::Shared;
use crate::head::Head;
use crate::rewound::Rewound;
use crate::stream::{Stream, socket};

/// Ample for the largest file on the slowest link; a client that stalls is let go then.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// The headers without which a browser isolates no page.
const CROSS_ORIGIN_ISOLATION: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
];

/// The body of any answer.
pub(crate) type Body = UnsyncBoxBody<Bytes, std::io::Error>;

/// A body that is at hand in full.
pub(crate) fn full(text: impl Into<Bytes>) -> Body {
    Full::new(text.into()).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// Answers the one request of an HTTP connection.
pub(crate) async fn converse(stream: Stream, head: Head, shared: Arc<Shared>) {
    if socket(&stream).set_linger(None).is_err() {
        // The client has gone already.
        return;
    }
    let service = service_fn(|request| answer(request, Arc::clone(&shared)));
    let connection = http1::Builder::new()
        // Which side of the server a connection belongs to is decided once, by its first
        // request. A proxy that keeps connections alive might reuse one for a WebSocket.
        .keep_alive(false)
        .half_close(true)
        .serve_connection(TokioIo::new(Rewound::new(head.into_bytes(), stream)), service);
    // hyper has answered what could be answered; a broken connection is the client's affair.
    let _ = tokio::time::timeout(LIMIT, connection).await;
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    let mut response = match path.strip_prefix("/control/") {
        Some(command) => control::answer(request, command, &shared.registry).await,
        None => shared.files.answer(request).await,
    };
    let headers = response.headers_mut();
    // Pages of other origins steer the server too: the demo's, and those that tests serve.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    // A file that was rebuilt a moment ago must not come from a cache.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if shared.cross_origin_isolated {
        for (name, value) in CROSS_ORIGIN_ISOLATION {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    Ok(response)
}
