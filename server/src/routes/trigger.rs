//! The moment at which `/close` and `/drop` act.

use std::time::Duration;

use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

/// After a time or after a number of messages, whichever comes first.
pub(super) struct Trigger {
    after: Option<Duration>,
    messages: Option<u64>,
}

impl Trigger {
    pub(super) fn parse(params: &Params) -> Result<Self, BadParam> {
        let messages = params.number("after_messages")?;
        let after = params.milliseconds("after")?;
        // With neither, the moment is the open itself.
        let after = after.or(messages.is_none().then_some(Duration::ZERO));
        Ok(Self { after, messages })
    }

    /// Reads and counts until the moment has come.
    pub(super) async fn wait(&self, session: &mut Session) -> Result<(), Ended> {
        let messages = async {
            let mut left = self.messages.unwrap_or(u64::MAX);
            while left > 0 {
                session.receive().await?;
                left -= 1;
            }
            Ok(())
        };
        match self.after {
            None => messages.await,
            // What has arrived when the time is up belongs to whoever reads next, so nothing
            // is lost by giving the reading up.
            Some(after) => tokio::time::timeout(after, messages).await.unwrap_or(Ok(())),
        }
    }
}
