//! May this be sent, and if not, why? The answer of `payload`, for JavaScript.
//! What frequencies the digits have is looked up by the facade.

use cxtone_dialect::{cxone_agent, cxone_v2};
use cxtone_payload::{Findings, Limits, Raw, validate};
use napi::{Either, Result, Unknown};
use napi_derive::napi;

use crate::{dialect::CXONE_AGENT, raw::raw_value};

/// One fault of a request.
#[napi(object, object_from_js = false)]
pub struct Finding {
    /// The rule that was broken.
    pub code: String,
    /// The field at fault, as a JSON pointer.
    pub pointer: String,
    /// What is wrong, in the source's wording.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// The digits in upper case, or all that is wrong with the request.
///
/// # Errors
///
/// A value cannot be read.
#[napi(catch_unwind)]
pub fn validate_payload(
    digits: Unknown<'_>,
    dtmf_type: Unknown<'_>,
    pause_ms: Unknown<'_>,
    dialect: Option<String>,
) -> Result<Either<String, Vec<Finding>>> {
    let raw = Raw {
        digits: raw_value(&digits)?,
        dtmf_type: raw_value(&dtmf_type)?,
        pause_ms: raw_value(&pause_ms)?,
    };
    let checked = validate(&raw, &limits(dialect.as_deref()));
    Ok(match checked {
        Ok(payload) => Either::A(payload.digits().chars().collect()),
        Err(found) => Either::B(findings(found)),
    })
}

/// What a dialect allows; an unknown one is refused where it is to be spoken.
pub(crate) fn limits(dialect: Option<&str>) -> Limits {
    if dialect == Some(CXONE_AGENT) {
        cxone_agent::CAPABILITIES.limits()
    } else {
        cxone_v2::CAPABILITIES.limits()
    }
}

pub(crate) fn findings(found: Findings) -> Vec<Finding> {
    let found = found.into_iter().map(|finding| Finding {
        code: finding.code.to_owned(),
        pointer: finding.pointer.to_owned(),
        message: finding.message,
        help: finding.help,
    });
    found.collect()
}
