//! An ear for those who ask: blocks go in, and what was told waits in its shape until it is taken.
//! What counts as a digit is left to the ear.

use core::{fmt, mem};

use cxtone_dtmf::SampleRate;
use cxtone_line::pcm16;

use crate::{Ear, Hearing, ToldReport};

/// Samples of 16 bits are scaled in blocks of so many.
const BLOCK: usize = 256;

/// Listens to one channel and keeps what it is told.
///
/// None of it is generic or inlined into its caller: bindings, which are built to be small, call code that is built to be
/// quick.
pub struct Listener {
    ear: Ear,
    told: Vec<ToldReport>,
}

impl Listener {
    /// For a channel, counted from 1.
    #[must_use]
    pub fn new(channel: usize, rate: SampleRate, hearing: Hearing) -> Self {
        Self {
            ear: Ear::new(channel, rate, hearing),
            told: Vec::new(),
        }
    }

    /// Takes the channel's next samples, full scale = 1.
    #[inline(never)]
    pub fn hear(&mut self, samples: &[f32]) {
        let Self { ear, told } = self;
        ear.hear(samples, |it| told.push(ToldReport::of(&it)));
    }

    /// Takes the channel's next samples of 16 bits.
    #[inline(never)]
    pub fn hear_pcm16(&mut self, samples: &[i16]) {
        let mut block = [0.0; BLOCK];
        for part in samples.chunks(BLOCK) {
            let block = &mut block[..part.len()];
            pcm16::decode_all(part, block);
            self.hear(block);
        }
    }

    /// Tells what is still open at the end of the channel; the next samples begin another stream.
    #[inline(never)]
    pub fn finish(&mut self) {
        let Self { ear, told } = self;
        ear.finish(|it| told.push(ToldReport::of(&it)));
    }

    /// What was told since it was last taken; nearly always nothing.
    #[must_use]
    pub fn take(&mut self) -> Vec<ToldReport> {
        mem::take(&mut self.told)
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listener")
            .field("ear", &self.ear)
            .field("told", &format_args!("[{} told]", self.told.len()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use cxtone_dtmf::{Digits, SampleRate, Synth, Tone};
    use cxtone_line::pcm16;

    use super::{BLOCK, Listener};
    use crate::{Ear, Hearing, ToldReport};

    fn tones() -> Vec<i16> {
        let digits: Digits = "159D".parse().expect("these are digits");
        let mut synth =
            Synth::new(&digits, SampleRate::TELEPHONE, Tone::default()).expect("as by default");
        let mut samples = vec![0.0; usize::try_from(synth.samples_total()).expect("it is short")];
        synth.fill(&mut samples);
        samples.into_iter().map(pcm16::encode).collect()
    }

    fn json(told: &[ToldReport]) -> String {
        serde_json::to_string(told).expect("it is made for that")
    }

    #[test]
    fn it_keeps_what_an_ear_tells_however_the_samples_come() {
        let samples = tones();
        let scaled: Vec<f32> = samples.iter().copied().map(pcm16::decode).collect();
        let mut expected = Vec::new();
        let mut ear = Ear::new(1, SampleRate::TELEPHONE, Hearing::default());
        ear.hear(&scaled, |it| expected.push(ToldReport::of(&it)));
        ear.finish(|it| expected.push(ToldReport::of(&it)));
        assert_eq!(expected.len(), 8);

        for cut in [1, 160, BLOCK + 1, samples.len()] {
            let mut listener = Listener::new(1, SampleRate::TELEPHONE, Hearing::default());
            let mut told = Vec::new();
            for (whole, float) in samples.chunks(cut).zip(scaled.chunks(cut)) {
                if cut == 160 {
                    listener.hear(float);
                } else {
                    listener.hear_pcm16(whole);
                }
                told.extend(listener.take());
            }
            listener.finish();
            told.extend(listener.take());
            assert_eq!(json(&told), json(&expected), "cut into {cut}");
        }
    }

    #[test]
    fn debug_counts_what_was_told_and_shows_no_digit() {
        let mut listener = Listener::new(1, SampleRate::TELEPHONE, Hearing::default());
        listener.hear_pcm16(&tones());
        listener.finish();
        assert_eq!(
            format!("{listener:?}"),
            "Listener { ear: Ear { channel: 1, .. }, told: [8 told] }"
        );
    }
}
