//! Which entries a collection can give: by its lengths, and by the keys that end it.
//! What follows from there being none is left to the asks.
//!
//! It is exact. A pattern is a finite set of alternatives of fixed length in which each place
//! stands for itself, so an alternative has an entry if its length is allowed and each place has
//! a key that is no terminator; no automaton can tell more.

use cxtone_dtmf::Digit;

use crate::{Collect, DateOrder, Form, Pattern};

/// The keys of a keypad.
const KEYS: &str = "0123456789*#ABCD";

/// Digits of a date.
const DATE_DIGITS: usize = 8;

pub(super) struct Possible {
    digits_min: usize,
    digits_max: usize,
    /// The keys that an entry can hold.
    keys: Vec<char>,
}

impl Possible {
    pub(super) fn of(collect: &Collect) -> Self {
        let ends = |key| Digit::from_char(key).is_some_and(|it| collect.terminators.contains(it));
        Self {
            digits_min: usize::from(collect.digits_min.value()),
            digits_max: usize::from(collect.digits_max.value()),
            keys: KEYS.chars().filter(|key| !ends(*key)).collect(),
        }
    }

    /// Whether there is any entry at all.
    pub(super) fn any(&self) -> bool {
        !self.keys.is_empty() && self.digits_min <= self.digits_max
    }

    /// Whether the collection can give this entry.
    pub(super) fn has(&self, entry: &str, form: &Form) -> bool {
        self.has_length(entry.chars().count())
            && entry.chars().all(|key| self.keys.contains(&key))
            && form.accepts(entry)
    }

    /// The alternatives that no entry is, counted from 1.
    pub(super) fn impossible_alternatives(&self, pattern: &Pattern) -> Vec<usize> {
        let has_decimal = self.keys.iter().any(char::is_ascii_digit);
        let has = |key| match key {
            'x' => has_decimal,
            _ => self.keys.contains(&key),
        };
        let alternatives = pattern.alternatives().zip(1..);
        let impossible =
            alternatives.filter(|(one, _)| !self.has_length(one.len()) || !one.chars().all(has));
        impossible.map(|(_, number)| number).collect()
    }

    /// Whether an entry is a Luhn number: any length above one will do, for its last digit can
    /// be chosen, unless decimal keys end the entry.
    pub(super) fn luhn(&self) -> bool {
        let mut sums = [false; 10];
        sums[0] = true;
        for place in 0..self.digits_max {
            let mut next = [false; 10];
            for (sum, _) in sums.iter().enumerate().filter(|(_, is_there)| **is_there) {
                for value in self.decimals().map(|it| luhn_value(it, place)) {
                    next[(sum + value) % 10] = true;
                }
            }
            sums = next;
            let length = place + 1;
            if length > 1 && self.has_length(length) && sums[0] {
                return true;
            }
        }
        false
    }

    /// Whether an entry is a date.
    pub(super) fn date(&self, order: DateOrder) -> bool {
        if !self.has_length(DATE_DIGITS) {
            return false;
        }
        let years: Vec<_> = self.written(0..10_000, 4);
        let leap = years
            .iter()
            .find(|year| Form::Date(order).accepts(&date(order, year, "02", "29")));
        let months = self.written(1..13, 2);
        let days = self.written(1..32, 2);
        let mut some_years = years.first().into_iter().chain(leap);
        some_years.any(|year| {
            let mut in_months = months.iter();
            in_months.any(|month| {
                let mut in_days = days.iter();
                in_days.any(|day| Form::Date(order).accepts(&date(order, year, month, day)))
            })
        })
    }

    fn has_length(&self, length: usize) -> bool {
        (self.digits_min..=self.digits_max).contains(&length)
    }

    fn decimals(&self) -> impl Iterator<Item = usize> {
        self.keys
            .iter()
            .filter_map(|key| key.to_digit(10))
            .map(|it| it as usize)
    }

    /// The numbers that can be pressed, with leading zeros.
    fn written(&self, numbers: core::ops::Range<u32>, width: usize) -> Vec<String> {
        let texts = numbers.map(|number| format!("{number:0width$}"));
        texts
            .filter(|text| text.chars().all(|key| self.keys.contains(&key)))
            .collect()
    }
}

/// What a digit adds to the sum, counted in places from the right.
const fn luhn_value(digit: usize, place: usize) -> usize {
    match place % 2 {
        0 => digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    }
}

fn date(order: DateOrder, year: &str, month: &str, day: &str) -> String {
    match order {
        DateOrder::DayMonthYear => format!("{day}{month}{year}"),
        DateOrder::MonthDayYear => format!("{month}{day}{year}"),
        DateOrder::YearMonthDay => format!("{year}{month}{day}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn possible(digits_min: usize, digits_max: usize, terminators: &str) -> Possible {
        let keys = KEYS
            .chars()
            .filter(|key| !terminators.contains(*key))
            .collect();
        Possible {
            digits_min,
            digits_max,
            keys,
        }
    }

    /// Every entry of up to three keys that the collection can give.
    fn entries(possible: &Possible) -> Vec<String> {
        let mut all = Vec::new();
        let mut longest = vec![String::new()];
        for _ in 0..3 {
            let longer = |entry: &String| {
                possible
                    .keys
                    .iter()
                    .map(move |key| format!("{entry}{key}"))
                    .collect::<Vec<_>>()
            };
            longest = longest.iter().flat_map(longer).collect();
            all.extend(longest.clone());
        }
        all.retain(|entry| possible.has_length(entry.len()));
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn possible_is_what_trying_every_entry_finds(
            digits_min in 1_usize..4,
            more in 0_usize..3,
            terminators in "[0-9*#]{0,12}",
            pattern in "[0-9*#x]{1,4}",
        ) {
            let possible = possible(digits_min, (digits_min + more).min(3), &terminators);
            let entries = entries(&possible);
            let pattern = Pattern::try_from(pattern).unwrap();
            let form = Form::Pattern(pattern.clone());
            let matched = entries.iter().any(|entry| form.accepts(entry));
            prop_assert_eq!(possible.impossible_alternatives(&pattern).is_empty(), matched);
            let luhn = entries.iter().any(|entry| Form::Luhn.accepts(entry));
            prop_assert_eq!(possible.luhn(), luhn);
        }
    }

    fn check_date(terminators: &str, order: DateOrder, expected: bool) {
        assert_eq!(
            possible(8, 8, terminators).date(order),
            expected,
            "{terminators}"
        );
    }

    #[test]
    fn a_date_needs_keys_that_make_one() {
        let order = DateOrder::YearMonthDay;
        check_date("#", order, true);
        // Without 0 and 1 there is no month.
        check_date("01", order, false);
        // 22-02-2222 can be written with 0 and 2 alone, 29 February of 2024 with 0, 2, 4 and 9.
        check_date("13456789", order, true);
        check_date("1356783456", order, true);
        assert!(!possible(1, 7, "").date(order));
    }
}
