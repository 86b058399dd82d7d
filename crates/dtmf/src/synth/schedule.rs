//! When each tone of a sequence begins and ends, in samples, and how its edges rise and fall.

use super::Tone;
use crate::SampleRate;

/// Length of an edge in milliseconds: long enough against clicks, short against the 40 ms that
/// receivers must accept (ITU-T Q.24).
const EDGE_MS: u32 = 2;

/// An edge takes at most this part of its tone, so that very short tones keep a steady middle.
const EDGE_SHARE: u64 = 4;

/// Where a sample lies.
pub(super) enum Place {
    /// In the tone of the digit at an index, at a gain of 0 to 1.
    Tone { index: usize, gain: f32 },
    /// In a gap.
    Gap,
}

/// The boundaries of a sequence of equal digits.
#[derive(Clone)]
pub(super) struct Schedule {
    rate_hz: u64,
    tone_ms: u64,
    cycle_ms: u64,
    edge_samples: u64,
    index: u64,
}

impl Schedule {
    pub(super) fn new(rate: SampleRate, tone: &Tone) -> Self {
        let rate_hz = u64::from(rate.hz());
        let tone_ms = u64::from(tone.tone_ms);
        let tone_samples = tone_ms * rate_hz / 1000;
        Self {
            rate_hz,
            tone_ms,
            cycle_ms: tone_ms + u64::from(tone.gap_ms),
            edge_samples: (u64::from(EDGE_MS) * rate_hz / 1000).min(tone_samples / EDGE_SHARE),
            index: 0,
        }
    }

    /// The first sample of the digit at an index.
    pub(super) fn start_of(&self, index: u64) -> u64 {
        self.samples(index * self.cycle_ms)
    }

    /// Where a sample lies. Positions must not decrease from call to call.
    pub(super) fn place(&mut self, position: u64) -> Place {
        if position >= self.start_of(self.index + 1) {
            self.index += 1;
        }
        let start = self.start_of(self.index);
        let end = self.samples(self.index * self.cycle_ms + self.tone_ms);
        if position >= end {
            return Place::Gap;
        }
        let to_edge = (position - start).min(end - 1 - position);
        Place::Tone {
            index: usize::try_from(self.index).unwrap_or(usize::MAX),
            gain: self.edge_gain(to_edge),
        }
    }

    fn samples(&self, since_start_ms: u64) -> u64 {
        since_start_ms * self.rate_hz / 1000
    }

    /// A raised cosine over the samples nearest to an edge.
    fn edge_gain(&self, to_edge: u64) -> f32 {
        if to_edge >= self.edge_samples {
            return 1.0;
        }
        let share = (to_edge as f32 + 0.5) / self.edge_samples as f32;
        0.5 - 0.5 * libm::cosf(core::f32::consts::PI * share)
    }
}
