//! Which connection attempt an event belongs to.

/// The number of a connection attempt, unique within one client.
///
/// Every event that the browser reports carries the id of the attempt whose
/// socket it came from; an event of any attempt but the current one changes
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptId(u32);

impl AttemptId {
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}
