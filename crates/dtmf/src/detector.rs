//! The detector: samples to digits, in chunks of any size.

use crate::{Event, Profile, SampleRate};

/// Listens to a stream of samples and tells which digits are in it.
pub struct Detector {
    profile: Profile,
    rate: SampleRate,
}

impl Detector {
    /// A detector for mono samples of one rate.
    #[must_use]
    pub fn new(rate: SampleRate, profile: Profile) -> Self {
        Self { profile, rate }
    }

    /// Takes the next samples and tells what they decide. How the stream is cut never matters.
    pub fn feed(&mut self, samples: &[f32], sink: impl FnMut(Event)) {
        let _ = (samples, sink, self.profile, self.rate);
    }

    /// Tells what is still open at the end of the stream.
    pub fn finish(&mut self, sink: impl FnMut(Event)) {
        let _ = sink;
    }
}
