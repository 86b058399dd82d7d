//! Levels by time and frequency: the short-time Fourier transform behind a spectrogram.
//! Colours and axes are left to others.

use core::f32::consts::TAU;
use std::borrow::Cow;

use rustfft::{FftPlanner, num_complex::Complex};

/// How much sound one transform sees: frequencies 50 Hz apart come apart, and so do tones with a
/// pause of as much.
const WINDOW_S: f64 = 0.040;

/// The transform is filled up with zeros until its bins are no wider than this.
const BIN_HZ_MAX: f64 = 4.0;

/// Sound of a multiple of this rate is thinned out first: the plot ends far below, and transforms
/// of the whole band take ten times as long.
const THINNED_RATE_HZ: u32 = 16_000;

/// How many moments are looked at for one column.
const MOMENTS_MAX: usize = 16;

/// The level of nothing, and the lowest that is told apart.
const SILENCE_DBFS: f32 = -160.0;

/// The highest that is told apart: floating point may be far beyond full scale.
const LOUDEST_DBFS: f32 = 160.0;

/// Levels in dBFS of a sine, column by column, lowest frequency first.
pub(super) struct Levels {
    rows: usize,
    dbfs: Vec<f32>,
}

impl Levels {
    pub(super) fn of(
        samples: &[f32],
        rate_hz: u32,
        top_hz: f64,
        columns: usize,
        rows: usize,
    ) -> Self {
        let (samples, rate_hz) = thinned(samples, rate_hz);
        let mut transform = Transform::new(rate_hz);
        let bins: Vec<usize> = (0..rows)
            .map(|row| transform.bin(top_hz * share(row, rows)))
            .collect();
        let mut dbfs = Vec::with_capacity(columns * rows);
        for column in 0..columns {
            let powers = transform.loudest(&samples, column, columns);
            dbfs.extend(bins.iter().map(|bin| level_dbfs(powers[*bin])));
        }
        Self { rows, dbfs }
    }

    pub(super) fn columns(&self) -> usize {
        self.dbfs.len() / self.rows
    }

    pub(super) fn dbfs(&self, column: usize, row: usize) -> f32 {
        self.dbfs[column * self.rows + row]
    }

    pub(super) fn loudest_dbfs(&self) -> f32 {
        self.dbfs.iter().copied().fold(SILENCE_DBFS, f32::max)
    }
}

struct Transform {
    rate_hz: f64,
    fft: std::sync::Arc<dyn rustfft::Fft<f32>>,
    window: Vec<f32>,
    buffer: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    powers: Vec<f32>,
}

impl Transform {
    fn new(rate_hz: f64) -> Self {
        let window_len = floored(rate_hz * WINDOW_S).max(2);
        let bins_wanted = floored(rate_hz / BIN_HZ_MAX);
        let len = bins_wanted.max(window_len).next_power_of_two();
        let fft = FftPlanner::new().plan_fft_forward(len);
        Self {
            rate_hz,
            window: hann(window_len),
            buffer: vec![Complex::default(); len],
            scratch: vec![Complex::default(); fft.get_inplace_scratch_len()],
            powers: vec![0.0; len / 2 + 1],
            fft,
        }
    }

    /// The bin nearest to a frequency.
    fn bin(&self, hz: f64) -> usize {
        let bin = floored((hz * self.buffer.len() as f64 / self.rate_hz).round());
        bin.min(self.powers.len() - 1)
    }

    /// The powers of a column's span, each the greatest of its moments.
    fn loudest(&mut self, samples: &[f32], column: usize, columns: usize) -> &[f32] {
        self.powers.fill(0.0);
        let span = samples.len() as f64 / columns as f64;
        let half_window = self.window.len() as f64 / 2.0;
        let moments = floored((span / half_window).ceil()).clamp(1, MOMENTS_MAX);
        for moment in 0..moments {
            let centre = span * (column as f64 + share(moment, moments));
            self.look(samples, floored(centre));
        }
        &self.powers
    }

    /// One transform around a sample; what lies beyond the ends is silence.
    fn look(&mut self, samples: &[f32], centre: usize) {
        let half = self.window.len() / 2;
        self.buffer.fill(Complex::default());
        for (index, weight) in self.window.iter().enumerate() {
            let sample = (centre + index)
                .checked_sub(half)
                .and_then(|at| samples.get(at));
            if let Some(sample) = sample.filter(|sample| sample.is_finite()) {
                self.buffer[index].re = sample * weight;
            }
        }
        self.fft
            .process_with_scratch(&mut self.buffer, &mut self.scratch);
        for (power, value) in self.powers.iter_mut().zip(&self.buffer) {
            *power = power.max(value.norm_sqr());
        }
    }
}

/// Every so manieth sample, of the sound smoothed by a triangle of twice the distance: what would
/// fold into the plot is 34 dB down, and the plot's top loses less than half a dB.
fn thinned(samples: &[f32], rate_hz: u32) -> (Cow<'_, [f32]>, f64) {
    let factor = (rate_hz / THINNED_RATE_HZ) as usize;
    if factor < 2 {
        return (samples.into(), rate_hz.into());
    }
    let thinned = (0..samples.len() / factor).map(|index| {
        let first = (index * factor).saturating_sub(factor - 1);
        let centre = index * factor;
        let end = samples.len().min(centre + factor);
        let weighted = samples[first..end].iter().zip(first..).map(|(sample, at)| {
            let weight = (factor - at.abs_diff(centre)) as f32;
            sample * weight
        });
        weighted.sum::<f32>() / (factor * factor) as f32
    });
    (thinned.collect(), f64::from(rate_hz) / factor as f64)
}

/// A Hann window whose sum is two, so that a sine of full scale has a power of one.
fn hann(len: usize) -> Vec<f32> {
    let step = TAU / len as f32;
    (0..len)
        .map(|index| (1.0 - (step * index as f32).cos()) * 2.0 / len as f32)
        .collect()
}

/// The middle of one of so many equal parts of one.
fn share(index: usize, count: usize) -> f64 {
    (index as f64 + 0.5) / count as f64
}

/// The whole part; below zero is zero.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from floating point stops at the ends"
)]
fn floored(value: f64) -> usize {
    value as usize
}

fn level_dbfs(power: f32) -> f32 {
    (10.0 * power.log10()).clamp(SILENCE_DBFS, LOUDEST_DBFS)
}
