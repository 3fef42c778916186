//! The engine's options and statistics as serde sees them: what the engine
//! itself must not know. Names are those of the npm package.

use super::binary_type::BinaryType;
use crate::engine::{
    Dropped, HeartbeatConfig, Overflow, PacingConfig, QueueConfig, Resend, RetryConfig, Stats,
    Window,
};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "RetryConfig",
    rename_all = "camelCase",
    default = "RetryConfig::default",
    deny_unknown_fields
)]
struct RetryShape {
    #[serde(deserialize_with = "milliseconds")]
    base: f64,
    #[serde(deserialize_with = "milliseconds")]
    cap: f64,
    #[serde(deserialize_with = "milliseconds")]
    floor: f64,
    #[serde(with = "retries")]
    max_retries: u32,
    #[serde(deserialize_with = "milliseconds")]
    stable_after: f64,
    #[serde(deserialize_with = "milliseconds")]
    connect_deadline: f64,
    #[serde(deserialize_with = "milliseconds")]
    close_deadline: f64,
    /// Set by the builder when it is given a function.
    #[serde(skip)]
    asks: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "QueueConfig",
    rename_all = "camelCase",
    default = "QueueConfig::default",
    deny_unknown_fields
)]
struct QueueShape {
    #[serde(with = "bound")]
    max_messages: usize,
    #[serde(with = "bound")]
    max_bytes: usize,
    overflow: Overflow,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Overflow", rename_all = "kebab-case")]
enum OverflowShape {
    Reject,
    DropOldest,
    DropNewest,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "PacingConfig",
    rename_all = "camelCase",
    default = "PacingConfig::default",
    deny_unknown_fields
)]
struct PacingShape {
    #[serde(with = "window")]
    window: Window,
    #[serde(deserialize_with = "milliseconds")]
    poll: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "HeartbeatConfig",
    rename_all = "camelCase",
    default = "HeartbeatConfig::default",
    deny_unknown_fields
)]
struct HeartbeatShape {
    #[serde(deserialize_with = "milliseconds")]
    interval: f64,
    #[serde(deserialize_with = "milliseconds")]
    deadline: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Resend", rename_all = "kebab-case")]
enum ResendShape {
    Never,
    Unsent,
    All,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "BinaryType", rename_all = "lowercase")]
enum BinaryTypeShape {
    ArrayBuffer,
    Blob,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "Stats",
    rename_all = "camelCase",
    default = "Stats::default",
    deny_unknown_fields
)]
struct StatsShape {
    attempts: u32,
    connections: u32,
    retries: u32,
    messages_sent: f64,
    bytes_sent: f64,
    messages_received: f64,
    bytes_received: f64,
    messages_resent: f64,
    #[serde(with = "DroppedShape")]
    dropped: Dropped,
    round_trip: Option<f64>,
    smoothed_round_trip: Option<f64>,
    drain_rate: f64,
    window: f64,
    time_in_state: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(
    remote = "Dropped",
    rename_all = "camelCase",
    default = "Dropped::default",
    deny_unknown_fields
)]
struct DroppedShape {
    overflow: f64,
    expired: f64,
    replaced: f64,
    closed: f64,
    unsent: f64,
    unknown: f64,
    refused: f64,
}

/// A type is serialized as its shape is.
macro_rules! shapes {
    ($($shape:ident of $real:ident),*) => {
        $(
            impl Serialize for $real {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    $shape::serialize(self, serializer)
                }
            }

            impl<'de> Deserialize<'de> for $real {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $shape::deserialize(deserializer)
                }
            }
        )*
    };
}

shapes!(
    RetryShape of RetryConfig,
    QueueShape of QueueConfig,
    OverflowShape of Overflow,
    PacingShape of PacingConfig,
    HeartbeatShape of HeartbeatConfig,
    ResendShape of Resend,
    BinaryTypeShape of BinaryType,
    StatsShape of Stats
);

/// A number that is not negative; infinity is for ever.
pub(super) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number >= 0.0 {
        return Ok(number);
    }
    Err(D::Error::invalid_value(Unexpected::Float(number), &"a number that is not negative"))
}

/// A group of options that may also be `false`, which is none, or `true`, which
/// is its default.
pub(super) struct Switch<T>(pub(super) Option<T>);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Switch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(SwitchVisitor(PhantomData))
        } else {
            T::deserialize(deserializer).map(Some).map(Self)
        }
    }
}

struct SwitchVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for SwitchVisitor<T> {
    type Value = Switch<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a boolean")
    }

    fn visit_bool<E: Error>(self, is_on: bool) -> Result<Switch<T>, E> {
        Ok(Switch(is_on.then(T::default)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Switch<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some).map(Switch)
    }
}

/// A whole number that is not negative, or infinity.
fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number >= 0.0 && number.floor() == number {
        return Ok(number);
    }
    Err(D::Error::invalid_value(Unexpected::Float(number), &"a whole number that is not negative"))
}

/// `u32::MAX` is without end: infinity, as JavaScript says it.
mod retries {
    use super::{Deserializer, Serializer, count};

    pub(super) fn serialize<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        let is_endless = *value == u32::MAX;
        serializer.serialize_f64(if is_endless { f64::INFINITY } else { f64::from(*value) })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        // Saturates.
        count(deserializer).map(|number| number as u32)
    }
}

/// A number of messages or bytes. The largest is infinity.
mod bound {
    use super::{Deserializer, Serializer, count};

    pub(super) fn serialize<S: Serializer>(
        value: &usize,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let is_endless = *value == usize::MAX;
        serializer.serialize_f64(if is_endless { f64::INFINITY } else { *value as f64 })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<usize, D::Error> {
        // Saturates.
        count(deserializer).map(|number| number as usize)
    }
}

/// A number of bytes; nothing is adaptive, infinity unlimited.
mod window {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Window};
    use serde::de::{Error, Unexpected};

    pub(super) fn serialize<S: Serializer>(
        value: &Window,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let bytes = match value {
            Window::Adaptive => None,
            Window::Fixed(bytes) => Some(*bytes),
            Window::Unlimited => Some(f64::INFINITY),
        };
        bytes.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Window, D::Error> {
        match Option::<f64>::deserialize(deserializer)? {
            None => Ok(Window::Adaptive),
            Some(f64::INFINITY) => Ok(Window::Unlimited),
            Some(bytes) if bytes >= 0.0 => Ok(Window::Fixed(bytes)),
            Some(other) => Err(D::Error::invalid_value(
                Unexpected::Float(other),
                &"a number that is not negative",
            )),
        }
    }
}
