//! How often and how long an injection is tried.
//! When a further attempt is allowed at all is decided in [`classify`](crate::classify).

use core::time::Duration;

/// Attempts in all, the first among them.
pub const ATTEMPTS_MAX: u32 = 3;
/// The longest first backoff; each further one may be twice as long.
pub const BACKOFF_BASE: Duration = Duration::from_secs(2);
/// No backoff is longer, however many attempts went before.
pub const BACKOFF_MAX: Duration = Duration::from_secs(60);
/// The longest `Retry-After` that is waited for.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(60);
/// From the call to its end, with tokens, attempts and pauses.
pub const TOTAL_DEADLINE: Duration = Duration::from_secs(120);
/// One injection request with its answer.
pub const INJECTION_TIMEOUT: Duration = Duration::from_secs(10);
/// One token request with its answer.
pub const TOKEN_TIMEOUT: Duration = Duration::from_secs(5);
/// All attempts of one token fetch together.
pub const TOKEN_DEADLINE: Duration = Duration::from_secs(30);
/// One download with its body.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(30);

/// How often and how long to try.
///
/// | field | default |
/// |---|---|
/// | `attempts_max` | [`ATTEMPTS_MAX`] = 3 in all; 0 counts as 1 |
/// | `backoff_base` | [`BACKOFF_BASE`] = 2 s, doubling, full jitter, at most [`BACKOFF_MAX`] |
/// | `retry_after_max` | [`RETRY_AFTER_MAX`] = 60 s; a longer one fails at once |
/// | `attempt_timeout` | [`INJECTION_TIMEOUT`] = 10 s |
/// | `total_deadline` | [`TOTAL_DEADLINE`] = 120 s |
/// | `jitter_seed` | `None`: drawn from the operating system |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first among them. A renewed token may add a second to a single one.
    pub attempts_max: u32,
    /// The longest first backoff, where the far end names no wait.
    pub backoff_base: Duration,
    /// The longest `Retry-After` that is waited for.
    pub retry_after_max: Duration,
    /// One request with its answer.
    pub attempt_timeout: Duration,
    /// From the call to its end, with tokens, attempts and pauses.
    pub total_deadline: Duration,
    /// Seed of the jitter, for tests that want the same waits each time.
    pub jitter_seed: Option<u64>,
}

impl RetryPolicy {
    /// One attempt; only a refused token is renewed and the request sent again with the new one.
    #[must_use]
    pub fn once() -> Self {
        Self {
            attempts_max: 1,
            ..Self::default()
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts_max: ATTEMPTS_MAX,
            backoff_base: BACKOFF_BASE,
            retry_after_max: RETRY_AFTER_MAX,
            attempt_timeout: INJECTION_TIMEOUT,
            total_deadline: TOTAL_DEADLINE,
            jitter_seed: None,
        }
    }
}
