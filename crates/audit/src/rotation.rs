//! When a segment of a log is ended and the next one begun: by size, by day, or by both.
//! Writing the segments is left to the caller.

use crate::Timestamp;

/// The size at which a segment is ended unless told otherwise: 64 MiB, about 80,000 injections.
pub const SEGMENT_BYTES_DEFAULT: u64 = 64 * 1024 * 1024;

/// When a segment is ended. A segment without records never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// A record that would make the segment's log longer than this, in bytes, begins the next
    /// one. Default: [`SEGMENT_BYTES_DEFAULT`]. `None`: never for its size.
    pub bytes_max: Option<u64>,
    /// Whether the first record of a day, in UTC, begins the next segment. Default: no. A clock
    /// that is put back changes nothing: a day counts once.
    pub daily: bool,
}

impl Rotation {
    /// Whether a line of so many bytes, with this time, belongs into a new segment. `bytes` is how
    /// long the present one is, `latest` the latest time in it.
    #[must_use]
    pub fn is_due(
        &self,
        bytes: u64,
        latest: Option<Timestamp>,
        line_bytes: u64,
        timestamp: Timestamp,
    ) -> bool {
        let is_full = self.bytes_max.is_some_and(|max| bytes + line_bytes > max);
        let is_new_day = latest.is_some_and(|latest| timestamp.day() > latest.day());
        bytes > 0 && (is_full || (self.daily && is_new_day))
    }
}

impl Default for Rotation {
    fn default() -> Self {
        Self {
            bytes_max: Some(SEGMENT_BYTES_DEFAULT),
            daily: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last millisecond of a day.
    const EVENING_MS: i64 = 1_795_305_599_999;

    fn is_due(rotation: Rotation, bytes: u64, later_ms: i64) -> bool {
        let latest = Timestamp::from_unix_ms(EVENING_MS);
        let timestamp = Timestamp::from_unix_ms(EVENING_MS + later_ms);
        rotation.is_due(bytes, Some(latest), 10, timestamp)
    }

    #[test]
    fn a_segment_ends_before_it_would_be_too_long() {
        let rotation = Rotation {
            bytes_max: Some(100),
            daily: false,
        };
        for (bytes, due) in [(0, false), (90, false), (91, true), (500, true)] {
            assert_eq!(is_due(rotation, bytes, 1), due, "{bytes}");
        }
    }

    #[test]
    fn a_daily_segment_ends_with_its_day_and_not_for_a_clock_put_back() {
        let rotation = Rotation {
            bytes_max: None,
            daily: true,
        };
        for (bytes, later_ms, due) in [(90, 0, false), (90, 1, true), (0, 1, false)] {
            assert_eq!(is_due(rotation, bytes, later_ms), due, "{later_ms}");
        }
        assert!(!is_due(rotation, 90, -86_400_000));
    }
}
