//! A circuit breaker: after many failures in a row nothing is sent for a while, then one request
//! tries. It is told the time and opens no connection.

use core::time::Duration;

use tokio::time::Instant;

use crate::BreakerPolicy;

/// What a request's end says of the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// It answered, be it with a refusal.
    Works,
    /// It did not answer, or answered that it failed.
    Fails,
    /// Neither: the request was given up, or never was one.
    Unknown,
}

/// Closed, open, or half open.
pub(crate) struct Breaker {
    policy: BreakerPolicy,
    failures: u32,
    opened_at: Option<Instant>,
    trying: bool,
}

/// The right to send one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// One of many.
    Closed,
    /// The one request whose end decides.
    Trial,
}

impl Breaker {
    pub(crate) const fn new(policy: BreakerPolicy) -> Self {
        Self {
            policy,
            failures: 0,
            opened_at: None,
            trying: false,
        }
    }

    /// The right to send now, or how long to wait for it. Every pass must be given back.
    pub(crate) fn pass(&mut self, now: Instant) -> Result<Pass, Duration> {
        let Some(opened_at) = self.opened_at else {
            return Ok(Pass::Closed);
        };
        let since = now.saturating_duration_since(opened_at);
        let left = self.policy.cool_down.saturating_sub(since);
        if !left.is_zero() || self.trying {
            return Err(left);
        }
        self.trying = true;
        Ok(Pass::Trial)
    }

    /// Gives a pass back with what the request's end says.
    pub(crate) fn ended(&mut self, pass: Pass, health: Health, now: Instant) {
        let trial = pass == Pass::Trial;
        if trial {
            self.trying = false;
        }
        match health {
            Health::Works if trial || self.opened_at.is_none() => {
                self.failures = 0;
                self.opened_at = None;
            }
            Health::Fails => {
                self.failures = self.failures.saturating_add(1);
                if trial
                    || (self.opened_at.is_none() && self.failures >= self.policy.failures.get())
                {
                    self.opened_at = Some(now);
                }
            }
            // What was sent before it opened says nothing of now.
            Health::Works | Health::Unknown => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU32;

    use super::*;

    const COOL_DOWN: Duration = Duration::from_secs(5);

    fn breaker() -> Breaker {
        Breaker::new(BreakerPolicy {
            failures: NonZeroU32::new(3).expect("not zero"),
            cool_down: COOL_DOWN,
        })
    }

    fn send(breaker: &mut Breaker, now: Instant, health: Health) -> Result<Pass, Duration> {
        let pass = breaker.pass(now)?;
        breaker.ended(pass, health, now);
        Ok(pass)
    }

    fn opened(now: Instant) -> Breaker {
        let mut breaker = breaker();
        for _ in 0..3 {
            send(&mut breaker, now, Health::Fails).expect("closed");
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let now = Instant::now();
        let mut mixed = breaker();
        for health in [Health::Fails, Health::Fails, Health::Works, Health::Unknown].repeat(5) {
            assert_eq!(send(&mut mixed, now, health), Ok(Pass::Closed));
        }
        assert_eq!(opened(now).pass(now), Err(COOL_DOWN));
    }

    #[test]
    fn after_the_cool_down_one_request_tries_and_its_success_closes() {
        let now = Instant::now();
        let mut breaker = opened(now);
        let almost = now + COOL_DOWN - Duration::from_secs(1);
        assert_eq!(breaker.pass(almost), Err(Duration::from_secs(1)));
        let after = now + COOL_DOWN;
        let trial = breaker.pass(after).expect("half open");
        assert_eq!(trial, Pass::Trial);
        assert_eq!(breaker.pass(after), Err(Duration::ZERO), "only one tries");
        breaker.ended(trial, Health::Works, after);
        assert_eq!(breaker.pass(after), Ok(Pass::Closed));
    }

    #[test]
    fn a_trial_that_fails_opens_it_again_and_one_given_up_leaves_it_half_open() {
        let now = Instant::now();
        let after = now + COOL_DOWN;
        let mut breaker = opened(now);
        assert_eq!(send(&mut breaker, after, Health::Unknown), Ok(Pass::Trial));
        assert_eq!(send(&mut breaker, after, Health::Fails), Ok(Pass::Trial));
        assert_eq!(breaker.pass(after), Err(COOL_DOWN));
    }

    #[test]
    fn what_was_under_way_when_it_opened_does_not_close_it() {
        let now = Instant::now();
        let mut breaker = breaker();
        let early = breaker.pass(now).expect("closed");
        for _ in 0..3 {
            send(&mut breaker, now, Health::Fails).expect("closed");
        }
        breaker.ended(early, Health::Works, now);
        assert!(breaker.pass(now).is_err());
    }
}
