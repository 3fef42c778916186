//! Who is compared, and what the simulation asks of a client.

use sockline::engine::RetryConfig;

use super::dice::Dice;
use super::ours::Ours;
use super::peers::{Peer, Schedule};

/// One client's side of a lost connection. Times are milliseconds of virtual time.
pub(super) trait Client {
    /// The connection was lost, or an attempt failed. Returns when the next attempt begins, or
    /// `None` if the client has given up.
    fn lost(&mut self, now: f64, code: u16) -> Option<f64>;

    /// The attempt that [`Client::lost`] announced begins.
    fn begin(&mut self, _now: f64) {}

    /// The attempt succeeded.
    fn opened(&mut self, _now: f64) {}
}

/// A way to reconnect, with its library's defaults.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Policy {
    /// This repository's engine.
    Sockline(RetryConfig),
    /// reconnecting-websocket 4.4.0.
    ReconnectingWebSocket,
    /// partysocket 1.3.0.
    PartySocket,
    /// socket.io-client 4.8.4.
    SocketIo,
    /// phoenix 1.8.16.
    Phoenix,
    /// @microsoft/signalr 10.0.11 with `withAutomaticReconnect()`.
    SignalR,
}

impl Policy {
    /// All that are compared, ours first.
    pub(super) fn all() -> [Self; 6] {
        [
            Self::Sockline(RetryConfig::default()),
            Self::ReconnectingWebSocket,
            Self::PartySocket,
            Self::SocketIo,
            Self::Phoenix,
            Self::SignalR,
        ]
    }

    /// The library and its version.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Sockline(_) => concat!("sockline ", env!("CARGO_PKG_VERSION")),
            Self::ReconnectingWebSocket => "reconnecting-websocket 4.4.0",
            Self::PartySocket => "partysocket 1.3.0",
            Self::SocketIo => "socket.io-client 4.8.4",
            Self::Phoenix => "phoenix 1.8.16",
            Self::SignalR => "signalr 10.0.11",
        }
    }

    /// A client that has been connected for long.
    pub(super) fn client(&self, mut dice: Dice) -> Box<dyn Client> {
        let schedule = match self {
            Self::Sockline(retry) => return Box::new(Ours::new(retry.clone(), dice.bits())),
            Self::ReconnectingWebSocket => Schedule::reconnecting_websocket(&mut dice),
            Self::PartySocket => Schedule::PARTYSOCKET,
            Self::SocketIo => Schedule::SocketIo,
            Self::Phoenix => Schedule::PHOENIX,
            Self::SignalR => Schedule::SIGNALR,
        };
        Box::new(Peer::new(schedule, dice))
    }
}
