//! `/echo`: sends every message back.

use std::convert::Infallible;
use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;

use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

/// Nothing is read during a delay, so this bounds how late the client's end is noticed.
const MAX_DELAY: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct Echo {
    delay: Duration,
}

impl Echo {
    pub(crate) fn parse(params: &Params) -> Result<Self, BadParam> {
        let delay = params.milliseconds("delay")?.unwrap_or_default();
        if delay > MAX_DELAY {
            return Err(BadParam::new("delay", "is longer than a minute"));
        }
        Ok(Self { delay })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        loop {
            let message = session.receive().await?;
            self.answer(session, message).await?;
        }
    }

    /// Sends a message back, after the delay.
    pub(super) async fn answer(
        &self,
        session: &mut Session,
        message: Message,
    ) -> Result<(), Ended> {
        if !self.delay.is_zero() {
            session.pause(self.delay).await?;
        }
        session.send(message).await
    }
}
