//! How much a client may ask of its tenant: quotas, requests at once, retries, and when it stops.
//! Keeping to it is the part of `guards`.

use core::{num::NonZeroU32, time::Duration};

/// Requests under way at once, without those for entries.
pub const CONCURRENCY_MAX: usize = 256;
/// Requests for entries under way at once: each waits as long as a caller takes, and no request of another
/// kind waits for any of them. As many as calls that one machine runs.
pub const ENTRIES_MAX: usize = 16_384;
/// How many further attempts there may be for a hundred first ones.
pub const RETRY_PERCENT_MAX: u32 = 20;
/// As many further attempts are allowed in [`RETRY_WINDOW`] however few first ones there were: without it, a
/// program that sends one injection could never try again.
pub const RETRIES_MIN: u32 = 10;
/// The time over which first and further attempts are counted.
pub const RETRY_WINDOW: Duration = Duration::from_secs(10);
/// After so many failures in a row nothing more is sent for a while.
pub const BREAKER_FAILURES: u32 = 20;
/// How long nothing is sent then, until one request may try.
pub const BREAKER_COOL_DOWN: Duration = Duration::from_secs(5);

/// How much may be asked of a tenant.
///
/// | field | default |
/// |---|---|
/// | `tenant`, `endpoint`, `call` | none: upstream's figures are not published |
/// | `concurrency_max` | [`CONCURRENCY_MAX`] = 256; 0 counts as 1 |
/// | `entries_max` | [`ENTRIES_MAX`] = 16 384; 0 counts as 1 |
/// | `breaker` | opens after [`BREAKER_FAILURES`] = 20 failures in a row, for [`BREAKER_COOL_DOWN`] = 5 s |
///
/// The retry budget has no switch: further attempts are at most [`RETRY_PERCENT_MAX`] = 20 % of first ones within
/// [`RETRY_WINDOW`] = 10 s, or [`RETRIES_MIN`] = 10 where that is more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadLimits {
    /// Requests of this client in all.
    pub tenant: Option<Rate>,
    /// Requests to each endpoint: injections, downloads, media commands.
    pub endpoint: Option<Rate>,
    /// Requests for each call.
    pub call: Option<Rate>,
    /// Requests under way at once, without those for entries.
    pub concurrency_max: usize,
    /// Requests for entries under way at once.
    pub entries_max: usize,
    /// When to stop sending; `None` never stops.
    pub breaker: Option<BreakerPolicy>,
}

/// So many requests in so much time, of which all may come at once after a time without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: NonZeroU32,
    period: Duration,
}

/// When to stop sending, and for how long.
///
/// A failure is a 5xx, a lost connection, a late answer, or no connection at all. A 4xx is an answer of a far end
/// that works, 429 included, and ends a row of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerPolicy {
    /// Failures in a row after which nothing more is sent.
    pub failures: NonZeroU32,
    /// How long nothing is sent; then one request may try, and its end decides for all.
    pub cool_down: Duration,
}

impl Rate {
    /// A rate of at least one request; `None` for none, or for no time.
    #[must_use]
    pub fn new(requests: u32, period: Duration) -> Option<Self> {
        let requests = NonZeroU32::new(requests).filter(|_| !period.is_zero())?;
        Some(Self { requests, period })
    }

    /// How many requests.
    #[must_use]
    pub const fn requests(self) -> NonZeroU32 {
        self.requests
    }

    /// In how much time.
    #[must_use]
    pub const fn period(self) -> Duration {
        self.period
    }
}

impl Default for LoadLimits {
    fn default() -> Self {
        Self {
            tenant: None,
            endpoint: None,
            call: None,
            concurrency_max: CONCURRENCY_MAX,
            entries_max: ENTRIES_MAX,
            breaker: Some(BreakerPolicy::default()),
        }
    }
}

impl Default for BreakerPolicy {
    fn default() -> Self {
        Self {
            failures: NonZeroU32::new(BREAKER_FAILURES).unwrap_or(NonZeroU32::MIN),
            cool_down: BREAKER_COOL_DOWN,
        }
    }
}
