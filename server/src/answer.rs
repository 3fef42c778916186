//! Plain HTTP answers, for clients whose handshake does not end in a WebSocket.

use hyper::StatusCode;
use tokio::io::AsyncWriteExt;

use crate::ending;
use crate::stream::Stream;

/// Answers with a status and a line of text, and closes in good order.
pub(crate) async fn refuse(mut stream: Stream, status: StatusCode, text: &str) {
    let bodiless = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    let body = if bodiless { String::new() } else { format!("{text}\n") };
    let answer = format!(
        "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n{body}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Refused"),
        body.len(),
    );
    // The answer is far smaller than a socket's buffer, so writing it does not wait.
    if stream.write_all(answer.as_bytes()).await.is_ok() {
        ending::in_good_order(&mut stream).await;
    }
}
