//! What the far end's answer to a command means, whichever dialect it came in.
//! Whether the command is sent again is decided in `cxone`.

use core::fmt;

use crate::{Response, RetryAfter};

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

impl Answer {
    /// What an answer means by its status alone. Every status has a meaning:
    ///
    /// | status | meaning |
    /// |---|---|
    /// | 200–299 | [`Answer::Done`]; 202 is `accepted` |
    /// | 401 | [`Answer::Unauthorized`] |
    /// | 403 | [`Answer::Forbidden`] |
    /// | 409 | [`Answer::Conflict`] |
    /// | 429 | [`Answer::RateLimited`] |
    /// | other 400–499 | [`Answer::Refused`] |
    /// | 500–599 | [`Answer::ServerError`] |
    /// | 100–199, 300–399, 600–999 | [`Answer::Unexpected`] |
    #[must_use]
    pub fn by_status(response: &Response) -> Self {
        let status = response.status().as_u16();
        match status {
            200..=299 => Self::Done(Receipt {
                accepted: status == 202,
                status,
                body: text(response),
            }),
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            409 => Self::Conflict,
            429 => Self::RateLimited {
                retry_after: RetryAfter::of(response.headers()),
            },
            400..=499 => Self::Refused { status },
            500..=599 => Self::ServerError { status },
            _ => Self::Unexpected { status },
        }
    }
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

fn text(response: &Response) -> Option<String> {
    let text = response.body().text()?;
    (!text.is_empty()).then(|| text.to_owned())
}
