//! The orderly end of a TCP connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::stream::{Stream, socket};

/// How long the client may take to close its side.
const PATIENCE: Duration = Duration::from_secs(2);

/// Closes the writing side and reads until the client has closed the other.
///
/// A socket that is closed with unread bytes in it sends a reset, which may destroy the answer
/// before the client has read it; so whatever the client still sends is read and discarded.
pub(crate) async fn in_good_order(stream: &mut Stream) {
    if socket(stream).set_linger(None).is_err() || stream.shutdown().await.is_err() {
        // The client has gone already.
        return;
    }
    // A client that keeps its side open is left to the kernel when the time is over.
    let _ = tokio::time::timeout(PATIENCE, until_gone(stream)).await;
}

/// Reads and discards until the client closes or breaks the connection.
pub(crate) async fn until_gone(stream: &mut Stream) {
    let mut scratch = vec![0; 16 * 1024];
    while stream.read(&mut scratch).await.is_ok_and(|read| read > 0) {}
}
