//! Medians, and how much rounds scatter.

/// The value below which this share of all values lies.
pub(super) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    match (sorted.get(low), sorted.get(high)) {
        (Some(low), Some(high)) => low + (high - low) * place.fract(),
        _ => f64::NAN,
    }
}

/// The middle of some values and of each half of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    /// A quarter of the values lies below.
    pub(super) low: f64,
    /// Half of them.
    pub(super) median: f64,
    /// Three quarters.
    pub(super) high: f64,
}

impl Spread {
    /// Of these values.
    pub(super) fn of(values: &[f64]) -> Self {
        let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(values, share));
        Self { low, median, high }
    }

    /// Of what two contestants give round by round: what disturbs a round disturbs both of them.
    pub(super) fn paired(own: &[f64], other: &[f64], compare: fn(f64, f64) -> f64) -> Self {
        let pairs = own.iter().zip(other);
        Self::of(&pairs.map(|(own, other)| compare(*own, *other)).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0], 0.5), 1.5);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.25), 2.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn pairs_are_compared_round_by_round() {
        let spread = Spread::paired(&[2.0, 20.0], &[1.0, 10.0], |own, other| own / other);
        assert_eq!(spread, Spread { low: 2.0, median: 2.0, high: 2.0 });
    }
}
