//! From this machine to the one that the limits in microseconds come from.

use std::fmt::{self, Display, Formatter};

use super::figures::{Measure, NATIVE};
use super::table::number;

/// Microseconds for native's dispatch of 32 B of text on the reference machine, in the run whose
/// figures of peers the limits were set by.
const REFERENCE: f64 = 1.21;
/// The same here.
const YARDSTICK: &str = "receive 32 B text";

/// How this machine compares, in the run that is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// Microseconds for native's dispatch in its fastest round: what disturbs the others would
    /// pass for a slow machine, and flatter whoever is judged.
    native: f64,
}

impl Scale {
    /// By native's own figures, if they were measured.
    pub(super) fn of(measures: &[Measure]) -> Option<Self> {
        let measure = measures.iter().find(|measure| measure.title == YARDSTICK)?;
        let native = measure.of(NATIVE)?.iter().copied().reduce(f64::min)?;
        Some(Self { native })
    }

    /// What a time seen here comes to on the reference machine.
    pub(super) fn apply(self, time: f64) -> f64 {
        time * REFERENCE / self.native
    }
}

impl Display for Scale {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let [native, factor] = [self.native, self.apply(1.0)].map(number);
        write!(
            formatter,
            "Limits in µs are those of another machine, the reference machine, on which native \
             took {REFERENCE} µs to {YARDSTICK}. It took {native} µs here in its fastest round. What \
             was seen is judged after multiplying by {factor}, the one through the other. That \
             takes for granted that all else scales as this dispatch does. Ratios and bytes are \
             judged as they were seen."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::measure;

    #[test]
    fn a_machine_half_as_fast_halves_what_it_sees() {
        let rounds = measure(YARDSTICK, &[(NATIVE, &[9.0, 2.42, 5.0]), ("sockline", &[2.0])]);
        let scale = Scale::of(&[rounds]).unwrap();
        assert!((scale.apply(3.0) - 1.5).abs() < 1e-9);
        let words = scale.to_string();
        assert!(words.contains("2.42 µs here") && words.contains("by 0.500,"), "{words}");
    }

    #[test]
    fn without_native_there_is_no_scale() {
        assert_eq!(Scale::of(&[measure(YARDSTICK, &[("sockline", &[4.0])])]), None);
        assert_eq!(Scale::of(&[measure("send 32 B text", &[(NATIVE, &[4.0])])]), None);
    }
}
