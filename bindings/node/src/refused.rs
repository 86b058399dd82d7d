//! Options that cannot be used, as errors for JavaScript.
//! The facade gives them their code; outcomes of injections are no errors here.

use core::{error::Error, fmt};

/// Options that the library refuses.
pub(crate) fn refused(error: impl Error) -> napi::Error {
    napi::Error::from_reason(with_causes(&error))
}

/// The error and its causes in one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let why = error.to_string();
        // Some errors repeat their cause.
        if !text.contains(&why) {
            text = format!("{text}: {why}");
        }
        cause = error.source();
    }
    text
}

/// An option whose value cannot be used.
pub(crate) fn wrong(option: &str, why: &dyn fmt::Display) -> napi::Error {
    napi::Error::from_reason(format!("{option}: {why}"))
}

/// An option that is needed and was not given.
pub(crate) fn missing(option: &str) -> napi::Error {
    napi::Error::from_reason(format!("{option} is missing; give it in the config"))
}
