//! How fast a call's time passes beside this machine's: a far end that is emulated may be hurried.
//! What is waited for, and how long, is decided in `listening` and the injector.

use core::time::Duration;

/// Seconds of the call in one second of this machine's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace(f64);

impl Pace {
    /// As in a live call.
    pub(crate) const REAL: Self = Self(1.0);

    /// So many times as fast; whatever is no positive number counts as 1.
    pub(crate) fn new(speed: f64) -> Self {
        if speed.is_finite() && speed > 0.0 {
            Self(speed)
        } else {
            Self::REAL
        }
    }

    /// How long this much of the call takes here.
    pub(crate) fn here(self, in_call: Duration) -> Duration {
        if self == Self::REAL {
            return in_call;
        }
        Duration::try_from_secs_f64(in_call.as_secs_f64() / self.0).unwrap_or(Duration::MAX)
    }

    /// How much of the call passes in this time here.
    pub(crate) fn in_call(self, here: Duration) -> Duration {
        if self == Self::REAL {
            return here;
        }
        Duration::try_from_secs_f64(here.as_secs_f64() * self.0).unwrap_or(Duration::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hurried_call_takes_less_time_here() {
        let second = Duration::from_secs(1);
        for (speed, here) in [(1.0, 1000), (4.0, 250), (0.5, 2000)] {
            let pace = Pace::new(speed);
            assert_eq!(pace.here(second), Duration::from_millis(here));
            assert_eq!(pace.in_call(pace.here(second)), second);
        }
    }

    #[test]
    fn what_is_no_speed_is_a_live_call_s() {
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Pace::new(speed), Pace::REAL);
        }
    }
}
