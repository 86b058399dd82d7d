//! A filter that attenuates one of the two frequency groups and leaves the other as it is.
//! By how much, and which, follows from the twist in the settings.
//!
//! Two groups are only 268 Hz apart, so a shelving filter would tilt within the groups too. This
//! one is a pair of elliptic half-band filters of order seven, as two chains of allpasses whose
//! sum is the low band and whose difference is the high band, moved from half the band to the
//! middle between the groups. Low and high band are in quadrature, so their powers add.

use cxtone_dtmf::{SampleRate, keypad};
use libm::{cos, pow, sin, sqrt, tan};

/// How far beyond their nominal edges the groups still reach: 2 %, as detectors accept no more.
const EDGE: f64 = 1.02;

/// Order of the half-band filter: one first-order allpass and three of second order.
const ORDER: u32 = 7;

/// Second-order allpasses, in both chains together.
const SECTIONS: usize = 3;

/// Terms of the theta series; the third is below 1e-9 already.
const THETA_TERMS: i32 = 6;

/// One frequency group softened against the other.
#[derive(Clone)]
pub(super) struct Twist {
    low_gain: f64,
    high_gain: f64,
    first: FirstOrder,
    sections: [SecondOrder; SECTIONS],
}

impl Twist {
    pub(super) fn new(twist_db: f32, rate: SampleRate) -> Self {
        let warp = |hz: f64| tan(core::f64::consts::PI * hz / f64::from(rate.hz()));
        let low_edge = warp(f64::from(keypad::ROW_HZ[keypad::ROWS - 1]) * EDGE);
        let high_edge = warp(f64::from(keypad::COLUMN_HZ[0]) / EDGE);
        let middle = sqrt(low_edge * high_edge);
        let shift = (middle - 1.0) / (middle + 1.0);
        let twist_db = f64::from(twist_db);
        Self {
            low_gain: pow(10.0, -twist_db.max(0.0) / 20.0),
            high_gain: pow(10.0, twist_db.min(0.0) / 20.0),
            first: FirstOrder::new(shift),
            sections: [1, 2, 3]
                .map(|index| SecondOrder::new(half_band(index, low_edge / high_edge), shift)),
        }
    }

    /// The next sample.
    pub(super) fn filter(&mut self, sample: f32) -> f32 {
        let input = f64::from(sample);
        let [one, two, three] = &mut self.sections;
        let even = two.filter(self.first.filter(input));
        let odd = three.filter(one.filter(input));
        let low = 0.5 * (even + odd);
        let high = 0.5 * (even - odd);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "samples are f32 at both ends"
        )]
        let output = (self.low_gain * low + self.high_gain * high) as f32;
        output
    }
}

/// The coefficient of one allpass of the elliptic half-band filter whose edges have the ratio
/// `selectivity`, by the theta series of its nome (as in Valenzuela and Constantinides, 1983).
fn half_band(index: i32, selectivity: f64) -> f64 {
    let nome = nome(selectivity);
    let angle = f64::from(index) * core::f64::consts::PI / f64::from(ORDER);
    let (mut numerator, mut denominator) = (0.0, 0.5);
    for term in 0..THETA_TERMS {
        let sign = if term % 2 == 0 { 1.0 } else { -1.0 };
        let order = f64::from(term);
        numerator += sign * pow(nome, order * (order + 1.0)) * sin((2.0 * order + 1.0) * angle);
        if term > 0 {
            denominator += sign * pow(nome, order * order) * cos(2.0 * order * angle);
        }
    }
    let zero = pow(nome, 0.25) * numerator / denominator;
    let squared = zero * zero;
    let root = sqrt((1.0 - squared * selectivity) * (1.0 - squared / selectivity));
    let ratio = root / (1.0 + squared);
    (1.0 - ratio) / (1.0 + ratio)
}

/// The elliptic nome of a filter whose edges have this ratio.
fn nome(selectivity: f64) -> f64 {
    let complement = sqrt(sqrt(1.0 - selectivity * selectivity));
    let start = 0.5 * (1.0 - complement) / (1.0 + complement);
    let fourth = pow(start, 4.0);
    start * (1.0 + fourth * (2.0 + fourth * (15.0 + 150.0 * fourth)))
}

/// The allpass (shift + z⁻¹) / (1 + shift z⁻¹), which also moves the half-band filter's middle.
#[derive(Clone)]
struct FirstOrder {
    shift: f64,
    input: f64,
    output: f64,
}

impl FirstOrder {
    fn new(shift: f64) -> Self {
        Self {
            shift,
            input: 0.0,
            output: 0.0,
        }
    }

    fn filter(&mut self, input: f64) -> f64 {
        let output = self.shift * (input - self.output) + self.input;
        self.input = input;
        self.output = output;
        output
    }
}

/// The half-band allpass (a + z⁻²) / (1 + a z⁻²) with z⁻¹ replaced by the first-order allpass.
#[derive(Clone)]
struct SecondOrder {
    outer: f64,
    inner: f64,
    inputs: [f64; 2],
    outputs: [f64; 2],
}

impl SecondOrder {
    fn new(coefficient: f64, shift: f64) -> Self {
        let squared = shift * shift;
        let outer = (coefficient + squared) / (1.0 + coefficient * squared);
        Self {
            outer,
            inner: 2.0 * shift / (1.0 + squared) * (1.0 + outer),
            inputs: [0.0; 2],
            outputs: [0.0; 2],
        }
    }

    fn filter(&mut self, input: f64) -> f64 {
        let [input_1, input_2] = self.inputs;
        let [output_1, output_2] = self.outputs;
        let output = self.outer * (input - output_2) + self.inner * (input_1 - output_1) + input_2;
        self.inputs = [input, input_1];
        self.outputs = [output, output_1];
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES_HZ: [u32; 4] = [8_000, 11_025, 48_000, 192_000];

    /// The filter's gain at a frequency, once its start has died away.
    fn gain_db(twist_db: f32, rate: SampleRate, hz: f64) -> f64 {
        let mut twist = Twist::new(twist_db, rate);
        let step = core::f64::consts::TAU * hz / f64::from(rate.hz());
        let (settle, count) = (rate.hz() / 4, rate.hz() / 2);
        let mut power = 0.0;
        for index in 0..settle + count {
            #[expect(clippy::cast_possible_truncation, reason = "a sample")]
            let sample = sin(step * f64::from(index)) as f32;
            let output = f64::from(twist.filter(sample));
            if index >= settle {
                power += output * output;
            }
        }
        10.0 * libm::log10(2.0 * power / f64::from(count))
    }

    fn check(twist_db: f32, rate_hz: u32) {
        let rate = SampleRate::new(rate_hz).expect("in range");
        let (low_db, high_db) = (-twist_db.max(0.0), twist_db.min(0.0));
        let groups = [(keypad::ROW_HZ, low_db), (keypad::COLUMN_HZ, high_db)];
        for (frequencies, expected_db) in groups {
            for hz in frequencies.map(f64::from) {
                let measured_db = gain_db(twist_db, rate, hz);
                let error_db = (measured_db - f64::from(expected_db)).abs();
                assert!(
                    error_db < 0.1,
                    "{measured_db} dB at {hz} Hz, {rate_hz} samples a second, twist {twist_db} dB"
                );
            }
        }
    }

    #[test]
    fn each_group_is_where_the_twist_puts_it_within_a_tenth_of_a_db() {
        for rate_hz in RATES_HZ {
            for twist_db in [-12.0, -8.0, 4.0, 12.0] {
                check(twist_db, rate_hz);
            }
        }
    }
}
