//! clap's errors, without anything that may be a digit.
//! Somebody who forgets the quotes around `12 34` has typed digits where none are expected, and
//! clap would show them.

use std::ffi::OsString;

use clap::{
    Error,
    error::{ContextKind, ContextValue},
};
use cxtone_dtmf::Digits;

/// Where clap puts words of the command line that it could not place, or could not read.
const STRAY_WORDS: [ContextKind; 4] = [
    ContextKind::InvalidArg,
    ContextKind::InvalidSubcommand,
    ContextKind::TrailingArg,
    ContextKind::InvalidValue,
];

/// Stands for a word that is not shown.
const MASK: &str = "[not shown]";

/// The error with every stray word masked unless it can be no digits.
pub(crate) fn masked(mut error: Error, arguments: &[OsString]) -> Error {
    for kind in STRAY_WORDS {
        let Some(ContextValue::String(word)) = error.get(kind) else {
            continue;
        };
        if was_typed(word, arguments) && may_hold_digits(word) {
            error.insert(kind, ContextValue::String(MASK.to_owned()));
            // Its suggestions repeat the word.
            error.remove(ContextKind::Suggested);
        }
    }
    error
}

/// Some of clap's context is its own words, such as `--out <FILE>`.
fn was_typed(word: &str, arguments: &[OsString]) -> bool {
    let typed = |argument: &OsString| argument.to_string_lossy().contains(word);
    arguments.iter().skip(1).any(typed)
}

fn may_hold_digits(word: &str) -> bool {
    let name = word.strip_prefix("--").unwrap_or(word);
    let is_plain = name
        .chars()
        .all(|character| character.is_ascii_lowercase() || character == '-');
    let is_option = word.starts_with("--");
    !is_plain || (!is_option && name.parse::<Digits>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_can_be_no_digits_are_shown() {
        for (word, masked) in [
            ("--sample-rat", false),
            ("detct", false),
            ("1234#", true),
            ("-1", true),
            ("--1234", true),
            ("abcd", true),
            ("12 34", true),
            ("ABCD", true),
        ] {
            assert_eq!(may_hold_digits(word), masked, "{word}");
        }
    }
}
