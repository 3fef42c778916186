//! What the WebSocket paths do, one file per behaviour.

mod close;
mod drop;
mod echo;
mod mute;
mod ping;
mod push;
mod record;
mod room;
pub(crate) mod silent;
mod sink;
mod token;
mod trigger;

use hyper::StatusCode;

use crate::dispatch::Shared;
use crate::params::{BadParam, Params};
use crate::scope::Membership;
use crate::session::Session;

/// A path with its parameters.
pub(crate) enum Route {
    Close(close::Close),
    Drop(drop::Drop),
    Echo(echo::Echo),
    Mute,
    Ping,
    Push(push::Push),
    Record,
    Room(room::Room),
    Silent,
    Sink(sink::Sink),
}

/// Why a request has no route.
pub(crate) enum RouteError {
    Param(BadParam),
    Refused(StatusCode, &'static str),
}

impl From<BadParam> for RouteError {
    fn from(problem: BadParam) -> Self {
        Self::Param(problem)
    }
}

impl Route {
    /// Reads all parameters, so that a bad one is refused before the handshake is answered.
    pub(crate) fn parse(
        path: &str,
        params: &Params,
        shared: &Shared,
        membership: &Membership,
    ) -> Result<Self, RouteError> {
        Ok(match path {
            "/close" => Self::Close(close::Close::parse(params)?),
            "/drop" => Self::Drop(drop::Drop::parse(params)?),
            "/echo" => Self::Echo(echo::Echo::parse(params)?),
            "/mute" => Self::Mute,
            "/ping" => Self::Ping,
            "/push" => Self::Push(push::Push::parse(params)?),
            "/record" => Self::Record,
            "/refuse" => return Err(RouteError::Refused(params.status()?, "refused as asked")),
            "/silent" => Self::Silent,
            "/sink" => Self::Sink(sink::Sink::parse(params)?),
            "/token" => {
                token::check(params, shared)?;
                Self::Echo(echo::Echo::default())
            }
            _ => match path.strip_prefix("/room/") {
                Some(name) => Self::Room(room::Room::enter(name, membership)?),
                None => return Err(RouteError::Refused(StatusCode::NOT_FOUND, "no such path")),
            },
        })
    }

    /// Runs until the connection is over.
    pub(crate) async fn run(self, mut session: Session) {
        let session = &mut session;
        let Err(_ended) = match self {
            Self::Close(close) => close.run(session).await,
            Self::Drop(drop) => drop.run(session).await,
            Self::Echo(echo) => echo.run(session).await,
            Self::Mute => mute::run(session).await,
            Self::Ping => ping::run(session).await,
            Self::Push(push) => push.run(session).await,
            Self::Record => record::run(session).await,
            Self::Room(room) => room.run(session).await,
            // Answered, or rather not answered, before there is a session.
            Self::Silent => return,
            Self::Sink(sink) => sink.run(session).await,
        };
    }
}
