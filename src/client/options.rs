//! Options as data, from JavaScript or any other format of serde's.

use super::binary_type::BinaryType;
use super::builder::Builder;
use super::error::JsError;
use super::plain::{mismatch, without_undefined};
use super::shapes::{Switch, milliseconds};
use crate::engine::{HeartbeatConfig, PacingConfig, QueueConfig, Resend, RetryConfig, Window};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::{Deserializer, Serializer};
use std::fmt;
use wasm_bindgen::JsValue;

/// The options of a [`Builder`] as data, under the names of the npm package:
/// `{ protocols, binaryType, reconnect, queue, pacing, heartbeat, resend }`, all
/// of which may be missing. Functions are the builder's alone. Formats that have
/// no infinity, as JSON, can't hold what has no bound: leave it out there.
///
/// Feature `serde`, with which the groups of options and [`Stats`](crate::Stats)
/// are serializable each by itself too.
///
/// ```no_run
/// # fn connect(given: wasm_bindgen::JsValue) -> Result<(), Box<dyn std::error::Error>> {
/// use sockline::{Client, Options, from_js};
///
/// // { reconnect: { base: 1000 }, heartbeat: { message: "ping", reply: "pong" } }
/// let options: Options = from_js(&given)?;
/// let client = Client::builder("wss://example.com/chat").options(options).connect()?;
/// # drop(client);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// [`Builder::protocols`].
    #[serde(deserialize_with = "protocols")]
    pub protocols: Vec<String>,
    /// [`Builder::binary_type`]: `"arraybuffer"` or `"blob"`.
    pub binary_type: BinaryType,
    /// [`Builder::retry`]; `false` or `maxRetries: 0` never reconnects, `Infinity`
    /// is without end.
    #[serde(deserialize_with = "reconnect")]
    pub reconnect: RetryConfig,
    /// [`Builder::queue`]; `overflow` is `"reject"`, `"drop-oldest"` or
    /// `"drop-newest"`.
    pub queue: QueueConfig,
    /// [`Builder::pacing`]; a missing `window` is adaptive, `Infinity` or `false`
    /// unlimited.
    #[serde(deserialize_with = "pacing")]
    pub pacing: PacingConfig,
    /// [`Builder::heartbeat`]; `true` has the defaults.
    #[serde(deserialize_with = "heartbeat")]
    pub heartbeat: Option<HeartbeatOptions>,
    /// [`Builder::resend`]: `"never"`, `"unsent"` or `"all"`.
    pub resend: Resend,
}

/// Without the protocols, which may hold a token.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("binary_type", &self.binary_type)
            .field("reconnect", &self.reconnect)
            .field("queue", &self.queue)
            .field("pacing", &self.pacing)
            .field("heartbeat", &self.heartbeat)
            .field("resend", &self.resend)
            .finish_non_exhaustive()
    }
}

/// A heartbeat of text.
///
/// ```
/// let heartbeat = sockline::HeartbeatOptions::default();
/// assert_eq!((heartbeat.interval, &*heartbeat.message), (25_000.0, "ping"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HeartbeatOptions {
    /// [`HeartbeatConfig::interval`].
    #[serde(deserialize_with = "milliseconds")]
    pub interval: f64,
    /// [`HeartbeatConfig::deadline`].
    #[serde(deserialize_with = "milliseconds")]
    pub deadline: f64,
    /// What is sent. Default `"ping"`.
    pub message: String,
    /// What the server answers. Default `"pong"`.
    pub reply: String,
}

impl Default for HeartbeatOptions {
    fn default() -> Self {
        let HeartbeatConfig { interval, deadline } = HeartbeatConfig::default();
        Self { interval, deadline, message: "ping".into(), reply: "pong".into() }
    }
}

/// Formats say in their errors what they have met, which may hold a token.
fn protocols<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::deserialize(from).map_err(|_| D::Error::custom("expected a list of strings"))
}

fn reconnect<'de, D: serde::Deserializer<'de>>(from: D) -> Result<RetryConfig, D::Error> {
    let never = || RetryConfig { max_retries: 0, ..RetryConfig::default() };
    Switch::deserialize(from).map(|Switch(group)| group.unwrap_or_else(never))
}

fn pacing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<PacingConfig, D::Error> {
    let none = || PacingConfig { window: Window::Unlimited, ..PacingConfig::default() };
    Switch::deserialize(from).map(|Switch(group)| group.unwrap_or_else(none))
}

fn heartbeat<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<HeartbeatOptions>, D::Error> {
    Option::deserialize(from).map(|group| group.and_then(|Switch(group)| group))
}

impl Builder {
    /// Takes all options from data; those that were set before are replaced.
    /// Feature `serde`.
    ///
    /// ```no_run
    /// # fn connect() -> Result<(), Box<dyn std::error::Error>> {
    /// use sockline::{Client, Options};
    ///
    /// let options: Options = serde_json::from_str(r#"{ "queue": { "maxMessages": 100 } }"#)?;
    /// let client = Client::builder("/chat").options(options).connect()?;
    /// # drop(client);
    /// # Ok(())
    /// # }
    /// ```
    pub fn options(self, options: Options) -> Self {
        let Options { protocols, binary_type, reconnect, queue, pacing, heartbeat, resend } =
            options;
        let builder = self
            .protocols(protocols)
            .binary_type(binary_type)
            .retry(reconnect)
            .queue(queue)
            .pacing(pacing)
            .resend(resend);
        match heartbeat {
            Some(HeartbeatOptions { interval, deadline, message, reply }) => {
                builder.heartbeat(HeartbeatConfig { interval, deadline }, message, reply)
            }
            None => builder.without_heartbeat(),
        }
    }
}

/// Options or statistics from a plain JavaScript object. A field that it does
/// not have, or that is `undefined`, keeps its default. Feature `serde`.
///
/// # Errors
///
/// A [`JsError`] that names the field: it is of another type, out of range, or
/// there is none of that name.
///
/// ```no_run
/// # fn read(given: wasm_bindgen::JsValue) -> Result<(), sockline::JsError> {
/// let queue: sockline::QueueConfig = sockline::from_js(&given)?;
/// # drop(queue);
/// # Ok(())
/// # }
/// ```
pub fn from_js<T: Serialize + DeserializeOwned>(value: &JsValue) -> Result<T, JsError> {
    let read: T = serde_path_to_error::deserialize(Deserializer::from(without_undefined(value)))
        .map_err(|error| JsError::new(error.path().to_string(), expectation(error.inner())))?;
    // Asked field by field, an object does not tell what else it has; what was
    // read, written again, names every field there is.
    match mismatch(value, &to_js(&read)?) {
        Some((field, reason)) => Err(JsError::new(field, reason.into())),
        None => Ok(read),
    }
}

/// What was expected, without what was met instead, which may hold a token.
fn expectation(error: &impl fmt::Display) -> String {
    let reason = error.to_string();
    match reason.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => reason,
    }
}

/// Options or statistics as a plain JavaScript object. Feature `serde`.
///
/// # Errors
///
/// A [`JsError`] that names the field; there is none for the types of this
/// crate.
///
/// ```no_run
/// # fn show(client: sockline::Client) -> Result<(), sockline::JsError> {
/// let stats = sockline::to_js(&client.stats())?;
/// # drop(stats);
/// # Ok(())
/// # }
/// ```
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsError> {
    serde_path_to_error::serialize(value, &Serializer::json_compatible())
        .map_err(|error| JsError::new(error.path().to_string(), error.inner().to_string()))
}
