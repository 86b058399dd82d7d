//! A call's recording: what plays is mixed, goes over the line, and is kept, up to the present only.
//! When the present is, the caller says.

use cxtone_dtmf::SampleRate;
use cxtone_line::impairment::{ImpairmentError, Line};

use crate::{
    line_settings::LineSettings,
    sample::{from_16_bits, to_16_bits},
};

/// How many samples are mixed at one time.
const BLOCK: usize = 800;

/// The recording so far and what still plays. It has no `Debug`: both spell digits.
pub(super) struct Tape {
    kept: Vec<i16>,
    voices: Vec<Voice>,
    /// Boxed: its echo buffer is large.
    line: Box<Line>,
}

/// Audio of one injection, mixed up to `next`.
struct Voice {
    audio: Vec<f32>,
    next: usize,
}

impl Tape {
    pub(super) fn new(settings: &LineSettings) -> Result<Self, ImpairmentError> {
        Ok(Self {
            kept: Vec::new(),
            voices: Vec::new(),
            line: Box::new(Line::new(settings.impairments, SampleRate::TELEPHONE)?),
        })
    }

    /// How many injections still play.
    pub(super) fn voices(&self) -> usize {
        self.voices.len()
    }

    /// Plays audio from the end of what is recorded so far.
    pub(super) fn play(&mut self, audio: Vec<f32>) {
        if !audio.is_empty() {
            self.voices.push(Voice { audio, next: 0 });
        }
    }

    /// Records until there are so many samples and shows each new block to `listen`.
    pub(super) fn roll_to(&mut self, until: usize, mut listen: impl FnMut(&[f32])) {
        while self.kept.len() < until {
            let mut block = [0.0; BLOCK];
            let wanted = BLOCK.min(until - self.kept.len());
            let block = &mut block[..wanted];
            self.mix(block);
            self.line.apply(block);
            let from = self.kept.len();
            self.kept
                .extend(block.iter().map(|&sample| to_16_bits(sample)));
            // The ear hears what the file will hold, rounding included.
            for (sample, &kept) in block.iter_mut().zip(&self.kept[from..]) {
                *sample = from_16_bits(kept);
            }
            listen(block);
        }
    }

    /// All samples so far, full scale at 1.
    pub(super) fn samples(&self) -> Vec<f32> {
        self.kept.iter().copied().map(from_16_bits).collect()
    }

    fn mix(&mut self, block: &mut [f32]) {
        for voice in &mut self.voices {
            let rest = voice.audio.get(voice.next..).unwrap_or_default();
            let length = rest.len().min(block.len());
            for (sample, voiced) in block.iter_mut().zip(rest) {
                *sample += voiced;
            }
            voice.next += length;
        }
        self.voices.retain(|voice| voice.next < voice.audio.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_settings::LineJson;

    const SEED: u64 = 11;

    fn tape() -> Tape {
        let settings = LineJson::default().settings(SEED).expect("in range");
        Tape::new(&settings).expect("in range")
    }

    fn peak(samples: &[f32]) -> f32 {
        samples
            .iter()
            .fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn the_recording_has_the_samples_it_was_rolled_to_and_never_more() {
        let mut tape = tape();
        for until in [0, 1, 799, 800, 801, 8_000, 100] {
            let had = tape.kept.len();
            tape.roll_to(until, |_| {});
            assert_eq!(tape.samples().len(), until.max(had));
        }
    }

    #[test]
    fn what_plays_begins_at_the_present_and_adds_up() {
        let mut tape = tape();
        tape.roll_to(1_000, |_| {});
        tape.play(vec![0.25; 500]);
        tape.roll_to(1_200, |_| {});
        tape.play(vec![0.25; 100]);
        assert_eq!(tape.voices(), 2);
        tape.roll_to(2_000, |_| {});
        assert_eq!(tape.voices(), 0);
        let samples = tape.samples();
        assert!(peak(&samples[..1_000]) < 0.01);
        assert!((peak(&samples[1_000..1_200]) - 0.25).abs() < 0.01);
        assert!((peak(&samples[1_200..1_300]) - 0.5).abs() < 0.01);
        assert!(peak(&samples[1_500..]) < 0.01);
    }

    #[test]
    fn how_it_is_rolled_changes_nothing() {
        let (mut whole, mut parts) = (tape(), tape());
        whole.roll_to(5_000, |_| {});
        let mut shown = Vec::new();
        for until in [3, 700, 701, 4_444, 5_000] {
            parts.roll_to(until, |block| shown.extend_from_slice(block));
        }
        assert_eq!(whole.samples(), parts.samples());
        assert_eq!(whole.samples(), shown);
    }

    #[test]
    fn a_quiet_line_is_not_silent() {
        let mut tape = tape();
        tape.roll_to(8_000, |_| {});
        assert!(peak(&tape.samples()) > 0.0);
    }
}
