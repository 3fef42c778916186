//! Random numbers from a seed that the driver gives.

/// SplitMix64 (Steele, Lea, Flood 2014): three multiplications, no state but
/// one word, and equal quality from every seed. Jitter needs no more.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in `low..high`; `low` where the interval is empty.
    pub(super) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        // 53 bits are what an f64 holds exactly.
        let unit = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        low + (high - low).max(0.0) * unit
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// The generator's published sequence for this seed.
    #[test]
    fn the_numbers_are_splitmix64s() {
        let mut random = Random::new(1_234_567);
        let expected =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        for number in expected {
            assert_eq!(random.next(), number);
        }
    }

    #[test]
    fn uniform_stays_inside_and_fills_the_interval() {
        let mut random = Random::new(1);
        let draws: Vec<f64> = (0..10_000).map(|_| random.uniform(100.0, 500.0)).collect();
        assert!(draws.iter().all(|draw| (100.0..500.0).contains(draw)));
        for bucket in 0..4 {
            let low = 100.0 + 100.0 * f64::from(bucket);
            let hits = draws.iter().filter(|draw| (low..low + 100.0).contains(*draw)).count();
            assert!((2_000..3_000).contains(&hits), "{hits} draws from {low}");
        }
    }

    #[test]
    fn an_empty_interval_gives_its_lower_end() {
        assert_eq!(Random::new(1).uniform(100.0, 50.0), 100.0);
        assert_eq!(Random::new(1).uniform(0.0, 0.0), 0.0);
    }

    #[test]
    fn seeds_differ() {
        assert_ne!(Random::new(1).uniform(0.0, 1.0), Random::new(2).uniform(0.0, 1.0));
    }
}
