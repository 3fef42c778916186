//! `/close`: says goodbye.

use std::convert::Infallible;
use std::time::Duration;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::trigger::Trigger;
use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

pub(crate) struct Close {
    trigger: Trigger,
    frame: Option<CloseFrame>,
    linger: Duration,
}

impl Close {
    pub(crate) fn parse(params: &Params) -> Result<Self, BadParam> {
        Ok(Self {
            trigger: Trigger::parse(params)?,
            frame: params.close_frame()?,
            linger: params.milliseconds("linger")?.unwrap_or_default(),
        })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        self.trigger.wait(session).await?;
        Err(session.close(self.frame, self.linger).await)
    }
}
