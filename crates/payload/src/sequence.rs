//! A sequence as it is written: runs of digits, and pauses between them.
//! Whether a far end can be sent it, and in how many requests, is decided in `plan`.

use alloc::vec::Vec;
use core::fmt;

use cxtone_dtmf::{DIGITS_MAX, Digit, Digits};

use crate::{Findings, rule};

/// How long `w` waits, in milliseconds: half a second, as in Twilio's `sendDigits`.
pub const PAUSE_HALF_MS: u32 = 500;
/// How long `W` waits, in milliseconds: a second, as in Twilio's `sendDigits`.
pub const PAUSE_WHOLE_MS: u32 = 1000;
/// How long `,` waits, in milliseconds: the default of a modem's register S8 (ITU-T V.250,
/// section 6.3.9).
pub const PAUSE_COMMA_MS: u32 = 2000;

/// A pause within the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pause {
    /// `w`: [`PAUSE_HALF_MS`].
    Half,
    /// `W`: [`PAUSE_WHOLE_MS`].
    Whole,
    /// `,`: [`PAUSE_COMMA_MS`].
    Comma,
}

/// A part of a sequence. `Debug` shows digits only by their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// Digits that follow each other; at least one.
    Digits(Digits),
    /// A pause.
    Pause(Pause),
}

/// Digits and pauses in order, with at most [`DIGITS_MAX`] digits in all.
///
/// ```
/// use cxtone_payload::{Element, Pause, Sequence};
///
/// let sequence = Sequence::parse("12w,#")?;
/// assert_eq!(sequence.elements().len(), 4);
/// assert_eq!(sequence.elements()[1], Element::Pause(Pause::Half));
/// assert_eq!((sequence.digits().len(), sequence.pauses_ms()), (3, 2500));
/// assert_eq!(format!("{sequence}"), "[3 digits, 2 pauses]");
/// # Ok::<(), cxtone_payload::Findings>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sequence {
    elements: Vec<Element>,
}

impl Pause {
    /// Every pause.
    pub const ALL: [Self; 3] = [Self::Half, Self::Whole, Self::Comma];

    /// The pause that a character stands for; case matters.
    #[must_use]
    pub const fn from_char(character: char) -> Option<Self> {
        match character {
            'w' => Some(Self::Half),
            'W' => Some(Self::Whole),
            ',' => Some(Self::Comma),
            _ => None,
        }
    }

    /// The character that stands for it.
    #[must_use]
    pub const fn as_char(self) -> char {
        match self {
            Self::Half => 'w',
            Self::Whole => 'W',
            Self::Comma => ',',
        }
    }

    /// How long it is, in milliseconds.
    #[must_use]
    pub const fn ms(self) -> u32 {
        match self {
            Self::Half => PAUSE_HALF_MS,
            Self::Whole => PAUSE_WHOLE_MS,
            Self::Comma => PAUSE_COMMA_MS,
        }
    }
}

impl Sequence {
    /// Reads `0`–`9`, `*`, `#`, `A`–`D` in either case, and the pauses `w`, `W` and `,`.
    ///
    /// # Errors
    ///
    /// [`Findings`] for each other character, or for a text that is too long.
    pub fn parse(text: &str) -> Result<Self, Findings> {
        rule::sequence(text)
    }

    /// The parts in order: pauses one by one, digits in runs.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The digits alone.
    #[must_use]
    pub fn digits(&self) -> Digits {
        let mut all = Digits::new();
        for digit in self.runs().flat_map(Digits::iter) {
            // A sequence holds no more than fit.
            all.push(digit).unwrap_or_default();
        }
        all
    }

    /// The runs of digits.
    pub fn runs(&self) -> impl Iterator<Item = &Digits> {
        self.elements.iter().filter_map(|element| match element {
            Element::Digits(digits) => Some(digits),
            Element::Pause(_) => None,
        })
    }

