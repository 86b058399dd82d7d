//! Why a text is not what it should be, and where, in words that quote no digit of it.
//! What was expected is for each kind of file to say.

use std::borrow::Cow;

use crate::{place::Place, yaml::Misfit};

/// A text is no YAML or JSON, or has other fields than it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct Unreadable {
    /// From 1; 0 where the parser knows no place.
    pub line: u64,
    /// From 1; 0 where the parser knows no place.
    pub column: u64,
    /// What the parser says.
    pub message: String,
}

impl From<&Misfit> for Unreadable {
    fn from(misfit: &Misfit) -> Self {
        let Place { line, column, .. } = misfit.place();
        Self {
            line: line.into(),
            column: column.into(),
            message: misfit.message().to_owned(),
        }
    }
}

/// What a text quotes as it may be shown: as a count, unless it can hold no digits, being a name of lower-case letters
/// and hyphens.
pub(crate) fn shown(quoted: &str) -> Cow<'_, str> {
    let is_name = |it: char| it.is_ascii_lowercase() || it == '-';
    if quoted.chars().all(is_name) {
        return Cow::Borrowed(quoted);
    }
    Cow::Owned(format!("[{} characters]", quoted.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_fields_are_shown() {
        for (quoted, expected) in [
            ("tone-ms", "tone-ms"),
            ("86`7", "[4 characters]"),
            ("", ""),
            ("Ä", "[1 characters]"),
        ] {
            assert_eq!(shown(quoted), expected);
        }
    }
}
