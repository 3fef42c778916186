//! `/drop`: goes without saying goodbye.

use std::convert::Infallible;

use super::trigger::Trigger;
use crate::params::{BadParam, Params};
use crate::session::{Ended, Session};

pub(crate) struct Drop {
    trigger: Trigger,
}

impl Drop {
    pub(crate) fn parse(params: &Params) -> Result<Self, BadParam> {
        Ok(Self { trigger: Trigger::parse(params)? })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        self.trigger.wait(session).await?;
        // A session that ends like this resets its connection.
        Err(Ended)
    }
}