    /// The pauses.
    pub fn pauses(&self) -> impl Iterator<Item = Pause> + '_ {
        self.elements.iter().filter_map(|element| match element {
            Element::Digits(_) => None,
            Element::Pause(pause) => Some(*pause),
        })
    }

    /// How long all pauses take together, in milliseconds.
    #[must_use]
    pub fn pauses_ms(&self) -> u64 {
        self.pauses().map(|pause| u64::from(pause.ms())).sum()
    }

    /// Digits and pauses as characters: this shows the digits, so keep it out of logs and errors.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.elements.iter().flat_map(|element| {
            let (digits, pause) = match element {
                Element::Digits(digits) => (Some(digits), None),
                Element::Pause(pause) => (None, Some(pause.as_char())),
            };
            digits.into_iter().flat_map(Digits::chars).chain(pause)
        })
    }

    /// Appends a digit, to the run before it where there is one; `false` where it no longer fits.
    pub(crate) fn push_digit(&mut self, digit: Digit) -> bool {
        if self.runs().map(Digits::len).sum::<usize>() >= DIGITS_MAX {
            return false;
        }
        if let Some(Element::Digits(run)) = self.elements.last_mut() {
            return run.push(digit).is_ok();
        }
        let mut run = Digits::new();
        let pushed = run.push(digit).is_ok();
        self.elements.push(Element::Digits(run));
        pushed
    }

    pub(crate) fn push_pause(&mut self, pause: Pause) {
        self.elements.push(Element::Pause(pause));
    }
}

impl From<Digits> for Sequence {
    fn from(digits: Digits) -> Self {
        let mut sequence = Self::default();
        if !digits.is_empty() {
            sequence.elements.push(Element::Digits(digits));
        }
        sequence
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, pauses) = (self.digits().len(), self.pauses().count());
        let of = |count: usize| if count == 1 { "" } else { "s" };
        write!(formatter, "[{digits} digit{}", of(digits))?;
        if pauses > 0 {
            write!(formatter, ", {pauses} pause{}", of(pauses))?;
        }
        formatter.write_str("]")
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    fn check(text: &str, parts: &[&str]) {
        let sequence = Sequence::parse(text).expect("a sequence");
        let written: Vec<String> = sequence
            .elements()
            .iter()
            .map(|element| match element {
                Element::Digits(digits) => digits.chars().collect(),
                Element::Pause(pause) => String::from(pause.as_char()),
            })
            .collect();
        assert_eq!(written, parts);
        assert_eq!(
            sequence.chars().collect::<String>(),
            parts.concat(),
            "what was read is written as it was"
        );
    }

    #[test]
    fn digits_stand_in_runs_and_pauses_alone() {
        check("1234#", &["1234#"]);
        check("12w34W5,6", &["12", "w", "34", "W", "5", ",", "6"]);
        check("w,1", &["w", ",", "1"]);
        check("1ww", &["1", "w", "w"]);
        check("1abcd", &["1ABCD"]);
        check("", &[]);
    }

    #[test]
    fn another_character_is_a_finding_with_its_place_in_the_whole_text() {
        let findings = Sequence::parse("1w2p3").expect_err("p is no pause");
        assert_eq!(findings.len(), 1);
        assert!(findings.first().help.starts_with("character 4:"));
    }

    #[test]
    fn a_sequence_holds_as_many_digits_as_can_be_scored() {
        let most = "1w".repeat(DIGITS_MAX);
        assert!(Sequence::parse(&most).is_ok());
        let findings = Sequence::parse(&format!("{most}1")).expect_err("one too many");
        assert_eq!(findings.first().code, "digits-length");
    }

    #[test]
    fn debug_shows_neither_digits_nor_where_the_pauses_stand() {
        let sequence = Sequence::parse("90w210").expect("a sequence");
        assert_eq!(format!("{sequence:?}"), "[5 digits, 1 pause]");
        assert!(!format!("{:?}", sequence.elements()).contains('9'));
    }
}
