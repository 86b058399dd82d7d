//! Writes what the detector considers in recordings, for `fit/fit.py`.
//!
//! Reads paths of 16-bit mono WAV files at 8 kHz from stdin, one a line. For each it writes to
//! stdout the path and then, for each window, the digit's event code, start, time and figures; all
//! numbers are little-endian, counts `u32` and the rest `f32`.

use std::io::{self, Write as _};

use cxtone_dtmf::{Detector, Profile, SampleRate};

/// What stands before the samples of a WAV file with one chunk of each kind.
const HEADER_BYTES: usize = 44;

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in io::stdin().lines() {
        let path = path?;
        let samples = samples(&std::fs::read(&path)?);
        let mut rows: Vec<f32> = Vec::new();
        let mut windows = 0_u32;
        Detector::new(SampleRate::TELEPHONE, Profile::ATT).consider(&samples, |window| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a millisecond is told apart for hours"
            )]
            let times = [window.start_s, window.at_s].map(|time| time as f32);
            rows.push(f32::from(window.digit.event_code()));
            rows.extend(times);
            rows.extend(window.figures);
            windows += 1;
        });
        out.write_all(&u32::try_from(path.len()).unwrap_or(0).to_le_bytes())?;
        out.write_all(path.as_bytes())?;
        out.write_all(&windows.to_le_bytes())?;
        for value in rows {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    out.flush()
}

fn samples(wav: &[u8]) -> Vec<f32> {
    let (pairs, _) = wav.get(HEADER_BYTES..).unwrap_or(&[]).as_chunks::<2>();
    let full_scale = |pair: &[u8; 2]| f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
    pairs.iter().map(full_scale).collect()
}
