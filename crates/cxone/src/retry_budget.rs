//! How many further attempts a client may make, measured by its first ones.
//! Whether an attempt may be made at all is decided in `step`.

use core::time::Duration;

use tokio::time::Instant;

use crate::load_limits::{RETRIES_MIN, RETRY_PERCENT_MAX, RETRY_WINDOW};

/// The window moves on in so many parts.
const SLOTS: usize = 10;

/// Counts of a window that moves on with time.
pub(crate) struct RetryBudget {
    started: Instant,
    /// The slot that is counted in now, counted from the start.
    slot: u64,
    first: [u32; SLOTS],
    further: [u32; SLOTS],
}

impl RetryBudget {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            started: now,
            slot: 0,
            first: [0; SLOTS],
            further: [0; SLOTS],
        }
    }

    /// A first attempt is made.
    pub(crate) fn count_first(&mut self, now: Instant) {
        if let Some(count) = self.slot_at(now).0 {
            *count = count.saturating_add(1);
        }
    }

    /// Whether a further attempt may be made; it is counted then.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.move_on(now);
        let first = total(&self.first);
        let allowed = (first * u64::from(RETRY_PERCENT_MAX) / 100).max(u64::from(RETRIES_MIN));
        if total(&self.further) >= allowed {
            return false;
        }
        if let Some(count) = self.slot_at(now).1 {
            *count = count.saturating_add(1);
        }
        true
    }

    fn slot_at(&mut self, now: Instant) -> (Option<&mut u32>, Option<&mut u32>) {
        self.move_on(now);
        let place = place(self.slot);
        (self.first.get_mut(place), self.further.get_mut(place))
    }

    /// Forgets what is older than the window.
    fn move_on(&mut self, now: Instant) {
        let slot = slot_of(now.saturating_duration_since(self.started));
        let passed = slot.saturating_sub(self.slot).min(SLOTS as u64);
        for step in 1..=passed {
            let place = place(self.slot + step);
            for counts in [&mut self.first, &mut self.further] {
                if let Some(count) = counts.get_mut(place) {
                    *count = 0;
                }
            }
        }
        self.slot = self.slot.max(slot);
    }
}

fn total(counts: &[u32; SLOTS]) -> u64 {
    counts.iter().map(|count| u64::from(*count)).sum()
}

fn slot_of(elapsed: Duration) -> u64 {
    let slot_ms = RETRY_WINDOW.as_millis() / SLOTS as u128;
    u64::try_from(elapsed.as_millis() / slot_ms.max(1)).unwrap_or(u64::MAX)
}

fn place(slot: u64) -> usize {
    usize::try_from(slot % SLOTS as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(budget: &mut RetryBudget, now: Instant, asked: u32) -> u32 {
        (0..asked).map(|_| u32::from(budget.take(now))).sum()
    }

    #[test]
    fn retries_are_a_fifth_of_first_attempts_and_ten_where_there_are_few() {
        for (first, allowed) in [(0, 10), (1, 10), (50, 10), (55, 11), (1000, 200)] {
            let now = Instant::now();
            let mut budget = RetryBudget::new(now);
            (0..first).for_each(|_| budget.count_first(now));
            assert_eq!(
                taken(&mut budget, now, 1000),
                allowed,
                "{first} first attempts"
            );
        }
    }

    #[test]
    fn what_is_older_than_the_window_counts_no_more() {
        let now = Instant::now();
        let mut budget = RetryBudget::new(now);
        (0..1000).for_each(|_| budget.count_first(now));
        assert_eq!(taken(&mut budget, now, 1000), 200);
        let within = now + RETRY_WINDOW - Duration::from_secs(1);
        assert_eq!(taken(&mut budget, within, 1000), 0);
        let after = now + RETRY_WINDOW;
        assert_eq!(taken(&mut budget, after, 1000), RETRIES_MIN);
        let long_after = now + RETRY_WINDOW * 1000;
        assert_eq!(taken(&mut budget, long_after, 1000), RETRIES_MIN);
    }

    #[test]
    fn over_a_long_outage_the_extra_load_stays_at_a_fifth() {
        let start = Instant::now();
        let mut budget = RetryBudget::new(start);
        let (mut first, mut further) = (0, 0);
        for ms in 0..60_000 {
            let now = start + Duration::from_millis(ms);
            budget.count_first(now);
            first += 1;
            further += taken(&mut budget, now, 2);
        }
        assert!(
            further * 5 <= first + 5 * RETRIES_MIN,
            "{further} of {first}"
        );
        assert!(further * 6 >= first, "{further} of {first}");
    }
}
