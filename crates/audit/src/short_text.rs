//! Text from elsewhere made safe for a line of the log: bounded and free of control characters.
//! Keeping digits and secrets out of the text is left to whoever words it.

use core::fmt;

/// The longest [`ShortText`], in characters; the rest is cut off.
pub const SHORT_TEXT_CHARS_MAX: usize = 512;

/// At most [`SHORT_TEXT_CHARS_MAX`] characters, control characters replaced by U+FFFD.
///
/// It bounds what a far end can make a record grow to: an error message or a correlation id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShortText(Box<str>);

impl ShortText {
    /// The text, cut and cleaned.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let clean = |character: char| {
            if character.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        };
        Self(text.chars().take(SHORT_TEXT_CHARS_MAX).map(clean).collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(
            ShortText::new("a\nb\u{1b}[31m").as_str(),
            "a\u{fffd}b\u{fffd}[31m"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "é".repeat(SHORT_TEXT_CHARS_MAX + 1);
        assert_eq!(
            ShortText::new(&long).as_str().chars().count(),
            SHORT_TEXT_CHARS_MAX
        );
    }
}
