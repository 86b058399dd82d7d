//! Who is called in which call: scripts by the ids of calls, for calls that bring none themselves.
//! What a script is is `cxtone-flow`'s business, and where it comes from the command line's.

use core::{fmt, str::FromStr};
use std::collections::BTreeMap;

use cxtone_flow::Caller;

use crate::tenant::is_id;

/// The most scripts of a cast.
pub const ROLES_MAX: usize = 4_096;

/// The longest pattern, in characters; an id has at most 128.
const PATTERN_CHARS_MAX: usize = 128;

/// Who is called in which call.
///
/// A script for a call's own id goes before one for a pattern, and that before the one for all
/// calls; of the patterns that fit, the first that was given is taken.
///
/// ```
/// use cxtone_emulator::Cast;
///
/// let mut cast = Cast::default();
/// cast.give("support-*".parse()?, "ends 1, wait 400, press 2".parse()?)?;
/// cast.give("*".parse()?, "hang-up".parse()?)?;
/// assert_eq!(cast.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    by_id: BTreeMap<String, Caller>,
    by_pattern: Vec<(CallPattern, Caller)>,
    for_all: Option<Caller>,
}

/// Ids of calls: one id, or one with `*` in it, which stands for any characters or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallPattern(String);

/// Why a text is no [`CallPattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calls are named by 1 to 128 of A-Z, a-z, 0-9, _, - and *, which stands for anything")]
pub struct InvalidCallPattern;

/// Why a cast does not take a script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CastError {
    /// These calls have one.
    #[error("there are two scripts for the calls `{0}`; give one")]
    Twice(CallPattern),
    /// There are as many as there may be.
    #[error("there may be {ROLES_MAX} scripts; use patterns")]
    TooMany,
}

impl Cast {
    /// Gives the callers of these calls a script.
    ///
    /// # Errors
    ///
    /// [`CastError`] where these very calls have a script, or where there are too many scripts.
    pub fn give(&mut self, calls: CallPattern, caller: Caller) -> Result<(), CastError> {
        if self.len() >= ROLES_MAX {
            return Err(CastError::TooMany);
        }
        let has_one = if calls.is_all() {
            self.for_all.is_some()
        } else {
            self.by_id.contains_key(&calls.0) || self.by_pattern.iter().any(|(it, _)| *it == calls)
        };
        if has_one {
            return Err(CastError::Twice(calls));
        }
        if calls.is_all() {
            self.for_all = Some(caller);
        } else if calls.is_one() {
            self.by_id.insert(calls.0, caller);
        } else {
            self.by_pattern.push((calls, caller));
        }
        Ok(())
    }

    /// How many scripts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len() + self.by_pattern.len() + usize::from(self.for_all.is_some())
    }

    /// Whether there is no script.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Who is called in the call of this id.
    pub(crate) fn caller_in(&self, id: &str) -> Option<&Caller> {
        let mut patterns = self.by_pattern.iter();
        let by_pattern = patterns.find(|(calls, _)| calls.holds(id));
        let by_id = self.by_id.get(id);
        by_id
            .or(by_pattern.map(|(_, caller)| caller))
            .or(self.for_all.as_ref())
    }
}

impl CallPattern {
    /// All calls.
    #[must_use]
    pub fn all() -> Self {
        Self("*".to_owned())
    }

    fn is_all(&self) -> bool {
        self.0.bytes().all(|byte| byte == b'*')
    }

    fn is_one(&self) -> bool {
        is_id(&self.0)
    }

    /// Whether the id is one of these: what is between the stars stands in it in this order, the
    /// first part at its beginning and the last at its end.
    fn holds(&self, id: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            return self.0 == id;
        };
        let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        let within = id.strip_prefix(first);
        let Some(mut within) = within.and_then(|id| id.strip_suffix(last)) else {
            return false;
        };
        middle.split('*').all(|part| match within.find(part) {
            Some(place) => {
                within = within.get(place + part.len()..).unwrap_or_default();
                true
            }
            None => false,
        })
    }
}

impl FromStr for CallPattern {
    type Err = InvalidCallPattern;

    fn from_str(text: &str) -> Result<Self, InvalidCallPattern> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-*".contains(&byte);
        let is_pattern = (1..=PATTERN_CHARS_MAX).contains(&text.len()) && text.bytes().all(fits);
        let pattern = is_pattern.then(|| Self(text.to_owned()));
        pattern.ok_or(InvalidCallPattern)
    }
}

impl fmt::Display for CallPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, id: &str, expected: bool) {
        let calls: CallPattern = pattern.parse().expect("a pattern");
        assert_eq!(calls.holds(id), expected, "{pattern} {id}");
    }

    #[test]
    fn a_star_stands_for_any_characters_or_none() {
        for (pattern, id, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "a", true),
            ("a*", "ba", false),
            ("*a", "ba", true),
            ("*a", "ab", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("a*bb*b", "abb", false),
            ("a*bb*b", "abbb", true),
            ("*b*b*", "ab", false),
            ("*b*b*", "abab", true),
            ("**", "", true),
            ("a**c", "abc", true),
        ] {
            check(pattern, id, expected);
        }
    }

    #[test]
    fn what_can_be_in_no_id_is_no_pattern() {
        for text in ["", "a b", "ä*", "a/b", "?", &"a".repeat(129)] {
            assert_eq!(
                text.parse::<CallPattern>(),
                Err(InvalidCallPattern),
                "{text}"
            );
        }
    }

    #[test]
    fn an_id_goes_before_a_pattern_and_a_pattern_before_all() {
        let mut cast = Cast::default();
        let script = |wait_ms: u32| -> Caller { format!("wait {wait_ms}").parse().expect("acts") };
        let rows = [("*", 1), ("a*", 2), ("*b", 3), ("ab", 4)];
        for (calls, wait_ms) in rows {
            let calls: CallPattern = calls.parse().expect("a pattern");
            cast.give(calls.clone(), script(wait_ms))
                .expect("the first");
            let again = cast.give(calls.clone(), script(5));
            assert_eq!(again, Err(CastError::Twice(calls)));
        }
        for (id, wait_ms) in [("ab", 4), ("axb", 2), ("cb", 3), ("c", 1)] {
            assert_eq!(cast.caller_in(id), Some(&script(wait_ms)), "{id}");
        }
        assert_eq!(Cast::default().caller_in("ab"), None);
    }

    #[test]
    fn there_are_no_more_scripts_than_there_may_be() {
        let mut cast = Cast::default();
        let mut give = |number: usize| {
            let calls = format!("call-{number}").parse().expect("an id");
            cast.give(calls, Caller::default())
        };
        for number in 0..ROLES_MAX {
            give(number).expect("room");
        }
        assert_eq!(give(ROLES_MAX), Err(CastError::TooMany));
    }
}
