//! `/push`: talks first, and much.

use std::collections::VecDeque;
use std::convert::Infallible;

use bytes::Bytes;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::echo::Echo;
use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

/// As much as the server itself would accept.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of messages that may come before all is sent and wait for their echo; after that, they wait
/// at the client.
const MAX_KEPT: usize = 1024 * 1024;

pub(crate) struct Push {
    count: u64,
    bytes: usize,
    binary: bool,
    echo: Echo,
}

impl Push {
    pub(crate) fn parse(params: &Params) -> Result<Self, BadParam> {
        let bytes = params.number("bytes")?.unwrap_or(32);
        if bytes > MAX_BYTES {
            return Err(BadParam::new("bytes", "is larger than 64 MiB"));
        }
        let binary = match params.text("kind") {
            None | Some("text") => false,
            Some("binary") => true,
            Some(_) => return Err(BadParam::new("kind", "is neither text nor binary")),
        };
        let count = params.number("count")?.unwrap_or(1);
        Ok(Self { count, bytes, binary, echo: Echo::parse(params)? })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        let mut early = VecDeque::new();
        let mut kept = 0;
        for index in 0..self.count {
            // Read, so that a client that closes is heard. One that says much has to wait.
            while kept < MAX_KEPT
                && let Some(message) = session.received().await?
            {
                kept += message.len() + size_of::<Message>();
                early.push_back(message);
            }
            session.send(self.message(index)).await?;
        }
        while let Some(message) = early.pop_front() {
            self.echo.answer(session, message).await?;
        }
        self.echo.run(session).await
    }

    /// The index in decimal digits, filled up with dots; where the digits do not fit, the size
    /// is kept and their end is cut off.
    fn message(&self, index: u64) -> Message {
        let mut text = index.to_string();
        text.truncate(self.bytes);
        text.extend(std::iter::repeat_n('.', self.bytes - text.len()));
        if self.binary {
            Message::Binary(Bytes::from(text))
        } else {
            Message::Text(Utf8Bytes::from(text))
        }
    }
}
