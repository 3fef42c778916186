//! Random numbers from a seed, the same on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014). Written out here because a crate may change its
/// generator, and `docs/herd.md` must stay reproducible from its seed.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of one client for one purpose. Purposes have dice of their own, so that every
    /// policy meets the same network whatever it draws itself.
    pub(super) fn new(seed: u64, purpose: Purpose, client: u32) -> Self {
        let mut dice = Self(seed);
        dice.0 = dice.bits() ^ (purpose as u64);
        dice.0 = dice.bits() ^ u64::from(client);
        dice
    }

    /// 64 random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in 0..1, as JavaScript's `Math.random()`.
    pub(super) fn unit(&mut self) -> f64 {
        // 53 bits are what an f64 holds exactly.
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in `low..high`.
    pub(super) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

/// What dice are for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// A client's distance from the server, and when it notices the loss.
    Network,
    /// What the client's policy draws.
    Policy,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_of_one_client_and_purpose_repeat_and_others_differ() {
        let roll = |seed, purpose, client| Dice::new(seed, purpose, client).bits();
        let first = roll(1, Purpose::Policy, 0);
        assert_eq!(roll(1, Purpose::Policy, 0), first);
        assert_ne!(roll(2, Purpose::Policy, 0), first);
        assert_ne!(roll(1, Purpose::Network, 0), first);
        assert_ne!(roll(1, Purpose::Policy, 1), first);
    }

    #[test]
    fn neighbouring_clients_fill_the_interval_together() {
        let mut buckets = [0; 10];
        for client in 0..10_000 {
            let unit = Dice::new(1, Purpose::Network, client).unit();
            buckets[(unit * 10.0) as usize] += 1;
        }
        assert!(buckets.iter().all(|hits| (900..1_100).contains(hits)), "{buckets:?}");
    }
}
