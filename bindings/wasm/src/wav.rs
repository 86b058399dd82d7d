//! WAV files to samples and back, for JavaScript.
//! What is read and written is `audio`'s; files themselves are opened by whoever has them.

use cxtone_audio::Recording;
use wasm_bindgen::prelude::*;

use crate::sound_options::{encoding, sample_rate};

/// The samples of some channels, on their way out of a file or into one.
#[wasm_bindgen]
#[derive(Default)]
pub struct Channels {
    sample_rate_hz: u32,
    samples: Vec<Vec<f32>>,
}

#[wasm_bindgen]
impl Channels {
    /// No channels yet, at so many samples a second.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(sample_rate_hz: u32) -> Self {
        Self {
            sample_rate_hz,
            samples: Vec::new(),
        }
    }

    /// The channels in the bytes of a file.
    ///
    /// # Errors
    ///
    /// They are no WAV file that can be read.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let recording =
            Recording::parse(bytes).map_err(|error| format!("bytes: {}", error.kind()))?;
        Ok(Self {
            sample_rate_hz: recording.sample_rate_hz(),
            samples: recording.into_channels(),
        })
    }

    /// Samples a second.
    #[wasm_bindgen(getter, js_name = sampleRate)]
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate_hz
    }

    /// Puts another channel behind the others.
    pub fn push(&mut self, samples: Vec<f32>) {
        self.samples.push(samples);
    }

    /// Takes the last channel; nothing where there is none any more.
    pub fn pop(&mut self) -> Option<Vec<f32>> {
        self.samples.pop()
    }

    /// The bytes of a file with the channels, which are gone then.
    ///
    /// # Errors
    ///
    /// The rate, the encoding or the channels cannot be used.
    pub fn bytes(&mut self, encoding_name: Option<String>) -> Result<Vec<u8>, String> {
        let encoding = encoding(encoding_name.as_deref())?;
        let rate = sample_rate(self.sample_rate_hz)?;
        let channels = core::mem::take(&mut self.samples);
        let recording =
            Recording::from_channels(rate, channels).map_err(|error| error.to_string())?;
        Ok(recording.to_bytes(encoding))
    }
}
