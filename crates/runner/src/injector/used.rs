//! What all sends of one injection have used up, and what the client's policy leaves to the next.
//! Whether there is a next one is decided in `settle`.

use core::time::Duration;

use cxtone_cxone::{RetryPolicy, Sent};
use tokio::time::Instant;

use crate::Timings;

/// Attempts and time of one injection, over all its sends.
pub(super) struct Used {
    /// Since the call's turn came.
    started: Instant,
    attempts: u32,
    attempts_with_type: u32,
    pub(super) timings: Timings,
}

impl Used {
    pub(super) fn new(lock_wait: Duration) -> Self {
        Self {
            started: Instant::now(),
            attempts: 0,
            attempts_with_type: 0,
            timings: Timings {
                lock_wait,
                ..Timings::default()
            },
        }
    }

    /// Counts one send.
    pub(super) fn count(&mut self, sent: &Sent) {
        self.attempts += sent.attempts;
        self.attempts_with_type += sent.attempts;
        let waits = sent.timing.token + sent.timing.quota_wait;
        self.timings.quota_wait += sent.timing.quota_wait;
        self.timings.token += sent.timing.token;
        self.timings.attempts += sent.timing.total.saturating_sub(waits);
    }

    /// Another type has attempts of its own.
    pub(super) fn start_type(&mut self) {
        self.attempts_with_type = 0;
    }

    /// Requests over all sends.
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What is left of a policy with the present type; `None` where no attempt or no time is.
    pub(super) fn left_of(&self, policy: &RetryPolicy) -> Option<RetryPolicy> {
        let attempts_max = policy.attempts_max.checked_sub(self.attempts_with_type)?;
        let total_deadline = self.time_left_of(policy)?;
        (attempts_max > 0).then(|| RetryPolicy {
            attempts_max,
            total_deadline,
            ..policy.clone()
        })
    }

    /// How long all sends together may still take.
    pub(super) fn time_left_of(&self, policy: &RetryPolicy) -> Option<Duration> {
        let left = policy.total_deadline.checked_sub(self.started.elapsed())?;
        (!left.is_zero()).then_some(left)
    }
}
