//! Close codes and their rules.

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close<R> {
    /// The close code: from the server's frame, 1005 if the frame had none,
    /// 1006 if there was no frame (RFC 6455 §7.4.1).
    pub code: u16,
    /// The reason from the server's frame.
    pub reason: R,
    /// Whether the closing handshake completed.
    pub was_clean: bool,
}

/// The close that a user asked for, already checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseRequest<R> {
    /// The code to send; without one the frame is empty.
    pub code: Option<u16>,
    /// The reason to send.
    pub reason: R,
}

impl<R> CloseRequest<R> {
    /// Without code and reason.
    pub fn plain() -> Self
    where
        R: Default,
    {
        Self { code: None, reason: R::default() }
    }

    /// Checks a request by the rules of the WHATWG WebSockets Standard
    /// (`close(code, reason)`): the code is 1000 or 3000–4999, the reason at
    /// most 123 bytes of UTF-8 (RFC 6455 §5.5: 125 less the code's two). A
    /// reason without a code travels with 1000.
    ///
    /// `reason_bytes` is the reason's length as UTF-8.
    pub fn new(code: Option<u16>, reason: R, reason_bytes: usize) -> Result<Self, CloseError> {
        if !matches!(code, None | Some(code::NORMAL | 3000..=4999)) {
            return Err(CloseError::InvalidCode);
        }
        if reason_bytes > MAX_REASON_BYTES {
            return Err(CloseError::ReasonTooLong);
        }
        let code = if reason_bytes > 0 { code.or(Some(code::NORMAL)) } else { code };
        Ok(Self { code, reason })
    }
}

/// The longest close reason, in bytes of UTF-8 (RFC 6455 §5.5).
pub const MAX_REASON_BYTES: usize = 123;

/// Why a close request was refused. The caller is at fault and nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseError {
    /// The code is neither 1000 nor in 3000–4999.
    InvalidCode,
    /// The reason is longer than 123 bytes of UTF-8.
    ReasonTooLong,
}

impl core::fmt::Display for CloseError {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::InvalidCode => "the close code must be 1000 or from 3000 to 4999",
            Self::ReasonTooLong => "the close reason must be at most 123 bytes of UTF-8",
        })
    }
}

impl core::error::Error for CloseError {}

/// Close codes that the engine knows (RFC 6455 §7.4.1 and the IANA registry).
pub(super) mod code {
    pub(crate) const NORMAL: u16 = 1000;
    pub(crate) const PROTOCOL_ERROR: u16 = 1002;
    pub(crate) const UNSUPPORTED_DATA: u16 = 1003;
    pub(crate) const ABNORMAL: u16 = 1006;
    pub(crate) const INVALID_PAYLOAD: u16 = 1007;
    pub(crate) const POLICY_VIOLATION: u16 = 1008;
    pub(crate) const MESSAGE_TOO_BIG: u16 = 1009;
    pub(crate) const MANDATORY_EXTENSION: u16 = 1010;
    pub(crate) const SERVICE_RESTART: u16 = 1012;
    pub(crate) const TRY_AGAIN_LATER: u16 = 1013;
}
