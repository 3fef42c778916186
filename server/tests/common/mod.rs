//! What the tests share: a server of their own each, and small clients for both of its sides.

#![allow(dead_code, reason = "every test file compiles this module and uses a part of it")]

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;
use sockline_server::{Config, Running, serve};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::either::Either;

/// The client's side of a WebSocket.
pub(crate) type Client = WebSocketStream<Stream>;

/// The client's side of a connection, below TLS if the server speaks it.
pub(crate) type Stream = Either<TcpStream, TlsStream<TcpStream>>;

/// Nothing on a loopback connection takes this long, on however busy a machine.
const DEADLINE: Duration = Duration::from_secs(30);

/// The wanted outcome, or a failed test instead of a hanging one.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.expect("the awaited event never came")
}

/// A server on a free port.
pub(crate) async fn server() -> Running {
    serve(Config::default()).await.unwrap()
}

/// A server that speaks TLS.
pub(crate) async fn secure_server() -> Running {
    serve(Config { tls: true, ..Config::default() }).await.unwrap()
}

/// An empty directory of this name below cargo's directory for tests.
pub(crate) fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A TCP connection to the server.
pub(crate) async fn tcp(server: &Running) -> TcpStream {
    within(TcpStream::connect(server.address())).await.unwrap()
}

/// A connection that is ready for a request.
pub(crate) async fn stream(server: &Running) -> Stream {
    if server.certificate().is_none() {
        return Stream::Left(tcp(server).await);
    }
    Stream::Right(secure(server, "127.0.0.1").await.unwrap())
}

/// A connection below TLS, if the server's certificate is one for this name.
pub(crate) async fn secure(server: &Running, name: &str) -> io::Result<TlsStream<TcpStream>> {
    let mut trusted = RootCertStore::empty();
    trusted.add(CertificateDer::from_slice(server.certificate().unwrap())).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    within(TlsConnector::from(Arc::new(config)).connect(name, tcp(server).await)).await
}

/// An open WebSocket.
pub(crate) async fn connect(server: &Running, path: &str) -> Client {
    try_connect(server, path, &[]).await.unwrap().0
}

/// An open WebSocket with the subprotocol that the server chose, or the reason for none.
pub(crate) async fn try_connect(
    server: &Running,
    path: &str,
    protocols: &[&str],
) -> Result<(Client, Option<String>), Error> {
    let mut request = server.websocket_url(path).into_client_request()?;
    if !protocols.is_empty() {
        let value = protocols.join(", ").parse().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", value);
    }
    let stream = stream(server).await;
    let (client, response) = within(tokio_tungstenite::client_async(request, stream)).await?;
    let chosen = response.headers().get("sec-websocket-protocol");
    Ok((client, chosen.map(|name| name.to_str().unwrap().to_owned())))
}

/// The HTTP status with which a handshake is refused.
pub(crate) async fn refusal(server: &Running, path: &str) -> u16 {
    refusal_offering(server, path, &[]).await
}

/// The HTTP status with which a handshake that offers subprotocols is refused.
pub(crate) async fn refusal_offering(server: &Running, path: &str, protocols: &[&str]) -> u16 {
    match try_connect(server, path, protocols).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("expected an HTTP answer, got {other:?}"),
    }
}

/// The next data message.
pub(crate) async fn next(client: &mut Client) -> Message {
    within(client.next()).await.expect("the connection ended").unwrap()
}

/// The next message, which must be text.
pub(crate) async fn next_text(client: &mut Client) -> String {
    match next(client).await {
        Message::Text(text) => text.to_string(),
        other => panic!("expected text, got {other:?}"),
    }
}

/// The next message, which must be JSON.
pub(crate) async fn next_json(client: &mut Client) -> Value {
    serde_json::from_str(&next_text(client).await).unwrap()
}

/// The close frame that comes next, and after it the end of the connection.
pub(crate) async fn closed(client: &mut Client) -> Option<CloseFrame> {
    let frame = match next(client).await {
        Message::Close(frame) => frame,
        other => panic!("expected a close frame, got {other:?}"),
    };
    assert!(within(client.next()).await.is_none());
    frame
}

/// Waits for the end of the connection, which must be a TCP reset.
pub(crate) async fn assert_reset(client: &mut Client) {
    match within(client.next()).await {
        Some(Err(Error::Io(error))) => assert_eq!(error.kind(), io::ErrorKind::ConnectionReset),
        other => panic!("expected a reset, got {other:?}"),
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Reads an answer to its end, which is the end of the connection.
    pub(crate) async fn read(mut stream: impl AsyncRead + Unpin) -> Self {
        let mut bytes = Vec::new();
        within(stream.read_to_end(&mut bytes)).await.unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }
}

/// Sends a request.
pub(crate) async fn request(server: &Running, method: &str, target: &str) -> Answer {
    let mut stream = stream(server).await;
    let request = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    Answer::read(stream).await
}

/// Fetches a path.
pub(crate) async fn fetch(server: &Running, target: &str) -> Answer {
    request(server, "GET", target).await
}

/// Gives a control command that must succeed.
pub(crate) async fn control(server: &Running, command: &str) -> Value {
    let answer = fetch(server, &format!("/control/{command}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Asks until a scope's counters are as wanted.
pub(crate) async fn stats_until(
    server: &Running,
    scope: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Value {
    within(async {
        loop {
            let stats = control(server, &format!("stats?scope={scope}")).await;
            if wanted(&stats) {
                return stats;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}
