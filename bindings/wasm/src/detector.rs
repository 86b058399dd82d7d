//! Samples to digits, for JavaScript.
//! What a digit is, is decided by `dtmf`; the shape in which it is told is `hearing`'s.

use cxtone_audio::ByteDecoder;
use cxtone_hearing::{Hearing, Listener};
use wasm_bindgen::prelude::*;

use crate::{
    sound_options::{encoding, profile, sample_rate},
    told::told,
};

/// One channel that is listened to.
#[wasm_bindgen]
pub struct Detector {
    listener: Listener,
    decoder: ByteDecoder,
}

#[wasm_bindgen]
impl Detector {
    /// Begins to listen, at the start of a stream: samples a second, what counts as a digit, whether to tell why,
    /// which channel to say that it is, and what bytes are.
    ///
    /// # Errors
    ///
    /// An option cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(
        sample_rate_hz: u32,
        profile_name: Option<String>,
        explains: bool,
        channel: Option<u32>,
        encoding_name: Option<String>,
    ) -> Result<Self, String> {
        let rate = sample_rate(sample_rate_hz)?;
        let hearing = Hearing {
            profile: profile(profile_name.as_deref())?,
            explains,
        };
        let channel = channel.map_or(1, |it| it as usize);
        Ok(Self {
            listener: Listener::new(channel, rate, hearing),
            decoder: ByteDecoder::new(encoding(encoding_name.as_deref())?),
        })
    }

    /// Takes the next samples, full scale = 1; what they decide, where it is anything.
    ///
    /// # Errors
    ///
    /// What was told cannot be described.
    #[wasm_bindgen(js_name = hearFloat)]
    pub fn hear_float(&mut self, samples: &[f32]) -> Result<JsValue, String> {
        self.listener.hear(samples);
        self.taken()
    }

    /// The same with samples of 16 bits.
    ///
    /// # Errors
    ///
    /// What was told cannot be described.
    #[wasm_bindgen(js_name = hearInt16)]
    pub fn hear_int16(&mut self, samples: &[i16]) -> Result<JsValue, String> {
        self.listener.hear_pcm16(samples);
        self.taken()
    }

    /// The same with bytes. They may end within a sample.
    ///
    /// # Errors
    ///
    /// What was told cannot be described.
    #[wasm_bindgen(js_name = hearBytes)]
    pub fn hear_bytes(&mut self, bytes: &[u8]) -> Result<JsValue, String> {
        let mut samples = Vec::new();
        self.decoder.decode(bytes, &mut samples);
        self.listener.hear(&samples);
        self.taken()
    }

    /// What is still open at the end of the stream; the next samples begin another one.
    ///
    /// # Errors
    ///
    /// What was told cannot be described.
    pub fn finish(&mut self) -> Result<JsValue, String> {
        self.decoder.reset();
        self.listener.finish();
        self.taken()
    }

    /// Nearly always nothing is told, and then no list is made.
    fn taken(&mut self) -> Result<JsValue, String> {
        let heard = self.listener.take();
        if heard.is_empty() {
            return Ok(JsValue::NULL);
        }
        told(&heard)
    }
}
