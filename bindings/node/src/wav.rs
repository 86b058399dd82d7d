//! WAV files to samples and back, for JavaScript.
//! What is read and written is `audio`'s; files themselves are opened by the facade.

use cxtone_audio::Recording;
use napi::{
    Env, Result,
    bindgen_prelude::{BufferSlice, Float32Array, Float32ArraySlice, Uint8ArraySlice},
};
use napi_derive::napi;

use crate::{
    detector::{encoding as encoding_named, sample_rate, whole},
    refused::{refused, wrong},
};

/// What a file holds.
#[napi(object, object_from_js = false)]
pub struct WavContents<'env> {
    /// Samples a second.
    pub sample_rate: u32,
    /// The samples of each channel, full scale = 1; copied, as `generate` tells.
    pub channels: Vec<Float32ArraySlice<'env>>,
}

/// Reads the bytes of a file.
///
/// # Errors
///
/// They are no WAV file that is read.
#[napi(catch_unwind)]
pub fn parse_wav<'env>(env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<WavContents<'env>> {
    let recording = Recording::parse(&bytes).map_err(|error| wrong("bytes", error.kind()))?;
    let channels = recording.channels().iter();
    let channels = channels.map(|it| Float32ArraySlice::copy_from(env, it));
    Ok(WavContents {
        sample_rate: recording.sample_rate_hz(),
        channels: channels.collect::<Result<_>>()?,
    })
}

/// The bytes of a file with these samples.
///
/// # Errors
///
/// The channels differ in length, or an option cannot be used.
#[napi(catch_unwind)]
pub fn wav_bytes<'env>(
    env: &'env Env,
    channels: Vec<Float32Array>,
    rate: f64,
    encoding: Option<String>,
) -> Result<BufferSlice<'env>> {
    // What is no number that can be used is told first, as in browsers.
    whole("sampleRate", rate)?;
    let encoding = encoding_named(encoding.as_deref())?;
    let rate = sample_rate(rate)?;
    let channels = channels.iter().map(|it| it.to_vec()).collect();
    let recording = Recording::from_channels(rate, channels).map_err(refused)?;
    BufferSlice::copy_from(env, recording.to_bytes(encoding))
}
