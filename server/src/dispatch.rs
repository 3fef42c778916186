//! Decides, from the request head, which side of the server a TCP connection belongs to.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

use crate::Config;
use crate::answer::refuse;
use crate::head::Head;
use crate::http;
use crate::scope::Registry;
use crate::static_files::StaticFiles;
use crate::stream::Stream;
use crate::tls::Tls;
use crate::upgrade::upgrade;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) registry: Arc<Registry>,
    pub(crate) files: StaticFiles,
    pub(crate) token: String,
    pub(crate) cross_origin_isolated: bool,
    pub(crate) tls: Option<Tls>,
}

impl Shared {
    pub(crate) fn new(config: Config, tls: Option<Tls>) -> Self {
        Self {
            registry: Arc::default(),
            files: StaticFiles::new(&config),
            token: config.token,
            cross_origin_isolated: config.cross_origin_isolated,
            tls,
        }
    }
}

/// Attends to one TCP connection until it ends.
pub(crate) async fn attend(tcp: TcpStream, shared: Arc<Shared>) {
    if prepare(&tcp).is_err() {
        // The client has gone already.
        return;
    }
    let mut stream = match &shared.tls {
        None => Stream::Left(tcp),
        Some(tls) => match tls.shake_hands(tcp).await {
            Some(secure) => Stream::Right(secure),
            None => return,
        },
    };
    match Head::read(&mut stream).await {
        Ok(Some(head)) if head.wants_websocket() => upgrade(stream, head, shared).await,
        Ok(Some(head)) => http::converse(stream, head, shared).await,
        Ok(None) => {}
        Err(problem) if problem.is_timeout() => {
            refuse(stream, StatusCode::REQUEST_TIMEOUT, &problem.to_string()).await;
        }
        Err(problem) => refuse(stream, StatusCode::BAD_REQUEST, &problem.to_string()).await,
    }
}

fn prepare(stream: &TcpStream) -> std::io::Result<()> {
    // Small messages must leave at once, or benchmarks would measure Nagle's algorithm.
    stream.set_nodelay(true)?;
    // From here on an end without goodbye is a reset; see the crate documentation.
    stream.set_zero_linger()?;
    // A peer that vanished without a word is noticed in the end, even on an idle connection.
    SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(Duration::from_secs(60)))
}
