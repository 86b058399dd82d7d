//! The generator: digits to samples, into buffers that the caller owns.
//! Files and encodings are `audio`'s; what happens to the samples on their way is `line`'s.

mod edge;
mod error;
mod oscillator;
mod pair;
mod phasor;
mod schedule;
mod tone;

pub use error::SynthError;
pub use tone::{GAP_MS_MAX, TONE_MS_MAX, Tone};

use crate::{Digits, SampleRate};
use edge::Edge;
use pair::Pair;
use schedule::{Place, Run, Schedule};

/// Turns a sequence of digits into samples of −1.0 to 1.0, a buffer at a time.
///
/// Every digit is a tone and the gap after it, the last one too. The boundaries are computed from
/// the milliseconds since the start, so they never drift, whatever the rate. Each tone begins at
/// phase zero and has raised-cosine edges of 2 ms inside its duration. Frequencies are exact to
/// 10⁻⁶ Hz (the phase is kept in double precision). How the samples are cut into buffers changes
/// no bit of them, and neither does the machine.
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
    /// Peak amplitudes of the low and the high tone.
    amplitudes: (f32, f32),
    rise: Edge,
    position: u64,
    playing: Option<Playing>,
}

/// The digit whose tone is being written.
#[derive(Clone)]
struct Playing {
    pair: Pair,
    edge: Edge,
}

impl Synth {
    /// A generator at the start of its sequence.
    ///
    /// # Errors
    ///
    /// [`SynthError`] when the tone cannot be made as asked: a duration out of range, a level or a
    /// twist that is no finite number, or tones so loud that their sum would clip.
    pub fn new(digits: &Digits, rate: SampleRate, tone: Tone) -> Result<Self, SynthError> {
        let amplitudes = tone.amplitudes()?;
        let schedule = Schedule::new(rate, &tone);
        Ok(Self {
            digits: *digits,
            rate,
            amplitudes,
            rise: Edge::rise(schedule.edge_samples()),
            schedule,
            position: 0,
            playing: None,
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
        let mut rest = out.get_mut(..count).unwrap_or_default();
        while !rest.is_empty() {
            let run = self.schedule.run(self.position);
            let length = run.samples.min(rest.len());
            let now = rest.split_off_mut(..length).unwrap_or_default();
            self.write(run, now);
            self.position += length as u64;
        }
        count
    }

    /// Writes samples of one kind.
    fn write(&mut self, run: Run, out: &mut [f32]) {
        match run.place {
            Place::Rise if run.is_start => self.playing = self.start(run.index),
            Place::Fall if run.is_start => self.start_fall(),
            Place::Rise | Place::Steady | Place::Fall => {}
            Place::Gap => return out.fill(0.0),
        }
        let Some(playing) = &mut self.playing else {
            return out.fill(0.0);
        };
        playing.pair.fill(out);
        if run.place != Place::Steady {
            playing.edge.shape(out);
        }
    }

    fn start(&self, index: usize) -> Option<Playing> {
        let digit = *self.digits.as_slice().get(index)?;
        Some(Playing {
            pair: Pair::new(digit, self.amplitudes, self.rate),
            edge: self.rise.clone(),
        })
    }

    fn start_fall(&mut self) {
        if let Some(playing) = &mut self.playing {
            playing.edge = self.rise.mirrored();
        }
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
