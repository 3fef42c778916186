//! The WebSocket side: from a request head to a session, or to a refusal.

use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{create_response, write_response};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::answer::{VERSION, refuse};
use crate::dispatch::Shared;
use crate::head::{self, Head};
use crate::link::Link;
use crate::params::Params;
use crate::routes::{Route, RouteError, silent};
use crate::scope::{Admission, Membership, Refusal};
use crate::session::Session;
use crate::stream::Stream;
use crate::subprotocol;

/// The largest message, and the largest frame too, as some browsers send a message as one.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// Attends to a connection that asks for a WebSocket.
pub(crate) async fn upgrade(stream: Stream, head: Head, shared: Arc<Shared>) {
    let params = Params::parse(head.request.uri().query());
    let scope = match params.scope() {
        Ok(scope) => scope.unwrap_or_default(),
        Err(problem) => return refuse(stream, StatusCode::BAD_REQUEST, &problem.to_string()).await,
    };
    let Admission { membership, orders, killed } = match shared.registry.admit(scope) {
        Ok(admission) => admission,
        // Dropping the stream resets the connection.
        Err(Refusal::Cut) => return,
        Err(Refusal::Status(status)) => return refuse(stream, status, "refused for a while").await,
    };
    let attended = async {
        match shake_hands(head, &params, &shared, &membership) {
            Ok(Handshake::Silence) => silent::run(stream).await,
            Ok(Handshake::Accept { answer, rest, route }) => {
                let open = open(stream, &answer, rest, &membership).await;
                if let Some(socket) = open {
                    route.run(Session::new(membership, orders, socket)).await;
                }
            }
            Err((status, text)) => {
                shared.registry.count_refused(scope);
                drop(membership);
                refuse(stream, status, &text).await;
            }
        }
    };
    // Whichever ends first, the other is dropped with all that it owns before the end is
    // reported to whoever ordered it.
    let killer = tokio::select! {
        () = attended => None,
        Ok(killer) = killed => Some(killer),
    };
    drop(killer);
}

enum Handshake {
    Accept { answer: Vec<u8>, rest: Vec<u8>, route: Route },
    Silence,
}

/// Decides about a handshake without waiting for anything.
fn shake_hands(
    mut head: Head,
    params: &Params,
    shared: &Shared,
    membership: &Membership,
) -> Result<Handshake, (StatusCode, String)> {
    let bad_request = |problem: &dyn ToString| (StatusCode::BAD_REQUEST, problem.to_string());
    let headers = head.request.headers_mut();
    // Others may be offered beside it, and before it, but tungstenite wants to see it alone.
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if head::lists(headers, CONNECTION, "upgrade") {
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    }
    // It looks at the first alone, and nobody knows which the client goes by (RFC 6455 §11.3.1).
    if headers.get_all(SEC_WEBSOCKET_KEY).iter().nth(1).is_some() {
        return Err(bad_request(&"more than one Sec-WebSocket-Key"));
    }
    if headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version != VERSION) {
        let text = format!("only version {VERSION} of the protocol is spoken here");
        return Err((StatusCode::UPGRADE_REQUIRED, text));
    }
    let mut response = create_response(&head.request).map_err(|error| bad_request(&error))?;
    let chosen = subprotocol::choose(head.request.headers(), params)
        .map_err(|problem| bad_request(&problem))?;
    let route = match Route::parse(head.request.uri().path(), params, shared, membership) {
        Ok(Route::Silent) => return Ok(Handshake::Silence),
        Ok(route) => route,
        Err(RouteError::Param(problem)) => return Err(bad_request(&problem)),
        Err(RouteError::Refused(status, text)) => return Err((status, text.to_owned())),
    };
    if let Some(name) = chosen {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, name);
    }
    let mut answer = Vec::new();
    write_response(&mut answer, &response).map_err(|error| bad_request(&error))?;
    Ok(Handshake::Accept { answer, rest: head.into_rest(), route })
}

/// Sends the answer that opens the WebSocket.
async fn open(
    mut stream: Stream,
    answer: &[u8],
    rest: Vec<u8>,
    membership: &Membership,
) -> Option<WebSocketStream<Link>> {
    // Counted first: when the client knows that it is connected, so does the registry.
    membership.open();
    stream.write_all(answer).await.ok()?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    let link = Link::new(stream);
    Some(WebSocketStream::from_partially_read(link, rest, Role::Server, Some(config)).await)
}
