//! How long the far end asks to wait: the `Retry-After` header (RFC 9110, section 10.2.3).
//! Whether the wish is followed is decided in `cxone`.

use core::time::Duration;
use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, header};

/// The wish of a `Retry-After` header, in either of its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// So long from the response on. A number beyond 64 bits counts as the longest possible.
    Delay(Duration),
    /// Not before this time.
    At(SystemTime),
}

impl RetryAfter {
    /// The wish of a response's headers; `None` if there is none, or one that is neither a
    /// non-negative integer of seconds nor an HTTP date (IMF-fixdate, RFC 850 or asctime). Of
    /// several headers the first counts.
    #[must_use]
    pub fn of(headers: &HeaderMap<HeaderValue>) -> Option<Self> {
        Self::parse(headers.get(header::RETRY_AFTER)?.to_str().ok()?)
    }

    /// Reads a header's value.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let value = value.trim_matches([' ', '\t']);
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            let seconds = value.parse().unwrap_or(u64::MAX);
            return Some(Self::Delay(Duration::from_secs(seconds)));
        }
        httpdate::parse_http_date(value).ok().map(Self::At)
    }

    /// How long to wait at a given time: nothing, if the date has passed.
    #[must_use]
    pub fn delay_at(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::At(time) => time.duration_since(now).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110, in seconds since 1970.
    const EXAMPLE_S: u64 = 784_111_777;

    fn check(value: &str, expected: Option<RetryAfter>) {
        assert_eq!(RetryAfter::parse(value), expected, "{value}");
    }

    #[test]
    fn n7_a_delay_in_seconds_is_read() {
        let seconds = |seconds| Some(RetryAfter::Delay(Duration::from_secs(seconds)));
        check("0", seconds(0));
        check("120", seconds(120));
        check(" 7 ", seconds(7));
        check("86400000", seconds(86_400_000));
        check("99999999999999999999999999", seconds(u64::MAX));
    }

    #[test]
    fn n7_a_date_is_read_in_all_three_forms_of_http() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(EXAMPLE_S);
        for value in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            check(value, Some(RetryAfter::At(date)));
        }
    }

    #[test]
    fn n7_garbage_is_no_wish_so_that_backoff_is_used() {
        for value in [
            "",
            " ",
            "-5",
            "+5",
            "1.5",
            "5s",
            "1e3",
            "0x10",
            "NaN",
            "soon",
            "５",
            "5, 6",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 31 Feb 1994 08:49:37 GMT",
        ] {
            check(value, None);
        }
    }

    #[test]
    fn a_date_that_has_passed_asks_for_no_delay() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(EXAMPLE_S);
        let second = Duration::from_secs(1);
        assert_eq!(RetryAfter::At(date).delay_at(date + second), Duration::ZERO);
        assert_eq!(RetryAfter::At(date).delay_at(date - second), second);
        assert_eq!(RetryAfter::Delay(second).delay_at(date), second);
    }
}
