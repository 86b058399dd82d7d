//! An error with its causes, as one line.
//! Where the line is shown is left to the front ends.

/// The error and its causes in one line, without those that the line tells already: some errors
/// repeat their cause.
#[must_use]
pub fn with_causes(error: &dyn core::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use thiserror::Error;

    use super::*;

    #[derive(Debug, Error)]
    #[error("the disk is full")]
    struct Full;

    #[derive(Debug, Error)]
    enum Unwritten {
        #[error("cannot write")]
        Silent(#[source] Full),
        #[error("cannot write: {0}")]
        Repeating(#[source] Full),
    }

    #[test]
    fn a_cause_is_told_once_whether_or_not_the_error_repeats_it() {
        for error in [Unwritten::Silent(Full), Unwritten::Repeating(Full)] {
            assert_eq!(with_causes(&error), "cannot write: the disk is full");
        }
    }
}
