//! Query parameters.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

/// A day: longer than any test, and far from overflowing any clock.
const MAX_MILLISECONDS: u64 = 24 * 60 * 60 * 1000;
/// Names are kept for the server's life, so they must not be books.
const MAX_SCOPE: usize = 200;
/// RFC 6455, section 5.5: a control frame holds 125 bytes, two of which are the code.
const MAX_REASON: usize = 123;

/// The decoded query of a request. Names that nobody asks for are ignored, so that clients may
/// add their own, such as an attempt's number.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn parse(query: Option<&str>) -> Self {
        Self(form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// The value of a parameter; where it is repeated, the first.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, BadParam> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| BadParam::new(name, "is not a number in range"))
    }

    pub(crate) fn milliseconds(&self, name: &'static str) -> Result<Option<Duration>, BadParam> {
        match self.number(name)? {
            Some(number) if number > MAX_MILLISECONDS => {
                Err(BadParam::new(name, "is longer than a day"))
            }
            number => Ok(number.map(Duration::from_millis)),
        }
    }

    /// The scope, if one is named.
    pub(crate) fn scope(&self) -> Result<Option<&str>, BadParam> {
        match self.text("scope") {
            Some(name) if name.len() > MAX_SCOPE => {
                Err(BadParam::new("scope", "is longer than 200 bytes"))
            }
            name => Ok(name),
        }
    }

    /// The `status` of a refusal.
    pub(crate) fn status(&self) -> Result<hyper::StatusCode, BadParam> {
        let status = self.number("status")?.unwrap_or(503);
        match hyper::StatusCode::from_u16(status) {
            // Below 200 an answer is not final, and the client would wait for another.
            Ok(status) if (200..=599).contains(&status.as_u16()) => Ok(status),
            _ => Err(BadParam::new("status", "is not between 200 and 599")),
        }
    }

    /// The `code` and `reason` of a close frame; without a code the frame is empty.
    pub(crate) fn close_frame(&self) -> Result<Option<CloseFrame>, BadParam> {
        let reason = self.text("reason").unwrap_or_default();
        if reason.len() > MAX_REASON {
            return Err(BadParam::new("reason", "is longer than 123 bytes"));
        }
        match self.number::<u16>("code")? {
            None if reason.is_empty() => Ok(None),
            None => Err(BadParam::new("reason", "needs a code")),
            Some(code @ (1000..=1003 | 1007..=1014 | 3000..=4999)) => {
                Ok(Some(CloseFrame { code: CloseCode::from(code), reason: reason.into() }))
            }
            // RFC 6455, section 7.4, keeps the others out of frames.
            Some(_) => Err(BadParam::new("code", "must not appear in a close frame")),
        }
    }
}

/// A query parameter that cannot be used.
#[derive(Debug)]
pub(crate) struct BadParam {
    name: &'static str,
    why: &'static str,
}

impl BadParam {
    pub(crate) fn new(name: &'static str, why: &'static str) -> Self {
        Self { name, why }
    }
}

impl fmt::Display for BadParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameter {:?} {}", self.name, self.why)
    }
}
