//! What the server is told before it starts.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Everything that can be chosen about a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Port on `127.0.0.1`; 0 takes any free one, see [`Running::address`](crate::Running::address).
    ///
    /// Default: 0.
    pub port: u16,
    /// Directory served at `/`.
    ///
    /// Default: `www`, relative to the current directory.
    pub www: PathBuf,
    /// Directory served at `/dist/`.
    ///
    /// Default: `pkg/dist`, relative to the current directory.
    pub dist: PathBuf,
    /// Further directories. Where several prefixes fit a path, the longest wins, so a mount may
    /// also replace `/dist`. Paths below `/control/` never reach a directory.
    ///
    /// Default: none.
    pub mounts: Vec<Mount>,
    /// The token that `/token` always accepts, besides those that the control API issues.
    ///
    /// Default: `demo-token`.
    pub token: String,
    /// Whether HTTP answers carry the COOP, COEP and CORP headers, which make pages
    /// cross-origin isolated and so give them precise clocks and `SharedArrayBuffer`.
    ///
    /// Default: `false`.
    pub cross_origin_isolated: bool,
    /// Whether everything is spoken over TLS, with a certificate that the server makes for itself
    /// when it starts; see [`Running::certificate`](crate::Running::certificate).
    ///
    /// Default: `false`.
    pub tls: bool,
    /// Whether what clients send waits before buffers as they are in front of a network, instead
    /// of loopback's, whose segments of 64 KiB make Linux keep 4 MiB at a sender.
    ///
    /// Default: `false`.
    pub network_buffers: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            www: PathBuf::from("www"),
            dist: PathBuf::from("pkg/dist"),
            mounts: Vec::new(),
            token: String::from("demo-token"),
            cross_origin_isolated: false,
            tls: false,
            network_buffers: false,
        }
    }
}

/// A directory served below a path, written `/prefix=DIR`.
///
/// ```
/// let mount: sockline_server::Mount = "/bench=target/bench".parse().unwrap();
/// assert_eq!(mount.prefix(), "/bench");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    prefix: String,
    directory: PathBuf,
}

impl Mount {
    /// Serves `directory` below `prefix`, which starts with `/` and names at least one segment.
    ///
    /// # Errors
    ///
    /// Fails if `prefix` has no such form or lies in `/control`.
    pub fn new(prefix: &str, directory: impl Into<PathBuf>) -> Result<Self, MountError> {
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        let error = |why| MountError { prefix: prefix.to_owned(), why };
        if !prefix.starts_with('/') {
            return Err(error("must start with '/' and name at least one segment"));
        }
        if prefix == "/control" || prefix.starts_with("/control/") {
            return Err(error("lies in the control API"));
        }
        if prefix.contains("//") || !prefix.bytes().all(is_plain) {
            return Err(error("may hold only letters, digits, '/', '-', '_', '.' and '@'"));
        }
        Ok(Self { prefix: prefix.to_owned(), directory: directory.into() })
    }

    /// The path below which the directory is served, without a slash at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The directory.
    pub fn directory(&self) -> &std::path::Path {
        &self.directory
    }
}

/// Prefixes are compared with request paths as they were sent, so nothing that a browser would
/// percent-encode may stand in them.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-_.@".contains(&byte)
}

impl FromStr for Mount {
    type Err = MountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((prefix, directory)) if !directory.is_empty() => Self::new(prefix, directory),
            _ => Err(MountError { prefix: text.to_owned(), why: "is not of the form /prefix=DIR" }),
        }
    }
}

/// Why a text is no [`Mount`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountError {
    prefix: String,
    why: &'static str,
}

impl fmt::Display for MountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mount {:?} {}", self.prefix, self.why)
    }
}

impl std::error::Error for MountError {}
