//! Plain HTTP answers, for clients whose handshake does not end in a WebSocket.

use hyper::StatusCode;
use tokio::io::AsyncWriteExt;

use crate::ending;
use crate::stream::Stream;

/// The only version of the WebSocket protocol there is.
pub(crate) const VERSION: &str = "13";

/// Answers with a status and a line of text, and closes in good order.
pub(crate) async fn refuse(mut stream: Stream, status: StatusCode, text: &str) {
    let answer = format!(
        "HTTP/1.1 {} {}\r\nCache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n{}{}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Refused"),
        connection(status),
        content(status, text),
    );
    // The answer is far smaller than a socket's buffer, so writing it does not wait.
    if stream.write_all(answer.as_bytes()).await.is_ok() {
        ending::in_good_order(&mut stream).await;
    }
}

/// RFC 9110, section 15.5.22: with 426 comes what to upgrade to; and RFC 6455, section 4.4: in which
/// version.
fn connection(status: StatusCode) -> String {
    match status {
        StatusCode::UPGRADE_REQUIRED => format!(
            "Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: {VERSION}\r\n"
        ),
        _ => String::from("Connection: close\r\n"),
    }
}

/// The end of the head, and the body if the status may have one: RFC 9110, sections 8.6, 15.3.6 and
/// 15.4.5.
fn content(status: StatusCode, text: &str) -> String {
    match status {
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => String::from("\r\n"),
        StatusCode::RESET_CONTENT => String::from("Content-Length: 0\r\n\r\n"),
        _ => format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\r\n{text}\n",
            text.len() + 1,
        ),
    }
}
