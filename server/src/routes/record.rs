//! `/record`: keeps what it is told.

use std::convert::Infallible;

use serde_json::Value;
use tokio_tungstenite::tungstenite::Message;

use crate::session::{Ended, Session};

pub(crate) async fn run(session: &mut Session) -> Result<Infallible, Ended> {
    session.expect_question("record?");
    loop {
        match session.receive().await? {
            Message::Text(text) if text.as_str() == "record?" => {
                session.send(session.record().to_string()).await?;
            }
            Message::Text(text) => session.log(Value::from(text.as_str())),
            message => session.log(Value::from(message.len())),
        }
    }
}
