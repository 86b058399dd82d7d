//! One millisecond of the stream, its time, and windows of them.
//! Which frames are kept is told in [`history`](super::history).

use crate::complex::Complex;

/// Both bands at one moment, amplitudes with full scale = 1.
#[derive(Clone, Copy, Default)]
pub(crate) struct Frame {
    pub(crate) low: Complex,
    pub(crate) high: Complex,
    /// Squared amplitude of what is above the high tones, 1.8 to 3.9 kHz.
    pub(crate) rest_power: f32,
    /// Squared amplitude of the whole signal.
    pub(crate) total_power: f32,
}

/// When a frame is.
#[derive(Clone, Copy)]
pub(crate) struct FrameClock {
    period_s: f64,
    delay_s: f64,
}

impl FrameClock {
    /// `period_s` from frame to frame; a frame shows the moment `delay_s` before the stream time at
    /// which it is complete.
    pub(super) fn new(period_s: f64, delay_s: f64) -> Self {
        Self { period_s, delay_s }
    }

    pub(crate) fn period_s(&self) -> f64 {
        self.period_s
    }

    /// The moment that a frame shows, in seconds of the stream; frames can be cut into parts.
    pub(crate) fn shown_s(&self, frame: f64) -> f64 {
        (frame + 1.0) * self.period_s - self.delay_s
    }

    /// The stream time at which a frame is complete.
    pub(crate) fn complete_s(&self, frame: u64) -> f64 {
        (frame as f64 + 1.0) * self.period_s
    }

    /// How many frames a duration has.
    pub(crate) fn frames(&self, ms: f32) -> f64 {
        f64::from(ms) / 1000.0 / self.period_s
    }
}

/// Some successive frames, a multiple of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    first: u64,
    quarter_len: usize,
}

impl Window {
    /// The longest window of whole quarters of at most `frames_max` frames that ends before `end`
    /// and begins at `first` or later; none below `frames_min` frames.
    pub(crate) fn within(
        first: u64,
        end: u64,
        frames_min: usize,
        frames_max: usize,
    ) -> Option<Self> {
        let room = usize::try_from(end.saturating_sub(first)).unwrap_or(usize::MAX);
        let quarter_len = room.min(frames_max) / 4;
        let window = Self {
            first: end.checked_sub(quarter_len as u64 * 4)?,
            quarter_len,
        };
        (window.len() >= frames_min.max(4)).then_some(window)
    }

    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// The number of the first frame after it.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.len() as u64
    }

    pub(crate) fn len(&self) -> usize {
        self.quarter_len * 4
    }

    pub(crate) fn quarter_len(&self) -> usize {
        self.quarter_len
    }
}
