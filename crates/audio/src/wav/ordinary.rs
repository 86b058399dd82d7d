//! Ordinary WAV files, read and written by `hound`: whole ones of PCM, or of float of 32 bits.
//! What `hound` does not do is left to `header`, `encoding` and `writing`.
//!
//! `hound` knows no G.711 and no float of 64 bits, takes a size that a pipe left open for its
//! word, does not skip the byte that pads a chunk of odd length, and reads samples of 24 bits in
//! 32 from the wrong end. So it reads only what it understands just as our own walk over the
//! header does. Streams never come here: `hound` waits for each whole sample, and gives an error
//! where one ends early.

use std::io::Cursor;

use cxtone_line::pcm16;
use hound::{SampleFormat as Kind, WavReader, WavSpec, WavWriter};

use super::{Format, Header};
use crate::encoding::{Encoding, SampleFormat, finite, from_pcm32};

/// The most bytes of samples that are written: the largest header of `hound` beside them still
/// leaves a size of 32 bits.
const DATA_LEN_MAX: usize = (u32::MAX - 128) as usize;

/// The channels of an ordinary file; `None` of any other.
///
/// `data_len` is the length of the samples that our own walk has found in the bytes.
pub(crate) fn read(bytes: &[u8], header: &Header, data_len: usize) -> Option<Vec<Vec<f32>>> {
    let spec = spec_of(header.format)?;
    let reader = WavReader::new(bytes).ok()?;
    let sample_count = data_len / header.format.samples.sample_len();
    if reader.spec() != spec || usize::try_from(reader.len()).ok()? != sample_count {
        return None;
    }
    match spec.sample_format {
        Kind::Float => channels_of(reader, finite),
        Kind::Int => {
            let unused_bits = 32 - u32::from(spec.bits_per_sample);
            channels_of(reader, |sample: i32| from_pcm32(sample << unused_bits))
        }
    }
}

/// The bytes of a file of PCM of 16 bits or float of 32 bits; `None` of other encodings, and
/// where there are more than [`DATA_LEN_MAX`] bytes of samples.
pub(crate) fn write(
    sample_rate_hz: u32,
    channels: &[Vec<f32>],
    encoding: Encoding,
) -> Option<Vec<u8>> {
    let format = Format {
        sample_rate_hz,
        channels: u16::try_from(channels.len()).ok()?,
        samples: encoding.into(),
    };
    let spec = spec_of(format)?;
    let frames = channels.first().map_or(0, Vec::len);
    let data_len = frames.checked_mul(format.frame_len())?;
    if data_len > DATA_LEN_MAX {
        return None;
    }
    let mut file = Cursor::new(Vec::with_capacity(data_len));
    let mut writer = WavWriter::new(&mut file, spec).ok()?;
    for frame in 0..frames {
        for sample in channels.iter().filter_map(|channel| channel.get(frame)) {
            match spec.sample_format {
                Kind::Float => writer.write_sample(finite(*sample)),
                Kind::Int => writer.write_sample(pcm16::encode(*sample)),
            }
            .ok()?;
        }
    }
    writer.finalize().ok()?;
    Some(file.into_inner())
}

/// What `hound` calls a format, if it knows it.
fn spec_of(format: Format) -> Option<WavSpec> {
    let (bits_per_sample, sample_format) = match format.samples {
        SampleFormat::Pcm8 => (8, Kind::Int),
        SampleFormat::Pcm16 => (16, Kind::Int),
        SampleFormat::Pcm24 => (24, Kind::Int),
        SampleFormat::Pcm32 => (32, Kind::Int),
        SampleFormat::F32 => (32, Kind::Float),
        SampleFormat::F64 | SampleFormat::Mulaw | SampleFormat::Alaw => return None,
    };
    Some(WavSpec {
        channels: format.channels,
        sample_rate: format.sample_rate_hz,
        bits_per_sample,
        sample_format,
    })
}

fn channels_of<S: hound::Sample>(
    mut reader: WavReader<&[u8]>,
    converted: impl Fn(S) -> f32,
) -> Option<Vec<Vec<f32>>> {
    let frames = usize::try_from(reader.duration()).ok()?;
    let count = usize::from(reader.spec().channels);
    let mut channels: Vec<_> = (0..count).map(|_| Vec::with_capacity(frames)).collect();
    let mut samples = reader.samples();
    for _ in 0..frames {
        for channel in &mut channels {
            channel.push(converted(samples.next()?.ok()?));
        }
    }
    Some(channels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::{data_within, own_bytes};

    /// Where `hound` puts how many bits of a sample are used.
    const VALID_BITS_AT: usize = 38;

    fn hound_reads(bytes: &[u8]) -> bool {
        let mut rest = bytes;
        let header = Header::read(&mut rest).expect("a header");
        let data = data_within(&header, rest).expect("whole");
        read(bytes, &header, data.len()).is_some()
    }

    fn check(encoding: Encoding, change: impl FnOnce(&mut Vec<u8>), expected: bool) {
        let mut bytes = own_bytes(8_000, &[vec![0.5; 6]], encoding);
        change(&mut bytes);
        assert_eq!(hound_reads(&bytes), expected, "{encoding}");
    }

    #[test]
    fn hound_reads_what_it_understands_as_our_walk_does_and_nothing_else() {
        check(Encoding::Pcm16, |_| {}, true);
        check(Encoding::F32, |_| {}, true);
        check(Encoding::Mulaw, |_| {}, false);
        check(Encoding::Alaw, |_| {}, false);
        let size_left_open = |bytes: &mut Vec<u8>| bytes[40..44].fill(0xff);
        check(Encoding::Pcm16, size_left_open, false);
        let size_never_filled_in = |bytes: &mut Vec<u8>| bytes[40..44].fill(0);
        check(Encoding::Pcm16, size_never_filled_in, false);
        let odd_chunk = |bytes: &mut Vec<u8>| {
            bytes.splice(12..12, *b"LIST\x01\0\0\0x\0");
        };
        check(Encoding::Pcm16, odd_chunk, false);
        let twelve_bits = |bytes: &mut Vec<u8>| bytes[34] = 12;
        check(Encoding::Pcm16, twelve_bits, false);
    }

    #[test]
    fn bits_that_fill_only_part_of_a_sample_are_not_for_hound() {
        let spec = WavSpec {
            channels: 1,
            sample_rate: 8_000,
            bits_per_sample: 32,
            sample_format: Kind::Int,
        };
        let mut file = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut file, spec).expect("hound writes");
        writer.write_sample(i32::MIN).expect("hound writes");
        writer.finalize().expect("hound writes");
        let mut bytes = file.into_inner();
        assert!(hound_reads(&bytes));
        assert_eq!(bytes[VALID_BITS_AT], 32);
        bytes[VALID_BITS_AT] = 24;
        assert!(!hound_reads(&bytes));
    }

    #[test]
    fn hound_writes_what_has_a_size_and_reads_it_back() {
        let channels = [vec![0.25, -1.0], vec![0.5, 0.0], vec![0.125, -0.5]];
        for encoding in [Encoding::Pcm16, Encoding::F32] {
            let bytes = write(48_000, &channels, encoding).expect("hound writes it");
            let mut rest = &bytes[..];
            let header = Header::read(&mut rest).expect("a header");
            assert_eq!(
                read(&bytes, &header, rest.len()).as_deref(),
                Some(&channels[..])
            );
        }
        assert!(write(8_000, &channels, Encoding::Mulaw).is_none());
    }
}
