//! When each tone of a sequence begins and ends, and how long its edges take, in samples.
//! What its samples are is the pair's and the edge's.

use super::Tone;
use crate::SampleRate;

/// Length of an edge in milliseconds: long enough against clicks, short against the 40 ms that
/// receivers must accept (ITU-T Q.24).
const EDGE_MS: u32 = 2;

/// An edge takes at most this part of its tone, so that very short tones keep a steady middle.
const EDGE_SHARE: u64 = 4;

/// What lies at a position of the sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A tone that gets louder.
    Rise,
    /// A tone at its level.
    Steady,
    /// A tone that gets softer.
    Fall,
    /// Silence.
    Gap,
}

/// Samples of one kind from a position onwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Of what kind they are.
    pub(super) place: Place,
    /// Which digit they belong to.
    pub(super) index: usize,
    /// Whether the first of its kind is among them.
    pub(super) is_start: bool,
    /// How many they are, at least one.
    pub(super) samples: usize,
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

    /// Samples of a rise, and of a fall.
    pub(super) fn edge_samples(&self) -> u64 {
        self.edge_samples
    }

    /// What lies at a position, and how far. Positions must not decrease from call to call, nor
    /// leave out a whole digit.
    pub(super) fn run(&mut self, position: u64) -> Run {
        if position >= self.start_of(self.index + 1) {
            self.index += 1;
        }
        let start = self.start_of(self.index);
        let end = self.samples(self.index * self.cycle_ms + self.tone_ms);
        let places = [
            (Place::Rise, start, start + self.edge_samples),
            (
                Place::Steady,
                start + self.edge_samples,
                end - self.edge_samples,
            ),
            (Place::Fall, end - self.edge_samples, end),
        ];
        let gap = (Place::Gap, end, self.start_of(self.index + 1));
        let (place, first, after) = places
            .into_iter()
            .find(|&(_, _, after)| position < after)
            .unwrap_or(gap);
        Run {
            place,
            index: usize::try_from(self.index).unwrap_or(usize::MAX),
            is_start: position == first,
            samples: usize::try_from(after - position).unwrap_or(usize::MAX),
        }
    }

    fn samples(&self, since_start_ms: u64) -> u64 {
        since_start_ms * self.rate_hz / 1000
    }
}
