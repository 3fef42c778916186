//! `/sink`: reads and counts, as slowly as it is asked to.

use std::convert::Infallible;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

pub(crate) struct Sink {
    /// Bytes per second on the wire; 0 is unlimited.
    rate: u64,
}

impl Sink {
    pub(crate) fn parse(params: &Params) -> Result<Self, BadParam> {
        Ok(Self { rate: params.number("rate")?.unwrap_or(0) })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        if self.rate > 0 {
            session.link_mut().slow_down(self.rate);
        }
        session.expect_question("count?");
        let mut messages: u64 = 0;
        let mut bytes: u64 = 0;
        loop {
            match session.receive().await? {
                Message::Text(text) if text.as_str() == "count?" => {
                    let count = json!({ "messages": messages, "bytes": bytes });
                    session.send(count.to_string()).await?;
                }
                message => {
                    messages += 1;
                    bytes += message.len() as u64;
                }
            }
        }
    }
}
