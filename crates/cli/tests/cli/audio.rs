//! Recordings for the tests, made by the program itself or byte by byte.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::cxtone;

/// A folder that goes with the test.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A recording of digits, with further options for `generate`.
pub(crate) fn recording(folder: &Path, digits: &str, options: &[&str]) -> PathBuf {
    let path = folder.join("recording.wav");
    let output = path.to_str().expect("temporary paths are UTF-8");
    cxtone([&["generate", digits, "-o", output], options].concat()).exits(0);
    path
}

/// A WAV file of 16-bit samples, byte by byte: a second opinion on the program's own format.
pub(crate) fn wav(rate_hz: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
    let data_len = u32::try_from(2 * samples.len()).expect("short");
    let frame_len = 2 * channels;
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + data_len).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz * u32::from(frame_len)).to_le_bytes());
    bytes.extend(frame_len.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data_len.to_le_bytes());
    bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    bytes
}

/// Tone pairs, each 100 ms long with 100 ms of silence behind it; 8000 samples a second.
pub(crate) fn tones(pairs_hz: &[(f64, f64)]) -> Vec<i16> {
    let sample = |(low_hz, high_hz): (f64, f64), index: u32| {
        let seconds = f64::from(index) / 8000.0;
        let wave = |hz: f64| (core::f64::consts::TAU * hz * seconds).sin();
        6000.0 * (wave(low_hz) + wave(high_hz))
    };
    let digit = |&pair: &(f64, f64)| {
        let tone = (0..800).map(move |index| sample(pair, index));
        tone.chain((0..800).map(|_| 0.0))
    };
    #[expect(clippy::cast_possible_truncation, reason = "12000 at most")]
    let rounded = |sample: f64| sample.round() as i16;
    pairs_hz.iter().flat_map(digit).map(rounded).collect()
}
