//! One millisecond of the stream, its time, and the frames of the last eighth of a second.

use crate::{complex::Complex, evidence::Powers};

/// Frames that are kept: enough for the longest window behind the slowest end of a tone.
pub(super) const HISTORY_FRAMES: usize = 128;

/// Both bands at one moment, amplitudes with full scale = 1.
#[derive(Clone, Copy, Default)]
pub(crate) struct Frame {
    pub(crate) low: Complex,
    pub(crate) high: Complex,
    /// Squared amplitude of all between 0.6 and 3.9 kHz.
    pub(crate) wide_power: f32,
    /// The same of the whole signal.
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

/// The latest frames, by their number since the stream began.
pub(crate) struct History {
    frames: [Frame; HISTORY_FRAMES],
    count: u64,
}

impl History {
    pub(super) fn new() -> Self {
        Self {
            frames: [Frame::default(); HISTORY_FRAMES],
            count: 0,
        }
    }

    pub(super) fn push(&mut self, frame: Frame) {
        let place = Self::place(self.count);
        if let Some(kept) = self.frames.get_mut(place) {
            *kept = frame;
        }
        self.count += 1;
    }

    /// How many frames there have been.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The number of the oldest frame that is kept.
    pub(crate) fn oldest(&self) -> u64 {
        self.count.saturating_sub(HISTORY_FRAMES as u64)
    }

    /// A frame by its number; silence where there is none.
    pub(crate) fn frame(&self, number: u64) -> Frame {
        if number < self.oldest() || number >= self.count {
            return Frame::default();
        }
        let place = Self::place(number);
        self.frames.get(place).copied().unwrap_or_default()
    }

    /// Frames in order of time.
    pub(crate) fn window(&self, window: Window) -> impl Iterator<Item = Frame> + Clone + '_ {
        (window.first..window.end()).map(|number| self.frame(number))
    }

    /// Mean squared amplitudes over a window.
    pub(crate) fn powers(&self, window: Window) -> Powers {
        let mut powers = Powers::default();
        for frame in self.window(window) {
            powers.low += frame.low.norm_squared();
            powers.high += frame.high.norm_squared();
            powers.wide += frame.wide_power;
            powers.total += frame.total_power;
        }
        let share = 1.0 / window.len().max(1) as f32;
        Powers {
            low: powers.low * share,
            high: powers.high * share,
            wide: powers.wide * share,
            total: powers.total * share,
        }
    }

    fn place(number: u64) -> usize {
        usize::try_from(number % HISTORY_FRAMES as u64).unwrap_or(0)
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
