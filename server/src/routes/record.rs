//! `/record`: keeps what it is told.

use std::convert::Infallible;
use std::time::Duration;

use serde_json::Value;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::log::Full;
use crate::session::{Ended, Session};

pub(crate) async fn run(session: &mut Session) -> Result<Infallible, Ended> {
    session.expect_question("record?");
    loop {
        let logged = match session.receive().await? {
            Message::Text(text) if text.as_str() == "record?" => {
                session.send(session.record().to_string()).await?;
                continue;
            }
            Message::Text(text) => session.log(Value::from(text.as_str())),
            message => session.log(Value::from(message.len())),
        };
        if let Err(Full) = logged {
            // Nothing is left out without a word.
            let reason = Utf8Bytes::from_static("the log is full");
            let frame = CloseFrame { code: CloseCode::Policy, reason };
            return Err(session.close(Some(frame), Duration::ZERO).await);
        }
    }
}
