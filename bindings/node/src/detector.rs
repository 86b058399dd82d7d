//! Samples to digits, for JavaScript. Blocks are heard where they lie, without being copied.
//! What a digit is, is decided by `dtmf`; the shape in which it is told is `hearing`'s.

use cxtone_audio::Encoding;
use cxtone_dtmf::{Profile, SampleRate};
use cxtone_hearing::{Hearing, Listener};
use napi::{
    Result,
    bindgen_prelude::{Float32ArraySlice, Int16ArraySlice, Uint8ArraySlice},
};
use napi_derive::napi;

use crate::refused::{refused, wrong};

/// How to listen.
#[napi(object, object_to_js = false)]
pub struct DetectorOptions {
    /// Samples a second.
    pub sample_rate: f64,
    /// What counts as a digit: `att`, `ntt` or `etsi`.
    pub profile: Option<String>,
    /// Whether to tell why, and what nearly was a digit.
    pub explain: Option<bool>,
    /// Which channel to say that it is, from one.
    pub channel: Option<u32>,
    /// What bytes are: `pcm16`, `f32`, `ulaw` or `alaw`.
    pub encoding: Option<String>,
}

/// Listens to one channel.
#[napi]
pub struct NativeDetector {
    listener: Listener,
    encoding: Encoding,
    /// Bytes of a sample whose others are still to come.
    begun: Vec<u8>,
}

#[napi]
impl NativeDetector {
    /// At the start of a stream.
    ///
    /// # Errors
    ///
    /// An option cannot be used.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: DetectorOptions) -> Result<Self> {
        let rate = sample_rate(options.sample_rate)?;
        let hearing = Hearing {
            profile: profile(options.profile.as_deref())?,
            explains: options.explain.unwrap_or(false),
        };
        let channel = options.channel.map_or(1, |it| it as usize);
        Ok(Self {
            listener: Listener::new(channel, rate, hearing),
            encoding: encoding(options.encoding.as_deref())?,
            begun: Vec::new(),
        })
    }

    /// Takes the next samples, full scale = 1; what they decide, as JSON, where it is anything.
    ///
    /// # Errors
    ///
    /// What was told cannot be written as JSON.
    #[napi(catch_unwind)]
    pub fn hear_float(&mut self, samples: Float32ArraySlice<'_>) -> Result<Option<String>> {
        self.listener.hear(&samples);
        self.taken()
    }

    /// The same with samples of 16 bits.
    ///
    /// # Errors
    ///
    /// What was told cannot be written as JSON.
    #[napi(catch_unwind)]
    pub fn hear_int16(&mut self, samples: Int16ArraySlice<'_>) -> Result<Option<String>> {
        self.listener.hear_pcm16(&samples);
        self.taken()
    }

    /// The same with bytes. They may end within a sample.
    ///
    /// # Errors
    ///
    /// What was told cannot be written as JSON.
    #[napi(catch_unwind)]
    pub fn hear_bytes(&mut self, bytes: Uint8ArraySlice<'_>) -> Result<Option<String>> {
        let sample_len = self.encoding.sample_len();
        let mut rest: &[u8] = &bytes;
        let mut samples = Vec::with_capacity(rest.len() / sample_len + 1);
        if !self.begun.is_empty() {
            let missing = rest.len().min(sample_len - self.begun.len());
            self.begun.extend(&rest[..missing]);
            rest = &rest[missing..];
            if self.begun.len() == sample_len {
                self.encoding.decode(&self.begun, &mut samples);
                self.begun.clear();
            }
        }
        self.encoding.decode(rest, &mut samples);
        self.begun
            .extend(&rest[rest.len() - rest.len() % sample_len..]);
        self.listener.hear(&samples);
        self.taken()
    }

    /// What is still open at the end of the stream; the next samples begin another one.
    ///
    /// # Errors
    ///
    /// What was told cannot be written as JSON.
    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> Result<Option<String>> {
        self.begun.clear();
        self.listener.finish();
        self.taken()
    }
}

impl NativeDetector {
    fn taken(&mut self) -> Result<Option<String>> {
        let told = self.listener.take();
        if told.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(&told).map(Some).map_err(refused)
    }
}

/// A rate that a detector is made for.
pub(crate) fn sample_rate(hz: f64) -> Result<SampleRate> {
    whole("sampleRate", hz)
        .and_then(|hz| SampleRate::new(hz).map_err(|error| wrong("sampleRate", &error)))
}

/// The encoding of this name; 16 bits where none is named.
pub(crate) fn encoding(name: Option<&str>) -> Result<Encoding> {
    let named = name.map(|name| name.parse().map_err(|error| wrong("encoding", &error)));
    named.transpose().map(Option::unwrap_or_default)
}

/// The profile of this name; the default one where none is named.
pub(crate) fn profile(name: Option<&str>) -> Result<Profile> {
    let Some(name) = name else {
        return Ok(Profile::default());
    };
    Profile::named(name).ok_or_else(|| {
        let names = Profile::ALL.map(|profile| profile.name()).join(", ");
        wrong("profile", &format_args!("{name} is none of {names}"))
    })
}

/// A whole number: numbers of JavaScript that are none would be cut to one without a word.
pub(crate) fn whole(option: &str, value: f64) -> Result<u32> {
    if value.fract() != 0.0 || !(0.0..=f64::from(u32::MAX)).contains(&value) {
        return Err(wrong(option, &format_args!("{value} is no whole number")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole and in range"
    )]
    let whole = value as u32;
    Ok(whole)
}
