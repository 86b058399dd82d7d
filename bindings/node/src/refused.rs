//! Options that cannot be used, as errors for JavaScript.
//! The facade gives them their code; outcomes of injections are no errors here.

use core::{error::Error, fmt};

use cxtone_runner::with_causes;

/// Options that the library refuses.
pub(crate) fn refused(error: impl Error) -> napi::Error {
    napi::Error::from_reason(with_causes(&error))
}

/// An option whose value cannot be used.
pub(crate) fn wrong(option: &str, why: &dyn fmt::Display) -> napi::Error {
    napi::Error::from_reason(format!("{option}: {why}"))
}

/// An option that is needed and was not given.
pub(crate) fn missing(option: &str) -> napi::Error {
    napi::Error::from_reason(format!("{option} is missing; give it in the config"))
}
