//! The HTTP control API.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ALLOW, CONTENT_TYPE, HeaderName,
    HeaderValue,
};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::http::{Body, full};
use crate::params::{BadParam, Params};
use crate::scope::{Order, Refusal, Registry};

const MAX_BODY: usize = 64 * 1024;
const BODY_PATIENCE: Duration = Duration::from_secs(10);

/// Answers a request below `/control/`.
pub(crate) async fn answer(
    request: Request<Incoming>,
    command: &str,
    registry: &Registry,
) -> Response<Body> {
    let (request, body) = request.into_parts();
    discard(body).await;
    match request.method {
        Method::GET | Method::POST => {
            let params = Params::parse(request.uri.query());
            match obey(command, &params, registry).await {
                Ok(Some(answer)) => json_response(StatusCode::OK, &answer),
                Ok(None) => problem(StatusCode::NOT_FOUND, "no such command"),
                Err(bad) => problem(StatusCode::BAD_REQUEST, &bad.to_string()),
            }
        }
        Method::OPTIONS => preflight(),
        _ => {
            let mut response = problem(StatusCode::METHOD_NOT_ALLOWED, "use GET or POST");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST, OPTIONS"));
            response
        }
    }
}

/// Commands have no use for a body, but one that stays unread would turn the end of the connection
/// into a reset, which may overtake the answer.
async fn discard(body: Incoming) {
    let body = Limited::new(body, MAX_BODY).collect();
    // A client that sends more, or sends it slowly, has to live with that reset.
    let _ = tokio::time::timeout(BODY_PATIENCE, body).await;
}

/// Carries a command out; `None` if there is none of this name.
async fn obey(
    command: &str,
    params: &Params,
    registry: &Registry,
) -> Result<Option<Value>, BadParam> {
    let scope = params.scope()?;
    Ok(Some(match command {
        "restart" => {
            let time = params.milliseconds("ms")?.unwrap_or_default();
            registry.refuse(scope, time, Refusal::Cut);
            connections(registry.reset(scope).await)
        }
        "drop" => connections(registry.reset(scope).await),
        "refuse" => {
            let time: Duration =
                params.milliseconds("ms")?.ok_or(BadParam::new("ms", "is missing"))?;
            registry.refuse(scope, time, Refusal::Status(params.status()?));
            json!({})
        }
        "close" => connections(registry.order(scope, &Order::Close(params.close_frame()?))),
        "send" => {
            let text = params.text("text").ok_or(BadParam::new("text", "is missing"))?;
            connections(registry.order(scope, &Order::Send(text.into())))
        }
        "stats" => registry.stats(scope),
        "record" => registry.record(scope.unwrap_or_default()),
        "token" => json!({ "token": registry.issue_token(scope.unwrap_or_default()) }),
        "forget" => {
            registry.forget(scope);
            json!({})
        }
        _ => return Ok(None),
    }))
}

/// How many connections a command has reached.
fn connections(number: usize) -> Value {
    json!({ "connections": number })
}

fn problem(status: StatusCode, text: &str) -> Response<Body> {
    json_response(status, &json!({ "error": text }))
}

fn json_response(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = Response::new(full(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Lets pages of any origin send any of the requests above.
fn preflight() -> Response<Body> {
    let mut response = Response::new(full(""));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    // Chromium asks for this before a public page may reach a loopback address.
    headers.insert(
        HeaderName::from_static("access-control-allow-private-network"),
        HeaderValue::from_static("true"),
    );
    response
}
