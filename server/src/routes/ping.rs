//! `/ping`: an echo that answers `ping` with `pong`, for heartbeats.

use std::convert::Infallible;

use tokio_tungstenite::tungstenite::Message;

use crate::session::{Ended, Session};

pub(crate) async fn run(session: &mut Session) -> Result<Infallible, Ended> {
    loop {
        match session.receive().await? {
            Message::Text(text) if text.as_str() == "ping" => session.send("pong").await?,
            message => session.send(message).await?,
        }
    }
}
