//! Why an injection has no success to report.
//! Which error an outcome becomes is decided in `client`.

use core::{fmt, time::Duration};

use cxtone_dialect::{WrongAddress, cxone_v2::conflict_message};
use cxtone_payload::CallId;

use crate::{Rejection, TokenError, TransportError};

/// Why an injection did not, or perhaps did not, happen.
///
/// Shows no digit, token, secret, header or body. All but [`Ambiguous`](Self::Ambiguous) are certain: the
/// digits were not played. Each kind says whether the client sent again before it gave up, and why.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InjectError {
    /// There was no token to send with. The token request was sent again where that could help; the digits were
    /// not sent at all.
    Token(TokenError),
    /// 429 to the end, or with a longer wait than the policy or the deadline allows. Sent again up to the policy's
    /// attempts and the retry budget: a request that is refused for its rate was not carried out.
    RateLimited {
        /// Requests sent.
        attempts: u32,
        /// The last answer.
        last: Rejection,
    },
    /// 409: something else holds the call's channel. Not sent again: how long it is held is not known, and the
    /// digits may no longer fit what the caller hears by then.
    Conflict {
        /// The call.
        call: CallId,
        /// The answer.
        response: Rejection,
    },
    /// 403: the token is good and does not allow this. Not sent again: a new token would allow no more.
    Forbidden(Rejection),
    /// 401, with a renewed token too. Sent again once: the first token may have been revoked or expired on the way.
    Unauthorized(Rejection),
    /// Another 4xx. Not sent again: the same request would be refused the same way.
    Refused(Rejection),
    /// A redirect, which is never followed: token and digits go nowhere but to the API. Not sent again.
    Unexpected(Rejection),
    /// The address is of a kind that the tenant's dialect does not understand. Nothing was sent.
    WrongAddress(WrongAddress),
    /// The client's own quotas let nothing through before the deadline. What was sent before, if anything, was
    /// refused for its rate.
    Throttled,
    /// The client's circuit breaker is open: too many requests in a row failed, and this one was not sent.
    CircuitOpen {
        /// How long it stays so; zero while one request tries whether the tenant works again.
        retry_in: Duration,
    },
    /// No connection came about, also when tried again up to the policy's attempts and the retry budget: nothing had
    /// left this machine.
    NotSent(TransportError),
    /// The digits may have been played. Not sent again, whatever the policy: hearing them twice is worse than not at
    /// all, and only listening can tell. Where the dialect's far end deduplicates, they were sent again to the end.
    Ambiguous(Doubt),
    /// The total deadline passed before the far end had an unrejected request.
    DeadlineExceeded,
    /// Cancelled before the far end had an unrejected request.
    Cancelled,
}

/// Why it is unknown whether the far end carried something out: whether digits were played, say.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Doubt {
    /// The far end's answer leaves it open: a 5xx, sent before or after playing, a 303, or no known status.
    Answer(Rejection),
    /// The connection was lost, or the answer late, after sending.
    Transport(TransportError),
    /// The total deadline passed while the request was on its way.
    DeadlineExceeded,
    /// Cancelled while the request was on its way.
    Cancelled,
}

impl InjectError {
    /// Whether the digits may have been played all the same.
    #[must_use]
    pub const fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ambiguous(_))
    }

    /// The far end's answer, where there was one.
    #[must_use]
    pub const fn response(&self) -> Option<&Rejection> {
        match self {
            Self::RateLimited { last: response, .. }
            | Self::Conflict { response, .. }
            | Self::Forbidden(response)
            | Self::Unauthorized(response)
            | Self::Refused(response)
            | Self::Unexpected(response)
            | Self::Ambiguous(Doubt::Answer(response)) => Some(response),
            Self::Token(_)
            | Self::WrongAddress(_)
            | Self::Throttled
            | Self::CircuitOpen { .. }
            | Self::NotSent(_)
            | Self::Ambiguous(_)
            | Self::DeadlineExceeded
            | Self::Cancelled => None,
        }
    }

    /// The HTTP status of that answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().map(Rejection::status)
    }
}

impl Doubt {
    /// What happened, without what it means.
    pub(crate) const fn cause(&self) -> &dyn fmt::Display {
        match self {
            Self::Answer(response) => response,
            Self::Transport(error) => error,
            Self::DeadlineExceeded => &"the total deadline passed",
            Self::Cancelled => &"cancelled",
        }
    }
}

impl fmt::Display for InjectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(error) => error.fmt(formatter),
            Self::RateLimited { attempts, .. } => write!(
                formatter,
                "rate limited after {attempts} attempts; wait and send less often"
            ),
            // The source's wording, kept because programs look for it.
            Self::Conflict { call, .. } => formatter.write_str(&conflict_message(call)),
            Self::Forbidden(response) => {
                write!(formatter, "the token does not allow this; {}", response.advice())
            }
            Self::Unauthorized(_) => formatter.write_str(
                "the token was refused, also after renewal; check the client's credentials and tenant",
            ),
            Self::Refused(response) => {
                write!(formatter, "{response}; check the provider, line and call ids")
            }
            Self::Unexpected(response) => {
                write!(formatter, "{response}, a redirect, which is not followed; check the API URL")
            }
            Self::WrongAddress(error) => error.fmt(formatter),
            Self::Throttled => formatter.write_str(
                "the own quotas let nothing through before the deadline and the digits were not sent; send less often or allow more",
            ),
            Self::CircuitOpen { retry_in } => write!(
                formatter,
                "the tenant failed too often and the digits were not sent; try again in {} s",
                retry_in.as_secs_f64().ceil()
            ),
            Self::NotSent(error) => error.fmt(formatter),
            Self::Ambiguous(doubt) => doubt.fmt(formatter),
            Self::DeadlineExceeded => formatter
                .write_str("the total deadline passed and the digits were not sent; try again"),
            Self::Cancelled => formatter.write_str("cancelled; the digits were not sent"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: the digits may have been played and are not sent again; listen to the call before repeating",
            self.cause()
        )
    }
}

impl core::error::Error for InjectError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Token(error) => Some(error),
            Self::WrongAddress(error) => Some(error),
            Self::NotSent(error) | Self::Ambiguous(Doubt::Transport(error)) => Some(error),
            _ => {
                let response = self.response()?;
                Some(response)
            }
        }
    }
}
