//! Why a media command has no success to report.
//! Whether it was sent again is decided in `step`.

use core::{fmt, time::Duration};

use cxtone_dialect::{Response, Unreadable};

use crate::{Doubt, Refusal, Rejection, TokenError, TransportError, budget::Stopped, errand::End};

/// Why a media command was not, or perhaps not, carried out.
///
/// Shows no digit, token, secret, header or body. All but [`Ambiguous`](Self::Ambiguous) and
/// [`Unreadable`](Self::Unreadable) are certain: nothing was played and nothing collected.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CommandError {
    /// The tenant's dialect has no media commands. Nothing was sent.
    NoCallControl {
        /// The dialect's name.
        dialect: &'static str,
    },
    /// The tenant's dialect cannot do this with a contact. Nothing was sent.
    NoInteraction {
        /// The dialect's name.
        dialect: &'static str,
    },
    /// The prompt's host is neither the API's own nor one that was named. Nothing was sent.
    PromptHost {
        /// The host.
        host: String,
    },
    /// The prompt's host is an address of an own network. Nothing was sent.
    PrivatePromptHost {
        /// The host.
        host: String,
    },
    /// There was no token to send with. The command was not sent at all.
    Token(TokenError),
    /// 429 to the end, or with a longer wait than the policy or the deadline allows.
    RateLimited {
        /// Requests sent.
        attempts: u32,
        /// The last answer.
        last: Rejection,
    },
    /// 409: something else holds the call. Not sent again.
    Conflict(Rejection),
    /// 403: the token is good and does not allow this, or the call is not the tenant's. Not sent again.
    Forbidden(Rejection),
    /// 401, with a renewed token too.
    Unauthorized(Rejection),
    /// Another 4xx. Not sent again.
    Refused(Rejection),
    /// A redirect, which is never followed. Not sent again.
    Unexpected(Rejection),
    /// The client's own quotas let nothing through before the deadline.
    Throttled,
    /// The client's circuit breaker is open: too many commands in a row failed, and this one was not sent.
    CircuitOpen {
        /// How long it stays so; zero while one request tries whether the tenant works again.
        retry_in: Duration,
    },
    /// No connection came about, also when tried again: nothing had left this machine.
    NotSent(TransportError),
    /// The command may have been carried out, and is not sent again: a prompt would be heard twice, and keys that
    /// were collected cannot be asked for again.
    Ambiguous(Doubt),
    /// How the call is was asked again to the end, and not told.
    NoStatus(Doubt),
    /// The command was carried out and its answer does not say what was asked for.
    Unreadable(Unreadable),
    /// The total deadline passed before the far end had an unrejected request.
    DeadlineExceeded,
    /// Cancelled before the far end had an unrejected request.
    Cancelled,
}

