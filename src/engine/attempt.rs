//! Which connection attempt an event belongs to.

use std::num::NonZeroU32;

/// The number of a connection attempt, unique within one client.
///
/// Every event that the browser reports carries the id of the attempt whose
/// socket it came from; an event of any attempt but the current one changes
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptId(NonZeroU32);

impl AttemptId {
    /// That of a client that has not tried yet.
    pub(super) const NONE: Self = Self(NonZeroU32::MIN);

    pub(super) const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
