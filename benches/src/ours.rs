//! Our detector and generator as contenders.
//! The others are behind the feature `peers`.

use cxtone_dtmf::{Detector, Event, Profile, SampleRate};

use crate::audio::Frame;
use crate::contender::{Ear, InProcess};

/// One stream of [`Detector`], with the default profile.
#[derive(Debug)]
pub struct Ours {
    detector: Detector,
    heard: Vec<char>,
}

/// [`Ours`] behind a decoder to 16 bits, as in most telephony: each frame is converted first.
#[derive(Debug)]
pub struct OursFrom16Bits {
    ours: Ours,
    frame: Vec<f32>,
}

/// Fed with samples of full scale 1.
pub fn ours() -> InProcess<Ours> {
    InProcess::new("cxtone-dtmf", Ours::new)
}

/// Fed with samples of 16 bits.
pub fn ours_from_16_bits() -> InProcess<OursFrom16Bits> {
    InProcess::new("cxtone-dtmf, from 16 bits", || OursFrom16Bits {
        ours: Ours::new(),
        frame: Vec::new(),
    })
}

impl Ours {
    /// At the start of a stream.
    pub fn new() -> Self {
        Self {
            detector: Detector::new(SampleRate::TELEPHONE, Profile::ATT),
            heard: Vec::new(),
        }
    }

    fn feed_float(&mut self, samples: &[f32]) {
        let heard = &mut self.heard;
        self.detector.feed(samples, |event| {
            if let Event::Confirmed { digit, .. } = event {
                heard.push(digit.as_char());
            }
        });
    }
}

impl Default for Ours {
    fn default() -> Self {
        Self::new()
    }
}

impl Ear for Ours {
    fn feed(&mut self, frame: Frame<'_>) {
        self.feed_float(frame.float);
    }

    fn digits(&mut self) -> Vec<char> {
        core::mem::take(&mut self.heard)
    }
}

impl Ear for OursFrom16Bits {
    fn feed(&mut self, frame: Frame<'_>) {
        self.frame.clear();
        let converted = frame.integer.iter().map(|&it| f32::from(it) / 32_768.0);
        self.frame.extend(converted);
        self.ours.feed_float(&self.frame);
    }

    fn digits(&mut self) -> Vec<char> {
        self.ours.digits()
    }
}
