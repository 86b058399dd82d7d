//! The detector: samples to digits, in chunks of any size.
//!
//! Its stages, each in a file of its own: front end (samples to frames of a millisecond) → search
//! (windows of frames) → fit (frequency, amplitude, purity of either tone) → `decide` → track (onset
//! and end) → `debounce`. What the thresholds are is the profile's.

mod band;
mod change_point;
mod decimator;
mod ear;
mod explainer;
pub(crate) mod fit;
mod follow;
mod frame;
mod front_end;
mod gain_table;
mod glance;
mod half_four;
#[allow(
    clippy::indexing_slicing,
    reason = "places are remainders of the rows' length"
)]
mod history;
pub(crate) mod low_pass;
mod muter;
mod plan;
mod recent;
mod rough;
mod search;
mod sums;
mod track;

use wide::f32x4;

use crate::{Considered, Event, Heard, Profile, SampleRate};
use ear::{Ear, Means};
use plan::Plan;

pub use explainer::Explainer;
pub use muter::{Muter, Passage};

/// Silence that ends a stream, in milliseconds: longer than any digit stays open.
const FLUSH_MS: u64 = 200;

/// A piece of it.
const SILENCE: [f32; 64] = [0.0; 64];

/// Listens to a stream of samples and tells which digits are in it.
///
/// ```
/// use cxtone_dtmf::{Detector, Digits, Event, Profile, SampleRate, Synth, Tone};
///
/// let sent: Digits = "0123456789*#ABCD".parse()?;
/// let mut synth = Synth::new(&sent, SampleRate::TELEPHONE, Tone::default())?;
/// let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
///
/// let mut heard = Digits::new();
/// let mut listen = |event| {
///     if let Event::Ended(digit) = event {
///         heard.push(digit.digit).expect("as many as were sent");
///     }
/// };
/// let mut block = [0.0; 160];
/// loop {
///     let filled = synth.fill(&mut block);
///     if filled == 0 {
///         break;
///     }
///     detector.feed(&block[..filled], &mut listen);
/// }
/// detector.finish(&mut listen);
/// assert!(heard == sent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Detector {
    profile: Profile,
    rate: SampleRate,
    plan: Plan,
    ear: Ear,
    samples: u64,
}

impl Detector {
    /// A detector for mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        Self {
            profile,
            rate,
            plan: Plan::new(rate, profile.thresholds()),
            ear: Ear::new(profile.thresholds()),
            samples: 0,
        }
    }

    /// Takes the next samples, full scale = 1, and tells what they decide. How the stream is cut
    /// into chunks never changes the events. Samples that are no number, or beyond ±32, count as
    /// silence.
    pub fn feed(&mut self, samples: &[f32], mut sink: impl FnMut(Event)) {
        let means = Means {
            plan: &self.plan,
            thresholds: self.profile.thresholds(),
        };
        self.ear.feed(samples, means, &mut sink);
        self.samples += samples.len() as u64;
    }

    /// Tells what is still open at the end of the stream, and makes ready for another one.
    pub fn finish(&mut self, mut sink: impl FnMut(Event)) {
        let end_s = self.samples as f64 / f64::from(self.rate.hz());
        let mut inside = |event| sink(within(event, end_s));
        for _ in 0..u64::from(self.rate.hz()) * FLUSH_MS / (1000 * SILENCE.len() as u64) + 1 {
            self.feed(&SILENCE, &mut inside);
        }
        self.ear.flush(&mut inside);
        self.ear = Ear::new(self.profile.thresholds());
        self.samples = 0;
    }

    /// Takes the next samples, confirms nothing, and tells of every window that would be judged:
    /// what the decision is fitted with.
    pub fn consider(&mut self, samples: &[f32], sink: impl FnMut(Considered)) {
        let means = Means {
            plan: &self.plan,
            thresholds: self.profile.thresholds(),
        };
        self.ear.consider(samples, means, sink);
        self.samples += samples.len() as u64;
    }
}

impl core::fmt::Debug for Detector {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Detector")
            .field("profile", &self.profile.name())
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

/// No event lies behind the end of the stream, though the silence that ends it is heard too.
fn within(event: Event, end_s: f64) -> Event {
    match event {
        Event::Confirmed {
            digit,
            start_s,
            decided_s,
        } => Event::Confirmed {
            digit,
            start_s: start_s.min(end_s),
            decided_s: decided_s.min(end_s),
        },
        Event::Ended(heard) => Event::Ended(Heard {
            start_s: heard.start_s.min(end_s),
            end_s: heard.end_s.min(end_s),
            decided_s: heard.decided_s.min(end_s),
            ..heard
        }),
    }
}

/// A sum of products in four lanes: a fixed order of summation.
pub(crate) fn dot(samples: &[f32], weights: &[f32]) -> f32 {
    let (sample_fours, sample_rest) = samples.as_chunks::<4>();
    let (weight_fours, _) = weights.as_chunks::<4>();
    let mut lanes = f32x4::ZERO;
    for (samples, weights) in sample_fours.iter().zip(weight_fours) {
        lanes += f32x4::new(*samples) * f32x4::new(*weights);
    }
    let weights_rest = weights.iter().skip(sample_fours.len() * 4);
    let rest: f32 = sample_rest
        .iter()
        .zip(weights_rest)
        .map(|(sample, weight)| sample * weight)
        .sum();
    sum_of_lanes(lanes) + rest
}

/// The sum of four lanes, always in the same order.
#[inline]
fn sum_of_lanes(lanes: f32x4) -> f32 {
    let [a, b, c, d] = lanes.to_array();
    (a + c) + (b + d)
}

/// The sums of the lanes of four vectors, in the same order.
#[inline(always)]
fn sums_of_lanes(vectors: [f32x4; 4]) -> [f32; 4] {
    let [a, b, c, d] = f32x4::transpose(vectors);
    ((a + c) + (b + d)).to_array()
}

/// From the precision of design to that of the sample path.
#[allow(
    clippy::cast_possible_truncation,
    reason = "weights, gains and frequencies are designed in double precision and used in single"
)]
pub(crate) fn narrow(designed: f64) -> f32 {
    designed as f32
}
