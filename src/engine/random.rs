//! Random numbers from a seed that the driver gives.

/// A Weyl sequence, whose terms are mixed once. Each step can be undone, so that clients
/// whose seeds differ by chance draw evenly, however often they have drawn. Jitter needs
/// no more than 32 bits, and what mixes better takes more of the published wasm.
#[derive(Clone, Debug)]
pub(super) struct Random(u32);

/// 2³² divided by the square of the golden ratio, made odd: multiples of it lie as evenly as can be.
const GOLDEN: u32 = 0x61C8_8647;

impl Random {
    /// Of a seed any half may be what distinguishes clients.
    pub(super) const fn new(seed: u64) -> Self {
        Self((seed ^ (seed >> 32)) as u32)
    }

    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_sub(GOLDEN);
        // The upper bits, which count, depend on all then.
        (self.0 ^ (self.0 >> 16)).wrapping_mul(GOLDEN)
    }

    /// Uniform in `low..high`; `low` where the interval is empty.
    // For each of the three places that draw would have a copy.
    #[inline(never)]
    pub(super) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        let unit = f64::from(self.next()) / (1u64 << 32) as f64;
        low + (high - low).max(0.0) * unit
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// Whether draws from 0 to 1 are spread evenly over 100 parts.
    fn are_even(draws: impl Iterator<Item = f64>) -> bool {
        let mut parts = [0u32; 100];
        for draw in draws {
            assert!((0.0..1.0).contains(&draw), "{draw}");
            parts[(draw * 100.0) as usize] += 1;
        }
        let total: u32 = parts.iter().sum();
        parts.iter().all(|&part| (total / 150..total / 70).contains(&part))
    }

    #[test]
    fn a_clients_draws_are_even() {
        for seed in 0..100 {
            let mut random = Random::new(seed);
            assert!(are_even((0..100_000).map(|_| random.uniform(0.0, 1.0))), "{seed}");
        }
    }

    #[test]
    fn draws_of_clients_are_even_whatever_distinguishes_their_seeds() {
        let seeds: [fn(u64) -> u64; 4] = [
            |client| client,
            |client| client << 47,
            // As JavaScript gives them.
            |client| (client as f64 / 100_000.0).to_bits(),
            |client| client.wrapping_mul(0xD134_2543_DE82_EF95),
        ];
        for (kind, seed) in seeds.iter().enumerate() {
            for drawn in 0..10 {
                let draws = (0..100_000).map(|client| {
                    let mut random = Random::new(seed(client));
                    for _ in 0..drawn {
                        random.uniform(0.0, 1.0);
                    }
                    random.uniform(0.0, 1.0)
                });
                assert!(are_even(draws), "seeds of kind {kind}, draw {drawn}");
            }
        }
    }

    #[test]
    fn two_draws_of_a_client_say_nothing_of_each_other() {
        let pairs = (0..100_000).map(|client| {
            let mut random = Random::new((f64::from(client) / 100_000.0).to_bits());
            let (first, second) = (random.uniform(0.0, 10.0), random.uniform(0.0, 1.0));
            (first.floor() + second) / 10.0
        });
        assert!(are_even(pairs));
    }

    #[test]
    fn uniform_stays_inside_the_interval() {
        let mut random = Random::new(1);
        let draws: Vec<f64> = (0..10_000).map(|_| random.uniform(100.0, 500.0)).collect();
        assert!(draws.iter().all(|draw| (100.0..500.0).contains(draw)));
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
