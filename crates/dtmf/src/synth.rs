//! The generator: digits to samples, into buffers that the caller owns.
//! Files and encodings are `audio`'s; what happens to the samples on their way is `line`'s.

mod error;
mod oscillator;
mod schedule;
mod tone;

pub use error::SynthError;
pub use tone::{GAP_MS_MAX, TONE_MS_MAX, Tone};

use crate::{Digit, Digits, SampleRate};
use oscillator::Oscillator;
use schedule::{Place, Schedule};

/// Turns a sequence of digits into samples of −1.0 to 1.0, a buffer at a time.
///
/// Every digit is a tone and the gap after it, the last one too. The boundaries are computed from
/// the milliseconds since the start, so they never drift, whatever the rate. Each tone begins at
/// phase zero and has raised-cosine edges of 2 ms inside its duration. Frequencies are exact to
/// 5·10⁻⁵ Hz (a 32-bit phase accumulator); the largest unwanted component measured between the
/// edges is 100 dB below the tones.
///
/// ```
/// use cxtone_dtmf::{Digits, SampleRate, Synth, Tone};
///
/// let digits: Digits = "42#".parse()?;
/// let mut synth = Synth::new(&digits, SampleRate::TELEPHONE, Tone::default())?;
/// assert_eq!(synth.samples_total(), 3 * 200 * 8);
///
/// let mut block = [0.0; 160];
/// let mut samples = 0;
/// loop {
///     let filled = synth.fill(&mut block);
///     if filled == 0 {
///         break;
///     }
///     samples += filled;
/// }
/// assert_eq!(samples, 4800);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Synth {
    digits: Digits,
    rate: SampleRate,
    schedule: Schedule,
    low_amplitude: f32,
    high_amplitude: f32,
    position: u64,
    current: Option<Playing>,
}

/// The digit whose tone is being written.
#[derive(Clone)]
struct Playing {
    index: usize,
    low: Oscillator,
    high: Oscillator,
}

impl Synth {
    /// A generator at the start of its sequence.
    ///
    /// # Errors
    ///
    /// [`SynthError`] when the tone cannot be made as asked: a duration out of range, a level or a
    /// twist that is no finite number, or tones so loud that their sum would clip.
    pub fn new(digits: &Digits, rate: SampleRate, tone: Tone) -> Result<Self, SynthError> {
        let (low_amplitude, high_amplitude) = tone.amplitudes()?;
        Ok(Self {
            digits: *digits,
            rate,
            schedule: Schedule::new(rate, &tone),
            low_amplitude,
            high_amplitude,
            position: 0,
            current: None,
        })
    }

    /// How many samples the whole sequence has, its last gap included.
    #[must_use]
    pub fn samples_total(&self) -> u64 {
        self.schedule.start_of(self.digits.len() as u64)
    }

    /// Writes the next samples to the front of `out` and tells how many; 0 means finished, or that
    /// `out` is empty.
    pub fn fill(&mut self, out: &mut [f32]) -> usize {
        let left = usize::try_from(self.samples_total() - self.position).unwrap_or(usize::MAX);
        let count = left.min(out.len());
        for sample in out.iter_mut().take(count) {
            *sample = self.next_sample();
        }
        count
    }

    fn next_sample(&mut self) -> f32 {
        let place = self.schedule.place(self.position);
        self.position += 1;
        match place {
            Place::Tone { index, gain } => gain * self.tone_sample(index),
            Place::Gap => 0.0,
        }
    }

    fn tone_sample(&mut self, index: usize) -> f32 {
        let Some(&digit) = self.digits.as_slice().get(index) else {
            return 0.0;
        };
        if self
            .current
            .as_ref()
            .is_none_or(|playing| playing.index != index)
        {
            self.current = Some(Playing::start(index, digit, self.rate));
        }
        self.current.as_mut().map_or(0.0, |playing| {
            self.low_amplitude * playing.low.next_sample()
                + self.high_amplitude * playing.high.next_sample()
        })
    }
}

impl core::fmt::Debug for Synth {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Synth")
            .field("digits", &self.digits)
            .field("rate", &self.rate)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Playing {
    fn start(index: usize, digit: Digit, rate: SampleRate) -> Self {
        Self {
            index,
            low: Oscillator::new(digit.low_hz(), rate),
            high: Oscillator::new(digit.high_hz(), rate),
        }
    }
}
