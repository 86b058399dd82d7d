//! What a count of successes says of the rate behind it: the Wilson interval.
//! Which rate is enough is decided by those who ask.

/// The quantile of the normal distribution that leaves 2.5 % on either side.
const QUANTILE: f64 = 1.959_963_985;

/// Where a rate lies with a confidence of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The least, 0 to 1.
    pub least: f64,
    /// The most, 0 to 1.
    pub most: f64,
}

/// The Wilson score interval at 95 % (E. B. Wilson, 1927); from 0 to 1 without trials.
#[must_use]
pub fn wilson(successes: usize, trials: usize) -> Interval {
    if trials == 0 {
        return Interval {
            least: 0.0,
            most: 1.0,
        };
    }
    let count = trials as f64;
    let rate = successes as f64 / count;
    let square = QUANTILE * QUANTILE;
    let scale = 1.0 + square / count;
    let middle = rate + square / (2.0 * count);
    let half = QUANTILE * (rate * (1.0 - rate) / count + square / (4.0 * count * count)).sqrt();
    Interval {
        least: ((middle - half) / scale).max(0.0),
        most: ((middle + half) / scale).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(successes: usize, trials: usize, least: f64, most: f64) {
        let interval = wilson(successes, trials);
        assert!((interval.least - least).abs() < 1e-4, "{interval:?}");
        assert!((interval.most - most).abs() < 1e-4, "{interval:?}");
    }

    #[test]
    fn the_bounds_solve_wilsons_equation() {
        for (successes, trials) in [(3, 10), (50, 100), (29_990, 30_000)] {
            let interval = wilson(successes, trials);
            let rate = successes as f64 / trials as f64;
            for bound in [interval.least, interval.most] {
                let deviation = (bound * (1.0 - bound) / trials as f64).sqrt();
                assert!(((rate - bound).abs() - QUANTILE * deviation).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn counts_without_an_error_have_a_bound_all_the_same() {
        check(0, 10, 0.0, 0.2775);
        check(10, 10, 0.7225, 1.0);
        check(30_000, 30_000, 0.99987, 1.0);
        check(0, 0, 0.0, 1.0);
    }
}
