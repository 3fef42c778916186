//! Sessions drawn by lot, the same each time.

use sockline::engine::{
    Config, HeartbeatConfig, Overflow, PacingConfig, Priority, QueueConfig, Resend, SendOptions,
    Window,
};

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
