//! Virtual time: every client against one server.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::dice::{Dice, Purpose};
use super::outcome::Outcome;
use super::policy::{Client, Policy};
use super::server::{Answer, Scenario, Server};

/// Round-trip times of clients, in milliseconds.
const ROUND_TRIP: (f64, f64) = (10.0, 100.0);

/// What the restart takes to close all its connections, in milliseconds.
const CLOSING: f64 = 5.0;

/// The close code of an attempt that failed.
const FAILED: u16 = 1006;

/// After an hour of virtual time nobody waits any more for those who are still not back.
const HORIZON: f64 = 3_600_000.0;

/// What stays the same in all runs that are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Herd {
    /// How many clients are connected when the server restarts.
    pub(super) clients: u32,
    /// The only source of chance.
    pub(super) seed: u64,
    /// How many handshakes the server takes in a second.
    pub(super) rate: u32,
}

/// Runs one policy through one scenario.
///
/// Clients meet only at the server, so the order of arrivals there is the only one that matters,
/// and a client's own steps between two arrivals are taken at once, at their own times.
pub(super) fn run(herd: Herd, scenario: Scenario, policy: &Policy) -> Outcome {
    let mut server = Server::new(scenario.outage, herd.rate);
    let mut outcome = Outcome::new(herd.clients, scenario.outage);
    let mut arrivals = BinaryHeap::with_capacity(herd.clients as usize);
    let mut members = Vec::with_capacity(herd.clients as usize);
    for index in 0..herd.clients {
        let mut network = Dice::new(herd.seed, Purpose::Network, index);
        let one_way = network.uniform(ROUND_TRIP.0, ROUND_TRIP.1) / 2.0;
        let client = policy.client(Dice::new(herd.seed, Purpose::Policy, index));
        let mut member = Member { client, one_way, begins_at: 0.0 };
        let noticed_at = network.uniform(0.0, CLOSING) + one_way;
        match member.lose(noticed_at, scenario.code) {
            Some(at) => arrivals.push(Reverse(Arrival { at, index })),
            None => outcome.gave_up(),
        }
        members.push(member);
    }
    while let Some(Reverse(Arrival { at, index })) = arrivals.pop() {
        if at > HORIZON {
            break;
        }
        let member = &mut members[index as usize];
        member.client.begin(member.begins_at);
        let answer = server.answer(at);
        let told_at = at + member.one_way;
        outcome.attempted(at, answer);
        if answer == Answer::Accepted {
            member.client.opened(told_at);
            outcome.returned(told_at);
            continue;
        }
        match member.lose(told_at, FAILED) {
            Some(at) => arrivals.push(Reverse(Arrival { at, index })),
            None => outcome.gave_up(),
        }
    }
    outcome
}

/// A client and its way to the server.
struct Member {
    client: Box<dyn Client>,
    one_way: f64,
    /// When the next attempt leaves.
    begins_at: f64,
}

impl Member {
    /// Tells the client of a loss. Returns when its next attempt reaches the server.
    fn lose(&mut self, now: f64, code: u16) -> Option<f64> {
        self.begins_at = self.client.lost(now, code)?;
        Some(self.begins_at + self.one_way)
    }
}

/// An attempt reaches the server.
#[derive(Debug, PartialEq)]
struct Arrival {
    at: f64,
    index: u32,
}

impl Eq for Arrival {}

impl PartialOrd for Arrival {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Arrival {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then(self.index.cmp(&other.index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERD: Herd = Herd { clients: 1_000, seed: 1, rate: 100 };

    fn restart(code: u16) -> Scenario {
        Scenario { outage: 5_000.0, code }
    }

    #[test]
    fn the_same_seed_gives_the_same_run_and_another_gives_another() {
        for policy in Policy::all() {
            let first = run(HERD, restart(1006), &policy);
            assert_eq!(run(HERD, restart(1006), &policy), first, "{policy:?}");
            let other = run(Herd { seed: 2, ..HERD }, restart(1006), &policy);
            assert_ne!(other, first, "{policy:?}");
        }
    }

    #[test]
    fn every_attempt_and_every_client_is_accounted_for() {
        for scenario in Scenario::ALL {
            for policy in Policy::all() {
                let outcome = run(HERD, scenario, &policy);
                assert_eq!(outcome.returns() + outcome.lost_for_good(), 1_000, "{policy:?}");
                assert_eq!(outcome.attempts(), outcome.refused() + u64::from(outcome.returns()));
            }
        }
    }

    #[test]
    fn nobody_is_back_sooner_than_the_server_can_take_them() {
        for policy in Policy::all() {
            let outcome = run(HERD, restart(1006), &policy);
            // The bucket's content, and then 100 a second for the remaining 890.
            assert!(outcome.until_99_percent().is_none_or(|at| at >= 13_900.0), "{policy:?}");
        }
    }

    #[test]
    fn only_the_engine_heeds_the_servers_word() {
        for policy in Policy::all() {
            let silent = run(HERD, restart(1006), &policy);
            let told = run(HERD, restart(1012), &policy);
            assert_eq!(silent == told, !matches!(policy, Policy::Sockline(_)), "{policy:?}");
        }
    }

    #[test]
    fn signalr_gives_up_in_a_long_outage() {
        let scenario = Scenario { outage: 60_000.0, code: 1006 };
        assert_eq!(run(HERD, scenario, &Policy::SignalR).lost_for_good(), 1_000);
    }
}
