//! Verify mode: whether digits that are known to have been sent are in a recording, each decided by
//! a likelihood ratio against the other digits and against nothing.
//! Digits that nobody expects are the detector's business; [`Verified::score_with`] brings both
//! together.

mod alignment;
mod band;
mod evidence;
mod odds;
mod reach;
mod steps;
mod tones;
mod verdict;

use core::fmt;

use crate::{Digits, SampleRate, Synth, SynthError, Tone};
use alignment::{Alignment, Spacing};
use evidence::Segments;
use odds::Judge;
use steps::Steps;

pub use verdict::{Finding, Verdict, Verified};

/// Looks in recordings for one sequence of digits that was sent.
///
/// Where in the recording the sequence begins is unknown. From onset to onset there may be up to half
/// the gap less than was sent (at most 25 ms), and up to half the gap and 60 ms more (at most 500 ms).
/// Frequencies may be off by 1.5 % + 2 Hz; level, twist and noise are unknown. `Debug` shows no digits.
///
/// ```
/// use cxtone_dtmf::{Digits, Finding, SampleRate, Synth, Tone, Verifier};
///
/// let (rate, tone) = (SampleRate::TELEPHONE, Tone::default());
/// let in_the_call: Digits = "12#4".parse()?;
/// let mut samples = vec![0.0; 12_000];
/// Synth::new(&in_the_call, rate, tone)?.fill(&mut samples[3_000..]);
///
/// let sent: Digits = "1234".parse()?;
/// let verifier = Verifier::new(&sent, rate, tone)?;
/// let mut scratch = vec![0.0; verifier.scratch_len(samples.len())];
/// let verified = verifier.verify(&samples, &mut scratch)?;
///
/// let [_, second, third, _] = verified.verdicts() else { unreachable!() };
/// assert_eq!(second.finding, Finding::Present);
/// assert!((second.start_s.unwrap() - 0.575).abs() < 0.005);
/// assert_eq!(third.finding, Finding::Substituted(in_the_call.as_slice()[2]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Verifier {
    digits: Digits,
    rate: SampleRate,
    steps: Steps,
    segments: Segments,
    spacing: Spacing,
}

impl Verifier {
    /// A verifier for digits and how they were sent. Of `tone`, only the durations are used.
    ///
    /// # Errors
    ///
    /// [`SynthError`] when such a tone cannot have been sent.
    pub fn new(digits: &Digits, rate: SampleRate, tone: Tone) -> Result<Self, SynthError> {
        Synth::new(digits, rate, tone)?;
        let steps = Steps::new(rate);
        Ok(Self {
            digits: *digits,
            rate,
            steps,
            segments: Segments::new(&tone, steps),
            spacing: Spacing::new(&tone, steps),
        })
    }

    /// How many values [`Verifier::verify`] needs to work in: about 5 000 for each second of the
    /// recording, and as much as digits × 1 000 × seconds that the digits can take.
    #[must_use]
    pub fn scratch_len(&self, samples: usize) -> usize {
        let count = self.steps.in_samples(samples);
        evidence::len(count) + Alignment::len(&self.digits, self.spacing, count)
    }

    /// Decides every digit. Full scale = 1; samples that are no number count as silence. What
    /// `scratch` holds before does not matter, and what it holds afterwards is derived from digits.
    ///
    /// # Errors
    ///
    /// [`ScratchTooSmall`] when `scratch` is shorter than [`Verifier::scratch_len`] of the samples.
    pub fn verify(
        &self,
        samples: &[f32],
        scratch: &mut [f32],
    ) -> Result<Verified, ScratchTooSmall> {
        let count = self.steps.in_samples(samples.len());
        let needed = self.scratch_len(samples.len());
        let (values, rest) = scratch
            .get_mut(..needed)
            .and_then(|scratch| scratch.split_at_mut_checked(evidence::len(count)))
            .ok_or(ScratchTooSmall { needed })?;
        let measured = evidence::measure(samples, self.steps, &self.segments, values);
        let mut verified = Verified::new(&self.digits, self.segments.tone_s);
        let mut alignment = Alignment::new(
            &self.digits,
            self.spacing,
            Judge::new(&self.segments, self.steps),
            measured,
            self.segments.width,
            rest,
        );
        alignment.get_used();
        alignment.decide(|index, decided| verified.set(index, decided, self.steps));
        Ok(verified)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verifier")
            .field("digits", &self.digits)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

/// The values to work in are fewer than [`Verifier::scratch_len`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScratchTooSmall {
    needed: usize,
}

impl fmt::Display for ScratchTooSmall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "verifying this recording takes {} values to work in; ask Verifier::scratch_len",
            self.needed
        )
    }
}

impl core::error::Error for ScratchTooSmall {}
