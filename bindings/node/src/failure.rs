//! Why an injection or a token was not had, as facts for JavaScript's error.
//! What each failure means is told by `cxone` and `runner`; the error's class is the facade's.

use core::error::Error;

use cxtone_cxone::{Doubt, InjectError, Rejection, TokenError, TransportError};
use cxtone_dialect::TokenRefusal;
use cxtone_payload::InvalidId;
use cxtone_runner::{Failed, Failure};
use napi_derive::napi;

use crate::token_port::PortError;

/// The far end's answer.
#[napi(object, object_from_js = false)]
pub struct AnswerFacts {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values, by turns.
    pub headers: Vec<String>,
    /// The body as text.
    pub body: String,
}

/// What an error of JavaScript is made of.
#[napi(object, object_from_js = false)]
pub struct FailureFacts {
    /// What happened, such as `RateLimited`.
    pub code: String,
    /// What happened, why, and the way out.
    pub message: String,
    /// Whether nothing was played and trying again later may help.
    pub retryable: bool,
    /// The far end's answer, where there was one.
    pub answer: Option<AnswerFacts>,
    /// Injection requests sent.
    pub attempts: Option<u32>,
    /// The scopes that the token lacks.
    pub missing: Option<Vec<String>>,
    /// Which of the errors that the facade keeps is the cause.
    pub port_error: Option<u32>,
    /// What led to it, in words, the nearest first.
    pub causes: Vec<String>,
}

impl FailureFacts {
    pub(crate) fn new(code: &str, error: &dyn Error, retryable: bool) -> Self {
        Self {
            code: code.to_owned(),
            message: error.to_string(),
            retryable,
            answer: None,
            attempts: None,
            missing: None,
            port_error: None,
            causes: causes(error),
        }
    }
}

/// An id that fits no path.
pub(crate) fn invalid_id(error: &InvalidId) -> FailureFacts {
    FailureFacts::new("InvalidId", error, false)
}

/// An injection that was not, or perhaps not, delivered.
pub(crate) fn injection_failure(failure: &Failure) -> FailureFacts {
    match failure {
        Failure::Failed(failed) => sent_failure(failed),
        Failure::NotLogged(_) => FailureFacts::new("NotLogged", failure, false),
        Failure::Busy(_) => FailureFacts::new("Busy", failure, true),
        Failure::Cancelled => FailureFacts::new("Cancelled", failure, false),
        _ => FailureFacts::new("Interrupted", failure, false),
    }
}

/// Why there is no token. The login's refusal stands alone, in the source's words.
pub(crate) fn token_failure(error: &TokenError) -> FailureFacts {
    match error {
        TokenError::Refused(refusal) => refused_login(refusal),
        TokenError::Source(source) => {
            let port = source.downcast_ref::<PortError>();
            FailureFacts {
                port_error: port.and_then(PortError::kept),
                ..FailureFacts::new("Token", error, false)
            }
        }
        _ => FailureFacts::new("Token", error, true),
    }
}

fn refused_login(refusal: &TokenRefusal) -> FailureFacts {
    let facts = |code| FailureFacts::new(code, refusal, false);
    match refusal {
        TokenRefusal::InvalidClient => FailureFacts {
            answer: Some(status_alone(401)),
            ..facts("InvalidClient")
        },
        TokenRefusal::MissingScope { missing } => FailureFacts {
            missing: Some(missing.clone()),
            ..facts("MissingScope")
        },
        TokenRefusal::Status(status) => FailureFacts {
            answer: Some(status_alone(*status)),
            retryable: *status == 429 || *status >= 500,
            ..facts("Token")
        },
        _ => facts("Token"),
    }
}

/// The login's answer itself is not kept: it may hold secrets.
const fn status_alone(status: u16) -> AnswerFacts {
    AnswerFacts {
        status,
        headers: Vec::new(),
        body: String::new(),
    }
}

fn sent_failure(failed: &Failed) -> FailureFacts {
    let facts = if failed.error.is_ambiguous() && !failed.is_ambiguous() {
        FailureFacts::new("NotHeard", failed, true)
    } else if let InjectError::Token(error) = &failed.error {
        token_failure(error)
    } else {
        let (code, retryable) = code(&failed.error);
        FailureFacts::new(code, failed, retryable)
    };
    FailureFacts {
        answer: failed.error.response().map(answer).or(facts.answer),
        attempts: Some(failed.attempts),
        ..facts
    }
}

/// The code, and whether nothing was played and trying again later may help.
const fn code(error: &InjectError) -> (&'static str, bool) {
    match error {
        InjectError::RateLimited { .. } => ("RateLimited", true),
        InjectError::Conflict { .. } => ("Conflict", true),
        InjectError::Forbidden(_) => ("Forbidden", false),
        InjectError::Unauthorized(_) => ("Unauthorized", false),
        InjectError::Refused(_) => ("Refused", false),
        InjectError::Unexpected(_) => ("Unexpected", false),
        InjectError::WrongAddress(_) => ("WrongAddress", false),
        InjectError::Throttled => ("Throttled", true),
        InjectError::CircuitOpen { .. } => ("CircuitOpen", true),
        InjectError::NotSent(error) => ("NotSent", passing(error)),
        InjectError::Ambiguous(Doubt::Answer(_) | _) => ("Ambiguous", false),
        InjectError::DeadlineExceeded => ("DeadlineExceeded", true),
        InjectError::Cancelled => ("Cancelled", false),
        _ => ("Other", false),
    }
}

const fn passing(error: &TransportError) -> bool {
    error.is_passing()
}

fn answer(response: &Rejection) -> AnswerFacts {
    let headers = response.headers().iter().flat_map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        [name.as_str().to_owned(), value]
    });
    AnswerFacts {
        status: response.status(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(response.body()).into_owned(),
    }
}

/// The words of each cause, those that repeat the one before left out.
fn causes(error: &dyn Error) -> Vec<String> {
    let mut words = Vec::new();
    let mut last = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !last.contains(&text) {
            words.push(text.clone());
        }
        last = text;
        cause = error.source();
    }
    words
}
