//! What the driver has to do besides handing messages over.

use super::attempt::AttemptId;

/// Each thing is pending at most once: everything but the abandoning is the
/// current attempt's business and is cancelled with it.
#[derive(Debug, Default)]
pub(super) struct Pending {
    pub(super) abandon: Option<AttemptId>,
    pub(super) step: Option<Step>,
    pub(super) ping: bool,
}

/// The next step in an attempt's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Resolve,
    Connect,
    Decide,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.abandon.is_none() && self.step.is_none() && !self.ping
    }

    /// The current attempt is over.
    pub(super) fn cancel(&mut self) {
        self.step = None;
        self.ping = false;
    }
}
