//! Why a text is not what it should be, and where, in words that quote no digit of it.
//! What was expected is for each kind of file to say.

use std::borrow::Cow;

use serde_saphyr::{DefaultMessageFormatter, MessageFormatter};

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

/// What stands before the quoted text in the parser's messages that quote the file, and after it.
const QUOTES: [(&str, &str); 3] = [
    ("duplicate mapping key: ", ", set DuplicateKeyPolicy"),
    ("invalid type: ", ", expected"),
    ("invalid value: ", ", expected"),
];

impl From<&serde_saphyr::Error> for Unreadable {
    fn from(error: &serde_saphyr::Error) -> Self {
        let place = error.location();
        let line = place.map_or(0, |place| place.line());
        let column = place.map_or(0, |place| place.column());
        // The formatter, as the error's own `Display` carries drawings of the place along.
        let message = DefaultMessageFormatter.format_message(error.without_snippet());
        Self {
            line,
            column,
            message: masked(&message),
        }
    }
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

/// The message with what it quotes as it may be shown.
fn masked(message: &str) -> String {
    for (before, after) in QUOTES {
        let Some((start, quoted)) = message.split_once(before) else {
            continue;
        };
        let (quoted, end) = quoted.rsplit_once(after).unwrap_or((quoted, ""));
        return format!("{start}{before}{}{after}{end}", shown(quoted));
    }
    message.to_owned()
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

    fn check(message: &str, expected: &str) {
        assert_eq!(masked(message), expected);
    }

    #[test]
    fn what_a_message_quotes_is_masked_where_it_may_be_digits() {
        check(
            "duplicate mapping key: 86, set DuplicateKeyPolicy in Options",
            "duplicate mapping key: [2 characters], set DuplicateKeyPolicy in Options",
        );
        check(
            "duplicate mapping key: steps, set DuplicateKeyPolicy in Options",
            "duplicate mapping key: steps, set DuplicateKeyPolicy in Options",
        );
        check(
            "invalid type: string \"86`, expected\", expected u32",
            "invalid type: [22 characters], expected u32",
        );
        check("unclosed quote", "unclosed quote");
    }

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
