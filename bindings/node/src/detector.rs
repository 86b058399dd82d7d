//! Samples to digits, for JavaScript. Blocks are heard where they lie, without being copied.
//! What a digit is, is decided by `dtmf`; the shape in which it is told is `hearing`'s.

use cxtone_audio::{ByteDecoder, Encoding};
use cxtone_dtmf::{Profile, SampleRate};
use cxtone_hearing::{Hearing, Listener};
use napi::{
    Result,
    bindgen_prelude::{External, Float32ArraySlice, Int16ArraySlice, Uint8ArraySlice},
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
    pub channel: Option<f64>,
    /// What bytes are: `pcm16`, `f32`, `ulaw` or `alaw`.
    pub encoding: Option<String>,
}

/// One channel that is listened to.
///
/// It is no class: for a method the runtime looks up whose object it is and whether it is borrowed, which takes longer
/// than a block of silence does.
pub struct Listening {
    listener: Listener,
    decoder: ByteDecoder,
}

/// Begins to listen, at the start of a stream.
///
/// # Errors
///
/// An option cannot be used.
#[napi(catch_unwind)]
pub fn listen(options: DetectorOptions) -> Result<External<Listening>> {
    // What is no number that can be used is told first, as in browsers.
    whole("sampleRate", options.sample_rate)?;
    let channel = options.channel.map(|number| whole("channel", number));
    let channel = channel.transpose()?.map_or(1, |it| it as usize);
    let rate = sample_rate(options.sample_rate)?;
    let hearing = Hearing {
        profile: profile(options.profile.as_deref())?,
        explains: options.explain.unwrap_or(false),
    };
    let listening = Listening {
        listener: Listener::new(channel, rate, hearing),
        decoder: ByteDecoder::new(encoding(options.encoding.as_deref())?),
    };
    Ok(External::new_with_size_hint(
        listening,
        size_of::<Listening>(),
    ))
}

/// Takes the next samples, full scale = 1; what they decide, as JSON, where it is anything.
///
/// # Errors
///
/// What was told cannot be written as JSON.
#[napi(catch_unwind)]
pub fn hear_float(
    listening: &mut External<Listening>,
    samples: Float32ArraySlice<'_>,
) -> Result<Option<String>> {
    listening.listener.hear(&samples);
    listening.taken()
}

/// The same with samples of 16 bits.
///
/// # Errors
///
/// What was told cannot be written as JSON.
#[napi(catch_unwind)]
pub fn hear_int16(
    listening: &mut External<Listening>,
    samples: Int16ArraySlice<'_>,
) -> Result<Option<String>> {
    listening.listener.hear_pcm16(&samples);
    listening.taken()
}

/// The same with bytes. They may end within a sample.
///
/// # Errors
///
/// What was told cannot be written as JSON.
#[napi(catch_unwind)]
pub fn hear_bytes(
    listening: &mut External<Listening>,
    bytes: Uint8ArraySlice<'_>,
) -> Result<Option<String>> {
    let mut samples = Vec::new();
    listening.decoder.decode(&bytes, &mut samples);
    listening.listener.hear(&samples);
    listening.taken()
}

/// What is still open at the end of the stream; the next samples begin another one.
///
/// # Errors
///
/// What was told cannot be written as JSON.
#[napi(catch_unwind)]
pub fn finish_listening(listening: &mut External<Listening>) -> Result<Option<String>> {
    listening.decoder.reset();
    listening.listener.finish();
    listening.taken()
}

impl Listening {
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
