//! Generators side by side: ours and spandsp's, timed, and their tones for others to hear.
//! Who hears them is the contender's.

use core::time::Duration;

use cpu_time::ThreadTime;
use cxtone_dtmf::{Digit, Tone};

use super::spandsp::Generator;
use crate::audio::{Audio, FRAME, RATE_HZ, to_integer};
use crate::sent;

/// A generator that can be timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Ours, to samples of full scale 1.
    Ours,
    /// Ours, converted to 16 bits frame by frame.
    OursTo16Bits,
    /// spandsp's, which makes 16 bits.
    Spandsp,
}

/// What sending gave.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The tones.
    pub audio: Audio,
    /// CPU time that they took.
    pub cpu: Duration,
}

impl Sender {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ours, Self::OursTo16Bits, Self::Spandsp];

    /// For the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "cxtone-dtmf",
            Self::OursTo16Bits => "cxtone-dtmf, to 16 bits",
            Self::Spandsp => "spandsp",
        }
    }

    /// Sends at most [`DIGITS_MAX`](cxtone_dtmf::DIGITS_MAX) digits in frames of 20 ms, into memory that is at hand: what
    /// getting it costs is no part of this.
    pub fn send(self, digits: &[Digit], tone_ms: u32, gap_ms: u32) -> Sent {
        let total = digits.len() * (tone_ms + gap_ms) as usize * RATE_HZ / 1000;
        let mut float = vec![1.0; total];
        let mut integer = vec![1; total];
        let start = ThreadTime::now();
        match self {
            Self::Ours => ours(digits, tone(tone_ms, gap_ms), &mut float),
            Self::OursTo16Bits => ours_to_16_bits(digits, tone(tone_ms, gap_ms), &mut integer),
            Self::Spandsp => spandsp(digits, tone_ms, gap_ms, &mut integer),
        }
        Sent {
            cpu: start.elapsed(),
            audio: match self {
                Self::Ours => Audio::from_float(&float),
                Self::OursTo16Bits | Self::Spandsp => Audio::from_integer(integer),
            },
        }
    }
}

fn tone(tone_ms: u32, gap_ms: u32) -> Tone {
    Tone {
        tone_ms,
        gap_ms,
        ..Tone::default()
    }
}

fn ours(digits: &[Digit], tone: Tone, out: &mut [f32]) {
    let mut synth = sent::synth(digits, tone);
    for frame in out.chunks_mut(FRAME) {
        synth.fill(frame);
    }
}

fn ours_to_16_bits(digits: &[Digit], tone: Tone, out: &mut [i16]) {
    let mut synth = sent::synth(digits, tone);
    let mut frame = [0.0; FRAME];
    for out in out.chunks_mut(FRAME) {
        let filled = synth.fill(&mut frame[..out.len()]);
        for (sample, value) in out.iter_mut().zip(&frame[..filled]) {
            *sample = to_integer(*value);
        }
    }
}

fn spandsp(digits: &[Digit], tone_ms: u32, gap_ms: u32, out: &mut [i16]) {
    let digits: String = digits.iter().map(|digit| digit.as_char()).collect();
    let mut generator = Generator::new(tone_ms, gap_ms);
    generator.put(&digits);
    for frame in out.chunks_mut(FRAME) {
        generator.fill(frame);
    }
}
