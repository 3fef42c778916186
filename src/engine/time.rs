//! Points in time, as the driver's clock gives them.

/// A point on the driver's monotonic clock, in milliseconds.
///
/// The origin is the driver's business: the engine only compares points and
/// adds delays. Milliseconds as `f64` are what every browser clock and timer
/// speaks, so nothing is converted on the way.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Time(f64);

impl Time {
    /// A point that never comes: the absence of a deadline.
    pub const NEVER: Self = Self(f64::INFINITY);

    /// For what is not read before it has been set.
    pub(super) const ORIGIN: Self = Self(0.0);

    /// The point `millis` milliseconds after the clock's origin.
    pub const fn from_millis(millis: f64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock's origin.
    pub const fn millis(self) -> f64 {
        self.0
    }

    /// The point `millis` milliseconds later.
    pub fn after(self, millis: f64) -> Self {
        Self(self.0 + millis)
    }

    /// Milliseconds from `earlier` to this point; negative if it is not earlier.
    pub fn since(self, earlier: Self) -> f64 {
        self.0 - earlier.0
    }

    /// Whether this deadline has come at `now`.
    pub fn is_due(self, now: Self) -> bool {
        self.0 <= now.0
    }

    /// Whether this point never comes.
    pub fn is_never(self) -> bool {
        self.0 == f64::INFINITY
    }

    /// Whether this point comes. One that is no number does not. Compared with the largest
    /// number, because a comparison with infinity becomes two of them.
    pub(super) fn comes(self) -> bool {
        self.0 <= f64::MAX
    }

    /// The earlier of two points.
    pub fn min(self, other: Self) -> Self {
        if other.0 < self.0 { other } else { self }
    }

    /// The later of two points.
    pub fn max(self, other: Self) -> Self {
        if other.0 > self.0 { other } else { self }
    }
}
