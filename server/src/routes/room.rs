//! `/room/NAME`: sends every message to everyone in the room.

use std::convert::Infallible;
use std::time::Duration;

use hyper::StatusCode;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::RouteError;
use crate::room::{Seat, TooSlow};
use crate::scope::Membership;
use crate::session::{Ended, Next, Session};

/// As long as a scope's.
const MAX_NAME: usize = 200;

pub(crate) struct Room {
    seat: Seat,
}

impl Room {
    /// Takes a seat. Before the handshake is answered: who knows that it is connected hears
    /// everything.
    pub(crate) fn enter(name: &str, membership: &Membership) -> Result<Self, RouteError> {
        if name.is_empty() || name.len() > MAX_NAME {
            return Err(RouteError::Refused(
                StatusCode::BAD_REQUEST,
                "the name of a room has 1 to 200 bytes",
            ));
        }
        Ok(Self { seat: membership.enter(name) })
    }

    pub(crate) async fn run(self, session: &mut Session) -> Result<Infallible, Ended> {
        let Self { seat } = self;
        loop {
            let TooSlow = match session.receive_or(seat.hear()).await? {
                Next::Message(message) => {
                    seat.say(&message);
                    continue;
                }
                // A client that does not read leaves no room for the message, so that the others
                // must not wait for it.
                Next::Other(Ok(message)) => tokio::select! {
                    biased;
                    sent = session.send(message) => {
                        sent?;
                        continue;
                    }
                    too_slow = seat.too_slow() => too_slow,
                },
                Next::Other(Err(too_slow)) => too_slow,
            };
            // Nothing is left out without a word.
            let reason = Utf8Bytes::from_static("fell behind the room");
            let frame = CloseFrame { code: CloseCode::Policy, reason };
            return Err(session.close(Some(frame), Duration::ZERO).await);
        }
    }
}
