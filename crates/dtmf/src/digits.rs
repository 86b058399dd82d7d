//! A sequence of digits that holds itself without allocating.
//! Which sequences may be sent is decided in `payload`, not here.

use core::{fmt, str::FromStr};

use crate::Digit;

/// The longest sequence that [`Digits`] holds.
pub const DIGITS_MAX: usize = 128;

/// Up to [`DIGITS_MAX`] digits.
///
/// `Debug` and `Display` show only how many there are: "\[5 digits\]".
///
/// ```
/// use cxtone_dtmf::Digits;
///
/// let digits: Digits = "1234#".parse()?;
/// assert_eq!(digits.len(), 5);
/// assert_eq!(format!("{digits:?}"), "[5 digits]");
/// # Ok::<(), cxtone_dtmf::ParseDigitsError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Digits {
    digits: [Digit; DIGITS_MAX],
    len: usize,
}

impl Digits {
    /// No digits yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            digits: [Digit::ALL[0]; DIGITS_MAX],
            len: 0,
        }
    }

    /// Appends a digit.
    ///
    /// # Errors
    ///
    /// [`DigitsFull`] when there are [`DIGITS_MAX`] already.
    pub fn push(&mut self, digit: Digit) -> Result<(), DigitsFull> {
        let place = self.digits.get_mut(self.len).ok_or(DigitsFull)?;
        *place = digit;
        self.len += 1;
        Ok(())
    }

    /// The digits in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Digit] {
        self.digits.get(..self.len).unwrap_or(&self.digits)
    }

    /// How many digits there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The digits in order, by value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Digit> + '_ {
        self.as_slice().iter().copied()
    }

    /// The digits as upper-case characters: this shows them, so keep it out of logs and errors.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.iter().map(Digit::as_char)
    }
}

impl Default for Digits {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Digits {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Digits {}

impl FromStr for Digits {
    type Err = ParseDigitsError;

    /// Reads `0`–`9`, `*`, `#`, `A`–`D` and `a`–`d`; nothing else, not even spaces.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut digits = Self::new();
        for (index, character) in text.chars().enumerate() {
            let digit = Digit::from_char(character).ok_or(ParseDigitsError::NotADigit {
                position: index + 1,
            })?;
            digits
                .push(digit)
                .map_err(|DigitsFull| ParseDigitsError::TooLong)?;
        }
        Ok(digits)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.len == 1 { "" } else { "s" };
        write!(formatter, "[{} digit{plural}]", self.len)
    }
}

/// A sequence has reached [`DIGITS_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigitsFull;

impl fmt::Display for DigitsFull {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "a sequence holds at most {DIGITS_MAX} digits; split it"
        )
    }
}

impl core::error::Error for DigitsFull {}

/// Why a text is no sequence of digits. It names places, never characters: they may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseDigitsError {
    /// The character at this place, counted from one, is no digit.
    NotADigit {
        /// Counted from one.
        position: usize,
    },
    /// There are more than [`DIGITS_MAX`].
    TooLong,
}

impl fmt::Display for ParseDigitsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADigit { position } => {
                write!(
                    formatter,
                    "character {position} is no DTMF digit; use 0-9, *, #, A-D"
                )
            }
            Self::TooLong => DigitsFull.fmt(formatter),
        }
    }
}

impl core::error::Error for ParseDigitsError {}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, string::String};

    use super::*;

    #[test]
    fn what_is_read_is_shown_in_upper_case_by_chars_alone() {
        let digits: Digits = "12ab*#".parse().expect("all are digits");
        assert_eq!(digits.chars().collect::<String>(), "12AB*#");
        assert_eq!(format!("{digits} {digits:?}"), "[6 digits] [6 digits]");
    }

    #[test]
    fn one_digit_is_named_in_the_singular() {
        let digits: Digits = "5".parse().expect("a digit");
        assert_eq!(format!("{digits}"), "[1 digit]");
    }

    #[test]
    fn a_wrong_character_is_told_by_its_place() {
        let parsed: Result<Digits, _> = "12x4".parse();
        assert_eq!(parsed, Err(ParseDigitsError::NotADigit { position: 3 }));
    }

    #[test]
    fn one_digit_too_many_is_an_error() {
        let fits = "1".repeat(DIGITS_MAX);
        assert_eq!(fits.parse::<Digits>().expect("fits").len(), DIGITS_MAX);
        let over = "1".repeat(DIGITS_MAX + 1);
        assert_eq!(over.parse::<Digits>(), Err(ParseDigitsError::TooLong));
    }
}