impl CommandError {
    /// Whether the command may have been carried out all the same.
    #[must_use]
    pub const fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ambiguous(_) | Self::Unreadable(_))
    }

    /// Whether it was cancelled, before it was sent or after.
    #[must_use]
    pub const fn is_cancelled(&self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Ambiguous(Doubt::Cancelled) | Self::NoStatus(Doubt::Cancelled)
        )
    }

    /// The far end's answer, where there was one.
    #[must_use]
    pub const fn response(&self) -> Option<&Rejection> {
        match self {
            Self::RateLimited { last: response, .. }
            | Self::Conflict(response)
            | Self::Forbidden(response)
            | Self::Unauthorized(response)
            | Self::Refused(response)
            | Self::Unexpected(response)
            | Self::Ambiguous(Doubt::Answer(response))
            | Self::NoStatus(Doubt::Answer(response)) => Some(response),
            _ => None,
        }
    }

    /// The HTTP status of that answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response().map(Rejection::status)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCallControl { dialect } => write!(
                formatter,
                "{dialect} has no media commands; use a tenant that speaks cxone-v2"
            ),
            Self::NoInteraction { dialect } => write!(
                formatter,
                "{dialect} cannot do this with a contact; use a tenant that speaks cxone-agent"
            ),
            Self::PromptHost { host } => write!(
                formatter,
                "no prompt is played from {host}, which is neither the API's host nor one that was named; name it, and use https"
            ),
            Self::PrivatePromptHost { host } => write!(
                formatter,
                "no prompt is played from the private address {host}; give the prompts a public https host"
            ),
            Self::Token(error) => error.fmt(formatter),
            Self::RateLimited { attempts, .. } => write!(
                formatter,
                "rate limited after {attempts} attempts; wait and send less often"
            ),
            Self::Conflict(response) => write!(
                formatter,
                "{response}: something else holds the call; wait for its end"
            ),
            Self::Forbidden(response) => write!(
                formatter,
                "the token does not allow this; {}",
                response.advice()
            ),
            Self::Unauthorized(_) => formatter.write_str(
                "the token was refused, also after renewal; check the client's credentials and tenant",
            ),
            Self::Refused(response) => write!(formatter, "{response}; check the call id"),
            Self::Unexpected(response) => write!(
                formatter,
                "{response}, a redirect, which is not followed; check the API URL"
            ),
            Self::Throttled => formatter.write_str(
                "the own quotas let nothing through before the deadline; send less often or allow more",
            ),
            Self::CircuitOpen { retry_in } => write!(
                formatter,
                "the tenant failed too often and nothing was sent; try again in {} s",
                retry_in.as_secs_f64().ceil()
            ),
            Self::NotSent(error) => error.fmt(formatter),
            Self::Ambiguous(doubt) => write!(
                formatter,
                "{}: the command may have been carried out and is not sent again; ask for the call's status",
                doubt.cause()
            ),
            Self::NoStatus(doubt) => write!(
                formatter,
                "{}: how the call is was not told; ask again later",
                doubt.cause()
            ),
            Self::Unreadable(error) => error.fmt(formatter),
            Self::DeadlineExceeded => {
                formatter.write_str("the total deadline passed and nothing was carried out")
            }
            Self::Cancelled => formatter.write_str("cancelled; nothing was carried out"),
        }
    }
}

impl core::error::Error for CommandError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Token(error) => Some(error),
            Self::NotSent(error)
            | Self::Ambiguous(Doubt::Transport(error))
            | Self::NoStatus(Doubt::Transport(error)) => Some(error),
            Self::Unreadable(error) => Some(error),
            _ => {
                let response = self.response()?;
                Some(response)
            }
        }
    }
}

/// The answer to a command that was carried out.
pub(crate) fn done(
    end: End,
    forbidden_help: &'static str,
    attempts: u32,
    changes_nothing: bool,
) -> Result<Response, CommandError> {
    let doubt = if changes_nothing {
        CommandError::NoStatus
    } else {
        CommandError::Ambiguous
    };
    Err(match end {
        End::Done(answer) => return Ok(answer),
        End::Ambiguous(Ok(answer)) => doubt(Doubt::Answer(Rejection::new(answer))),
        End::Ambiguous(Err(error)) => doubt(Doubt::Transport(error)),
        End::Refused(_, Err(error)) => CommandError::NotSent(error),
        End::Refused(refusal, Ok(answer)) => {
            refused(refusal, Rejection::new(answer), forbidden_help, attempts)
        }
        End::Token(error) => CommandError::Token(error),
        // A command has no address that could be wrong.
        End::WrongAddress(error) => CommandError::NoCallControl {
            dialect: error.dialect,
        },
        End::Throttled => CommandError::Throttled,
        End::CircuitOpen(retry_in) => CommandError::CircuitOpen { retry_in },
        End::StoppedBefore(Stopped::Cancelled) => CommandError::Cancelled,
        End::StoppedBefore(Stopped::DeadlineExceeded) => CommandError::DeadlineExceeded,
        End::StoppedInFlight(Stopped::Cancelled) => doubt(Doubt::Cancelled),
        End::StoppedInFlight(Stopped::DeadlineExceeded) => doubt(Doubt::DeadlineExceeded),
    })
}

fn refused(
    refusal: Refusal,
    response: Rejection,
    forbidden_help: &'static str,
    attempts: u32,
) -> CommandError {
    match refusal {
        Refusal::RateLimited => CommandError::RateLimited {
            attempts,
            last: response,
        },
        Refusal::Conflict => CommandError::Conflict(response),
        Refusal::Unauthorized => CommandError::Unauthorized(response),
        Refusal::Forbidden => CommandError::Forbidden(response.advising(forbidden_help)),
        Refusal::Refused => CommandError::Refused(response),
        // `NotSent` comes without an answer and was told apart before.
        Refusal::Unexpected | Refusal::NotSent => CommandError::Unexpected(response),
    }
}
