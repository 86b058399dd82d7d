//! The identity of one injection, which ties its records together.
//! Making unique ones is left to the caller.

use core::{fmt, str::FromStr};

use thiserror::Error;

/// The longest injection id, in characters.
pub const INJECTION_ID_CHARS_MAX: usize = 64;

/// Names one injection: 1 to 64 of `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `_`. A UUID fits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InjectionId(String);

impl InjectionId {
    /// An id from its text.
    ///
    /// # Errors
    ///
    /// [`InvalidInjectionId`] when the text is empty, too long or holds another character.
    pub fn new(text: &str) -> Result<Self, InvalidInjectionId> {
        let fits = (1..=INJECTION_ID_CHARS_MAX).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if fits && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidInjectionId)
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InjectionId {
    type Err = InvalidInjectionId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl fmt::Display for InjectionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is no injection id. It does not repeat the text, which may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "an injection id has 1 to {INJECTION_ID_CHARS_MAX} characters of A-Z, a-z, 0-9, - and _; \
     use a UUID"
)]
pub struct InvalidInjectionId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_plain_text_is_an_id() {
        let longest = "x".repeat(INJECTION_ID_CHARS_MAX);
        let too_long = "x".repeat(INJECTION_ID_CHARS_MAX + 1);
        for (text, valid) in [
            ("0d9f3a52-4c4e-4a3b-9d0e-111111111111", true),
            ("a_B-9", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            ("é", false),
        ] {
            assert_eq!(InjectionId::new(text).is_ok(), valid, "{text:?}");
        }
    }
}
