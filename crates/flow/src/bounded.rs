//! The numbers of a flow file, each within its bounds from the moment it is read.
//! The bounds themselves stand in `limits`.

use core::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::limits::{
    CALL_MS_MAX, FAILURES_MAX, KEY_MS_MAX, PROMPTS_COUNTED_MAX, TIMER_MS_MAX, VISITS_MAX,
};

/// A number of a flow file lies outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} is not within {min} to {max}; choose a number that is")]
pub struct OutOfBounds {
    found: u32,
    min: u32,
    max: u32,
}

macro_rules! bounded {
    ($($(#[$doc:meta])* $name:ident($number:ident, $min:expr, $max:expr))*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "u32")]
        #[schemars(!try_from)]
        pub struct $name(#[schemars(range(min = $min, max = $max))] $number);

        impl $name {
            /// The number.
            #[must_use]
            pub const fn value(self) -> $number {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = OutOfBounds;

            fn try_from(found: u32) -> Result<Self, OutOfBounds> {
                let (min, max) = (u32::from($min), u32::from($max));
                let inside = (min..=max).contains(&found);
                let number = $number::try_from(found).ok().filter(|_| inside);
                number.map(Self).ok_or(OutOfBounds { found, min, max })
            }
        }
    )* };
}

bounded! {
    /// Milliseconds of a timer: 0 to 600,000.
    TimerMs(u32, 0_u32, TIMER_MS_MAX)
    /// Milliseconds of a whole call: 1 to 14,400,000 (four hours).
    CallMs(u32, 1_u32, CALL_MS_MAX)
    /// Steps entered in one call: 1 to 10,000.
    Visits(u16, 1_u16, VISITS_MAX)
    /// Failures until a collection gives up: 1 to 10.
    Failures(u8, 1_u8, FAILURES_MAX)
    /// Digits of one collection: 1 to 128, as many as `cxtone_dtmf::Digits` holds.
    DigitCount(u8, 1_u8, 128_u8)
    /// Milliseconds of a key's tone or of the gap after it: 1 to 10,000.
    KeyMs(u32, 1_u32, KEY_MS_MAX)
    /// Which prompt of a call, counted from 1 in the order in which they begin: to 10,000.
    PromptNumber(u16, 1_u16, PROMPTS_COUNTED_MAX)
}

impl TimerMs {
    /// A timer that the program itself sets.
    pub(crate) const fn fixed(ms: u32) -> Self {
        Self(ms)
    }

    /// The timer as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0 as u64)
    }
}

impl Default for TimerMs {
    /// No time at all.
    fn default() -> Self {
        Self(0)
    }
}

impl CallMs {
    pub(crate) const DEFAULT: Self = Self(1_800_000);

    /// The time as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0 as u64)
    }
}

impl KeyMs {
    /// The time as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0 as u64)
    }
}

impl Default for KeyMs {
    /// What a keypad makes of a short press, and the gap after it: 100 ms.
    fn default() -> Self {
        Self(100)
    }
}

impl PromptNumber {
    pub(crate) const FIRST: Self = Self(1);
}

impl Visits {
    pub(crate) const DEFAULT: Self = Self(100);
}

impl DigitCount {
    pub(crate) const ONE: Self = Self(1);
}
