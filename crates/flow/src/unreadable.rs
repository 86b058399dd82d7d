//! Why a text is not what it should be, and where, in words that quote no digit of it.
//! What was expected is for each kind of file to say.

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
const QUOTES: [(&str, &str); 6] = [
    ("unknown field `", "`, "),
    ("unknown variant `", "`, "),
    ("duplicate field `", "`"),
    ("duplicate mapping key: ", ", set DuplicateKeyPolicy"),
    ("invalid type: ", ", expected"),
    ("invalid value: ", ", expected"),
];

impl From<&serde_saphyr::Error> for Unreadable {
    fn from(error: &serde_saphyr::Error) -> Self {
        let place = error.location();
        let line = place.map_or(0, |place| place.line());
        let column = place.map_or(0, |place| place.column());
        let message = error.without_snippet().to_string();
        // The parser tells the place at the end once more.
        let said = message.rsplit_once(" at line ").map(|(said, _)| said);
        Self {
            line,
            column,
            message: masked(said.unwrap_or(&message)),
        }
    }
}

/// The message with what it quotes reduced to a count, unless that can hold no digits: a name of
/// lower-case letters and hyphens.
fn masked(message: &str) -> String {
    for (before, after) in QUOTES {
        let Some((start, quoted)) = message.split_once(before) else {
            continue;
        };
        let (quoted, end) = quoted.rsplit_once(after).unwrap_or((quoted, ""));
        if quoted
            .chars()
            .all(|it| it.is_ascii_lowercase() || it == '-')
        {
            break;
        }
        let count = quoted.chars().count();
        return format!("{start}{before}[{count} characters]{after}{end}");
    }
    message.to_owned()
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
            "unknown field `86`7`, there are no fields",
            "unknown field `[4 characters]`, there are no fields",
        );
        check(
            "unknown field `stepz`, expected one of a, b",
            "unknown field `stepz`, expected one of a, b",
        );
        check(
            "invalid type: string \"86`, expected\", expected u32",
            "invalid type: [22 characters], expected u32",
        );
        check("unclosed quote", "unclosed quote");
    }
}
