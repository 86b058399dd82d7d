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

    /// Whether a policy has attempts left with the present type.
    pub(super) const fn has_attempts_left(&self, policy: &RetryPolicy) -> bool {
        policy.attempts_max > self.attempts_with_type
    }

    /// Whether all sends together may still take any time.
    pub(super) fn has_time_left(&self, policy: &RetryPolicy) -> bool {
        !self.time_left(policy).is_zero()
    }

    /// What is left of a policy by now with the present type: for the first send everything but
    /// the time that has passed since the call's turn came. No time at all is left where it is
    /// over, with which nothing is sent.
    pub(super) fn left_of(&self, policy: &RetryPolicy) -> RetryPolicy {
        RetryPolicy {
            attempts_max: policy.attempts_max.saturating_sub(self.attempts_with_type),
            total_deadline: self.time_left(policy),
            ..policy.clone()
        }
    }

    fn time_left(&self, policy: &RetryPolicy) -> Duration {
        policy.total_deadline.saturating_sub(self.started.elapsed())
    }
}
