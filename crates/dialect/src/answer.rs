//! What the far end's answer to a command means, whichever dialect it came in.
//! Whether the command is sent again is decided in `cxone`.

use core::fmt;

use crate::RetryAfter;

/// The meaning of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The command was carried out or accepted (2xx).
    Done(Receipt),
    /// Too many requests; this one was not carried out (429).
    RateLimited {
        /// How long the far end asks to wait, if it says so legibly.
        retry_after: Option<RetryAfter>,
    },
    /// The token is missing, expired or revoked; nothing was carried out (401).
    Unauthorized,
    /// The token lacks a scope or the account a permission; nothing was carried out (403).
    Forbidden,
    /// Another command holds the call; this one was not carried out (409).
    Conflict,
    /// The request itself was refused; nothing was carried out (any other 4xx).
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The far end failed, before or after it carried the command out (5xx).
    ServerError {
        /// The HTTP status.
        status: u16,
    },
    /// An answer outside the dialect, such as a redirect (1xx, 3xx, 600 and above).
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
}

/// The far end's word that a command is done. `Debug` shows the body only by its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whether the command was only accepted and will be carried out later (202).
    pub accepted: bool,
    /// The HTTP status, 200 to 299.
    pub status: u16,
    /// The body as it came, usually JSON; `None` when it is empty or no UTF-8.
    pub body: Option<String>,
}

impl fmt::Debug for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Receipt")
            .field("accepted", &self.accepted)
            .field("status", &self.status)
            .field("body_bytes", &self.body.as_ref().map_or(0, String::len))
            .finish()
    }
}
