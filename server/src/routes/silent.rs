//! `/silent`: takes the request and never answers it.

use std::time::Duration;

use crate::ending;
use crate::stream::Stream;

/// Longer than any client's patience, and not for ever.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// Waits until the client gives up.
pub(crate) async fn run(mut stream: Stream) {
    // Whether the client or the limit comes first, the connection is over.
    let _ = tokio::time::timeout(LIMIT, ending::until_gone(&mut stream)).await;
}
