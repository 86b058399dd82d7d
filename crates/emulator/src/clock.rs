//! The emulator's own time: how long it has run, which a test may push forward.
//! What happens at which time is decided elsewhere.

use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::time::Instant;

/// Samples a second in a call's recording (ITU-T G.711).
const SAMPLE_RATE_HZ: u32 = 8_000;

/// Time since the emulator began, from a monotonic clock.
///
/// It follows tokio's clock, so that a test with paused time moves it, and can be advanced besides,
/// so that a test over HTTP need not wait for tones to play out. Calls live by it, and it may run
/// faster than the clock on the wall.
pub(crate) struct Clock {
    began: Instant,
    speed: u32,
    advanced_ms: AtomicU64,
}

impl Clock {
    /// A clock on which `speed` seconds pass in one.
    pub(crate) fn start(speed: u32) -> Self {
        Self {
            began: Instant::now(),
            speed,
            advanced_ms: AtomicU64::new(0),
        }
    }

    /// Time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.began.elapsed() * self.speed + self.advanced()
    }

    /// Time since the start at the speed of the clock on the wall, by which clients reckon how
    /// long a token lives.
    pub(crate) fn unscaled(&self) -> Duration {
        self.began.elapsed() + self.advanced()
    }

    /// How many seconds pass in one.
    pub(crate) const fn speed(&self) -> u32 {
        self.speed
    }

    /// How long it takes until so much time has passed, if nobody advances the clock.
    pub(crate) fn wait_for(&self, time: Duration) -> Duration {
        time / self.speed
    }

    /// Moves the time forward, for good. Callers bound what they ask for and how often.
    pub(crate) fn advance(&self, step_ms: u64) {
        self.advanced_ms.fetch_add(step_ms, Ordering::SeqCst);
    }

    fn advanced(&self) -> Duration {
        Duration::from_millis(self.advanced_ms.load(Ordering::SeqCst))
    }
}

/// How many samples a time holds; a sample that is not over yet does not count.
pub(crate) fn samples_in(time: Duration) -> usize {
    let rate = u128::from(SAMPLE_RATE_HZ);
    usize::try_from(time.as_nanos() * rate / 1_000_000_000).unwrap_or(usize::MAX)
}

/// Where a sample stands in a recording, in seconds.
pub(crate) fn seconds_at(sample: usize) -> f64 {
    sample as f64 / f64::from(SAMPLE_RATE_HZ)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn time_follows_tokio_and_what_it_is_advanced_by() {
        let clock = Clock::start(1);
        assert_eq!(clock.now(), Duration::ZERO);
        tokio::time::advance(Duration::from_millis(250)).await;
        clock.advance(1_000);
        assert_eq!(clock.now(), Duration::from_millis(1_250));
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_clock_scales_what_passes_and_not_what_it_is_advanced_by() {
        let clock = Clock::start(100);
        tokio::time::advance(Duration::from_millis(20)).await;
        clock.advance(500);
        assert_eq!(clock.now(), Duration::from_millis(2_500));
        assert_eq!(clock.unscaled(), Duration::from_millis(520));
    }

    #[test]
    fn a_time_holds_the_samples_that_are_over() {
        for (nanos, samples) in [
            (0, 0),
            (124_999, 0),
            (125_000, 1),
            (1_000_000_000, 8_000),
            (1_000_124_999, 8_000),
        ] {
            assert_eq!(
                samples_in(Duration::from_nanos(nanos)),
                samples,
                "{nanos} ns"
            );
        }
    }
}
