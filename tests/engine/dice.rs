//! Sessions drawn by lot, the same each time.

use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, Priority, QueueConfig, Resend, SendOptions,
    Window,
};
use std::fmt::Debug;

/// A generator of random numbers of its own for each session (Numerical Recipes' constants).
pub struct Dice(pub u32);

impl Dice {
    pub fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % sides
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.roll(choices.len() as u32) as usize]
    }
}

/// Runs 500 sessions both ways and compares them step by step. `session` gives what
/// was seen after each step, and how many messages went the second way.
pub fn assert_same<S: PartialEq + Debug>(session: impl Fn(u32, bool) -> (Vec<S>, usize)) -> usize {
    let mut count = 0;
    for seed in 0..500 {
        let ((one, _), (other, shortened)) = (session(seed, false), session(seed, true));
        for (number, (one, other)) in one.iter().zip(&other).enumerate() {
            assert_eq!(one, other, "seed {seed}, step {number}");
        }
        count += shortened;
    }
    count
}

/// A configuration drawn by lot.
pub fn config(dice: &mut Dice) -> Config {
    let window = dice.of(&[Window::Adaptive, Window::Fixed(3_000.0), Window::Unlimited]);
    let overflow = dice.of(&[Overflow::Reject, Overflow::DropOldest, Overflow::DropNewest]);
    Config {
        pacing: PacingConfig { window, ..PacingConfig::default() },
        queue: QueueConfig { max_messages: 4, overflow, ..QueueConfig::default() },
        heartbeat: dice.of(&[true, false]).then(HeartbeatConfig::default),
        resend: dice.of(&[Resend::Never, Resend::Unsent, Resend::All]),
        ..Config::default()
    }
}

/// Options of a message drawn by lot.
pub fn options(dice: &mut Dice) -> SendOptions<String> {
    SendOptions {
        priority: dice.of(&[Priority::High, Priority::Normal, Priority::Low]),
        key: dice.of(&[None, None, Some("key")]).map(str::to_owned),
        ttl: dice.of(&[f64::INFINITY, 0.0, 50.0]),
    }
}
