//! `/mute`: opens, and is never heard of again.

use std::convert::Infallible;

use crate::session::{Ended, Session};

/// Not even a close frame or a protocol ping is answered, as if the network had swallowed
/// everything; what arrives is read and counted all the same.
pub(crate) async fn run(session: &mut Session) -> Result<Infallible, Ended> {
    session.link_mut().mute();
    loop {
        session.receive().await?;
    }
}
