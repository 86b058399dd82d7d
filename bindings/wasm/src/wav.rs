//! WAV files to samples and back, for JavaScript.
//! What is read and written is `audio`'s; files themselves are opened by whoever has them.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use cxtone_audio::Recording;

use crate::{
    exchange::answered,
    sound_options::{encoding, sample_rate},
};

/// Given the bytes of a file: its rate, then the samples of each channel.
#[unsafe(no_mangle)]
pub extern "C" fn parse_wav() -> *const u8 {
    answered(|given, told| {
        let recording =
            Recording::parse(given.bytes()).map_err(|error| format!("bytes: {}", error.kind()))?;
        told.list();
        told.number(recording.sample_rate_hz().into());
        recording
            .channels()
            .iter()
            .for_each(|channel| told.samples(channel));
        told.end();
        Ok(())
    })
}

/// Given rate, encoding and the samples of each channel: the bytes of a file.
#[unsafe(no_mangle)]
pub extern "C" fn wav_bytes() -> *const u8 {
    answered(|given, told| {
        let encoding = encoding(given)?;
        let rate = sample_rate(given)?;
        let mut channels = Vec::new();
        while given.has_more() {
            channels.push(given.samples());
        }
        let recording =
            Recording::from_channels(rate, channels).map_err(|error| error.to_string())?;
        told.bytes(&recording.to_bytes(encoding));
        Ok(())
    })
}
