//! What a far end is asked to play and to collect.
//! How that is spelt is known to each dialect.

use core::time::Duration;

use cxtone_dtmf::{Digit, Digits};

use super::MediaUrl;

/// The most digits that can be asked for in one entry.
pub const COLLECT_DIGITS_MAX: usize = 32;
/// The longest wait for an entry that can be asked for: ten minutes.
pub const COLLECT_TIMEOUT_MAX: Duration = Duration::from_secs(600);
/// The most terminators: one for each digit there is.
pub const TERMINATORS_MAX: usize = 16;

/// A prompt to be played. What is `None` is not sent, and so left to the far end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    /// Where the far end finds the sound.
    pub media: MediaUrl,
    /// Whether it begins anew at its end.
    pub repeated: Option<bool>,
    /// Whether a key ends it.
    pub interruptible: Option<bool>,
}

/// An entry to be collected. `Debug` shows how many terminators there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collecting {
    digits_max: usize,
    timeout: Duration,
    terminators: Digits,
    prompt: Option<Play>,
}

/// Why something cannot be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CollectingError {
    /// Not 1 to [`COLLECT_DIGITS_MAX`].
    #[error("an entry cannot have up to {digits_max} digits; allow 1 to {COLLECT_DIGITS_MAX}")]
    Digits {
        /// The most digits that were asked for.
        digits_max: usize,
    },
    /// Not 1 ms to [`COLLECT_TIMEOUT_MAX`].
    #[error("an entry cannot be waited for {timeout:?}; wait 1 ms to {COLLECT_TIMEOUT_MAX:?}")]
    Timeout {
        /// How long was to be waited.
        timeout: Duration,
    },
}

impl Play {
    /// Plays the sound once; whether a key ends it is left to the far end.
    #[must_use]
    pub const fn new(media: MediaUrl) -> Self {
        Self {
            media,
            repeated: None,
            interruptible: None,
        }
    }

    /// Says whether a key ends it.
    #[must_use]
    pub const fn interruptible(mut self, interruptible: bool) -> Self {
        self.interruptible = Some(interruptible);
        self
    }

    /// Says whether it begins anew at its end.
    #[must_use]
    pub const fn repeated(mut self, repeated: bool) -> Self {
        self.repeated = Some(repeated);
        self
    }
}

impl Collecting {
    /// An entry of up to `digits_max` digits, without prompt or terminator, that is over at the
    /// latest `timeout` after the prompt; parts of a millisecond are rounded up.
    ///
    /// # Errors
    ///
    /// [`CollectingError`] beyond the limits.
    pub const fn new(digits_max: usize, timeout: Duration) -> Result<Self, CollectingError> {
        if digits_max == 0 || digits_max > COLLECT_DIGITS_MAX {
            return Err(CollectingError::Digits { digits_max });
        }
        if timeout.is_zero() || timeout.as_nanos() > COLLECT_TIMEOUT_MAX.as_nanos() {
            return Err(CollectingError::Timeout { timeout });
        }
        Ok(Self {
            digits_max,
            timeout,
            terminators: Digits::new(),
            prompt: None,
        })
    }

    /// With keys that end the entry; one that is named twice counts once.
    #[must_use]
    pub fn ended_by(mut self, terminators: impl IntoIterator<Item = Digit>) -> Self {
        for key in terminators {
            if !self.ends_with(key) {
                // At most sixteen are told apart, which is far below what `Digits` holds.
                let _ = self.terminators.push(key);
            }
        }
        self
    }

    /// With a prompt before it.
    #[must_use]
    pub fn prompted(mut self, prompt: Play) -> Self {
        self.prompt = Some(prompt);
        self
    }

    /// The most digits.
    #[must_use]
    pub const fn digits_max(&self) -> usize {
        self.digits_max
    }

    /// How long the far end waits after the prompt.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The same in milliseconds.
    #[must_use]
    pub fn timeout_ms(&self) -> u32 {
        u32::try_from(self.timeout.as_nanos().div_ceil(1_000_000)).unwrap_or(u32::MAX)
    }

    /// The keys that end the entry.
    #[must_use]
    pub const fn terminators(&self) -> &Digits {
        &self.terminators
    }

    /// Whether this key ends the entry.
    #[must_use]
    pub fn ends_with(&self, key: Digit) -> bool {
        self.terminators.iter().any(|one| one == key)
    }

    /// The prompt before it.
    #[must_use]
    pub const fn prompt(&self) -> Option<&Play> {
        self.prompt.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_entry_within_the_limits_can_be_asked_for() {
        let check = |digits_max, timeout_ms: u64, expected| {
            let asked = Collecting::new(digits_max, Duration::from_millis(timeout_ms));
            assert_eq!(asked.is_ok(), expected, "{digits_max} {timeout_ms}");
        };
        check(1, 1, true);
        check(COLLECT_DIGITS_MAX, 600_000, true);
        check(0, 1000, false);
        check(COLLECT_DIGITS_MAX + 1, 1000, false);
        check(1, 0, false);
        check(1, 600_001, false);
    }

    #[test]
    fn a_part_of_a_millisecond_is_rounded_up() {
        let asked = Collecting::new(1, Duration::from_micros(1500)).expect("within the limits");
        assert_eq!(asked.timeout_ms(), 2);
    }

    #[test]
    fn each_terminator_counts_once() {
        let asked = Collecting::new(1, Duration::from_secs(1)).expect("within the limits");
        let key = |character| Digit::from_char(character).expect("a digit");
        let keys = ['#', '*', '#'].map(key);
        let asked = asked.ended_by(keys.into_iter().cycle().take(1000));
        assert_eq!(asked.terminators().chars().collect::<String>(), "#*");
        assert!(asked.ends_with(key('*')) && !asked.ends_with(key('1')));
    }
}
