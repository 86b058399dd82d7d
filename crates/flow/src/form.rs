//! What an entry must look like to be taken: a pattern, a Luhn check digit, a date.
//! How many digits it has is the collection's own question.

use schemars::JsonSchema;
use serde::Deserialize;

/// What an entry must look like. Default: anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Any digits.
    #[default]
    Any,
    /// One of the alternatives.
    Pattern(Pattern),
    /// Decimal digits whose last one is the check digit of ISO/IEC 7812-1 annex B.
    Luhn,
    /// A day that exists in the Gregorian calendar, written in this order.
    Date(DateOrder),
}

/// The order of a date's parts; always two digits for day and month and four for the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// `31122026`.
    DayMonthYear,
    /// `12312026`.
    MonthDayYear,
    /// `20261231`.
    YearMonthDay,
}

/// Alternatives of keys separated by `|`, where `x` stands for any of `0`–`9`: `100|2xx`.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(!try_from)]
pub struct Pattern(#[schemars(regex(pattern = r"^[0-9*#A-Dx]+(\|[0-9*#A-Dx]+)*$"))] String);

/// Why a text is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a pattern is keys (0-9 * # A-D) and x for any of 0-9, alternatives split by |")]
pub struct InvalidPattern;

impl Form {
    /// Whether these keys, as upper-case characters, have the form.
    #[must_use]
    pub fn accepts(&self, keys: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Pattern(pattern) => pattern.accepts(keys),
            Self::Luhn => is_luhn(keys),
            Self::Date(order) => is_date(keys, *order),
        }
    }
}

impl Pattern {
    /// The alternatives as they are written.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = &str> {
        self.0.split('|')
    }

    /// The bytes that it is written with.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    fn accepts(&self, keys: &str) -> bool {
        let same = |(pattern, key): (char, char)| match pattern {
            'x' => key.is_ascii_digit(),
            _ => pattern == key,
        };
        self.alternatives()
            .any(|one| one.len() == keys.len() && one.chars().zip(keys.chars()).all(same))
    }
}

impl TryFrom<String> for Pattern {
    type Error = InvalidPattern;

    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        let allowed = |key: char| key == 'x' || key.is_ascii_digit() || "*#ABCD".contains(key);
        let mut alternatives = text.split('|');
        let valid = alternatives.all(|one| !one.is_empty() && one.chars().all(allowed));
        valid.then_some(Self(text)).ok_or(InvalidPattern)
    }
}

impl core::fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let alternatives = self.0.split('|').count();
        write!(formatter, "[pattern of {alternatives}]")
    }
}

fn is_luhn(keys: &str) -> bool {
    let digit = |(place, key): (usize, char)| {
        let value = key.to_digit(10)?;
        let doubled = value * 2;
        Some(match place % 2 {
            0 => value,
            _ => doubled / 10 + doubled % 10,
        })
    };
    let sum: Option<u32> = keys.chars().rev().enumerate().map(digit).sum();
    keys.len() > 1 && sum.is_some_and(|sum| sum % 10 == 0)
}

fn is_date(keys: &str, order: DateOrder) -> bool {
    let (year, month, day) = match order {
        DateOrder::DayMonthYear => (4..8, 2..4, 0..2),
        DateOrder::MonthDayYear => (4..8, 0..2, 2..4),
        DateOrder::YearMonthDay => (0..4, 4..6, 6..8),
    };
    let decimal = keys.len() == 8 && keys.bytes().all(|key| key.is_ascii_digit());
    let part = |range| keys.get(range).and_then(|text: &str| text.parse().ok());
    match (decimal, part(year), part(month), part(day)) {
        (true, Some(year), Some(month), Some(day)) => {
            (1..=days_of_month(year, month)).contains(&day)
        }
        _ => false,
    }
}

fn days_of_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &Form, keys: &str, expected: bool) {
        assert_eq!(form.accepts(keys), expected, "{form:?} {keys}");
    }

    #[test]
    fn a_pattern_is_alternatives_of_keys_with_x_for_any_decimal() {
        let form = Form::Pattern(Pattern::try_from("100|2xx".to_owned()).unwrap());
        for (keys, expected) in [("100", true), ("299", true), ("2#9", false), ("10", false)] {
            check(&form, keys, expected);
        }
        for text in ["", "1|", "12y"] {
            assert_eq!(Pattern::try_from(text.to_owned()), Err(InvalidPattern));
        }
    }

    #[test]
    fn a_luhn_number_has_its_check_digit() {
        for (keys, expected) in [("79927398713", true), ("79927398710", false), ("7#", false)] {
            check(&Form::Luhn, keys, expected);
        }
    }

    #[test]
    fn a_date_is_a_day_that_exists() {
        let day_first = Form::Date(DateOrder::DayMonthYear);
        for (keys, expected) in [("29022024", true), ("29021900", false), ("31042026", false)] {
            check(&day_first, keys, expected);
        }
        check(&Form::Date(DateOrder::MonthDayYear), "12312026", true);
        check(&Form::Date(DateOrder::YearMonthDay), "20261231", true);
        check(&Form::Date(DateOrder::YearMonthDay), "2026123", false);
    }
}
