//! How a measured figure spreads over many trials.
//! What is measured is `tally`'s.

/// All values of one figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    values: Vec<f64>,
}

impl Spread {
    /// Takes one more value.
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.values.len()
    }

    /// Root of the mean square; 0 without values.
    #[must_use]
    pub fn rms(&self) -> f64 {
        let squares = self.values.iter().map(|value| value * value);
        (squares.sum::<f64>() / self.values.len().max(1) as f64).sqrt()
    }

    /// The arithmetic mean; 0 without values.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len().max(1) as f64
    }

    /// The value that this share of all does not exceed, without regard to signs; 0 without values.
    #[must_use]
    pub fn magnitude_at(&self, share: f64) -> f64 {
        let mut magnitudes: Vec<f64> = self.values.iter().map(|value| value.abs()).collect();
        magnitudes.sort_by(f64::total_cmp);
        let place = share.clamp(0.0, 1.0) * magnitudes.len() as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the count"
        )]
        let index = (place.ceil() as usize).saturating_sub(1);
        magnitudes.get(index).copied().unwrap_or(0.0)
    }

    /// Takes all values of another one.
    pub fn extend(&mut self, other: &Self) {
        self.values.extend_from_slice(&other.values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_those_of_the_values() {
        let mut spread = Spread::default();
        for value in [3.0, -4.0, 0.0, 1.0] {
            spread.push(value);
        }
        assert_eq!(spread.count(), 4);
        assert_eq!(spread.mean(), 0.0);
        assert!((spread.rms() - 6.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(spread.magnitude_at(0.5), 1.0);
        assert_eq!(spread.magnitude_at(1.0), 4.0);
    }

    #[test]
    fn nothing_measured_is_zero() {
        let spread = Spread::default();
        assert_eq!(
            [spread.rms(), spread.mean(), spread.magnitude_at(0.9)],
            [0.0; 3]
        );
    }
}
