//! The time of a record, in milliseconds, as RFC 3339 text in UTC.
//! Reading the clock is left to the caller.

use core::{fmt, str::FromStr};
use std::time::{SystemTime, UNIX_EPOCH};

use thiserror::Error;

/// A moment in UTC, kept to the millisecond, shown as `2026-11-21T02:42:20.123Z`.
///
/// The form is that of JavaScript's `Date.prototype.toISOString`, which the source's audit
/// entries use. Moments before the year −9999 or after 9999 are kept as the nearest that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// A moment given in milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_unix_ms(unix_ms: i64) -> Self {
        let nearest = if unix_ms < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        Self(jiff::Timestamp::from_millisecond(unix_ms).unwrap_or(nearest))
    }

    /// Days in UTC since 1970-01-01.
    pub(crate) fn day(self) -> i64 {
        self.unix_ms().div_euclid(DAY_MS)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_ms(self) -> i64 {
        self.0.as_millisecond()
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    /// Reads RFC 3339 with an offset from UTC; what is finer than a millisecond is cut off.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let time: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        Ok(Self::from_unix_ms(time.as_millisecond()))
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let ms = |duration: core::time::Duration| {
            i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
        };
        Self::from_unix_ms(match time.duration_since(UNIX_EPOCH) {
            Ok(since) => ms(since),
            Err(before) => -ms(before.duration()),
        })
    }
}

/// A text that is no moment. It does not repeat the text, which may be anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a moment is written as 2026-11-21T02:42:20Z, with an offset from UTC")]
pub struct InvalidTimestamp;

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.3}", self.0)
    }
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn a_timestamp_reads_as_javascript_writes_it() {
        for (unix_ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_795_228_940_120, "2026-11-21T02:42:20.120Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::from_unix_ms(unix_ms).to_string(), text);
        }
    }

    #[test]
    fn a_timestamp_is_read_back_and_what_is_none_is_refused() {
        for text in [
            "2026-11-21T02:42:20.120Z",
            "2026-11-21T04:42:20.120999+02:00",
        ] {
            let read: Timestamp = text.parse().expect("a moment");
            assert_eq!(read.unix_ms(), 1_795_228_940_120);
        }
        for text in ["", "yesterday", "2026-11-21", "2026-11-21T02:42:20"] {
            assert_eq!(text.parse::<Timestamp>(), Err(InvalidTimestamp));
        }
    }

    #[test]
    fn a_moment_outside_the_range_is_kept_as_the_nearest() {
        assert!(
            Timestamp::from_unix_ms(i64::MAX)
                .to_string()
                .starts_with("9999-12-30")
        );
        assert!(
            Timestamp::from_unix_ms(i64::MIN)
                .to_string()
                .starts_with("-009999")
        );
    }

    #[test]
    fn a_system_time_is_cut_to_the_millisecond() {
        let time = UNIX_EPOCH + Duration::from_micros(1_234_567);
        assert_eq!(Timestamp::from(time).unix_ms(), 1_234);
        let before = UNIX_EPOCH - Duration::from_millis(5);
        assert_eq!(Timestamp::from(before).unix_ms(), -5);
    }
}
