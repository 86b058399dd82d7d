//! WAV files that `hound` does not write: of G.711, those beyond 4 GiB, and headers before streams.
//! Putting the bytes on a disk is left to `file`.

use super::{
    format::{Format, TAG_ALAW, TAG_EXTENSIBLE, TAG_FLOAT, TAG_MULAW, TAG_PCM},
    header::FormatChunk,
};
use crate::encoding::{Encoding, SampleFormat};

/// Bytes from the RIFF size up to the first sample: plain PCM, and with extension size and `fact`.
const HEADER_LEN_MAX: usize = 58;

/// A WAV file of channels of one length.
///
/// A size beyond what 32 bits hold is written as all ones, as by writers that cannot seek.
pub(super) fn own_bytes(sample_rate_hz: u32, channels: &[Vec<f32>], encoding: Encoding) -> Vec<u8> {
    let frames = channels.first().map_or(0, Vec::len);
    let frame_len = channels.len() * SampleFormat::from(encoding).sample_len();
    let data_len = frames.saturating_mul(frame_len);
    let mut bytes = Vec::with_capacity(data_len.saturating_add(HEADER_LEN_MAX + 1));
    bytes.extend(b"RIFF\0\0\0\0WAVE");
    append_format(sample_rate_hz, channels.len(), encoding, &mut bytes);
    if encoding != Encoding::Pcm16 {
        append_chunk(b"fact", &size(frames).to_le_bytes(), &mut bytes);
    }
    bytes.extend(b"data");
    bytes.extend(size(data_len).to_le_bytes());
    for frame in 0..frames {
        for sample in channels.iter().filter_map(|channel| channel.get(frame)) {
            encoding.append(*sample, &mut bytes);
        }
    }
    if data_len % 2 == 1 {
        bytes.push(0);
    }
    let riff_len = size(bytes.len() - 8).to_le_bytes();
    bytes[4..8].copy_from_slice(&riff_len);
    bytes
}

/// What stands before samples of a format that was read; a length that is not known, or beyond what
/// 32 bits hold, is written as all ones.
pub(crate) fn header_bytes(
    format: Format,
    format_chunk: &FormatChunk,
    data_len: Option<u64>,
) -> Vec<u8> {
    let known = |len: u64| u32::try_from(len).unwrap_or(u32::MAX);
    let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
    append_chunk(b"fmt ", format_chunk.bytes(), &mut bytes);
    let tag = format_chunk
        .bytes()
        .first_chunk()
        .copied()
        .map(u16::from_le_bytes);
    if !matches!(tag, Some(TAG_PCM | TAG_EXTENSIBLE)) {
        let frames = data_len.map_or(u32::MAX, |len| known(len / format.frame_len() as u64));
        append_chunk(b"fact", &frames.to_le_bytes(), &mut bytes);
    }
    bytes.extend(b"data");
    bytes.extend(data_len.map_or(u32::MAX, known).to_le_bytes());
    let before_data = bytes.len() as u64 - 8;
    let riff_len = data_len.map_or(u32::MAX, |len| known(before_data + len + len % 2));
    bytes[4..8].copy_from_slice(&riff_len.to_le_bytes());
    bytes
}

fn append_format(rate_hz: u32, channels: usize, encoding: Encoding, bytes: &mut Vec<u8>) {
    let (tag, sample_len) = match encoding {
        Encoding::Pcm16 => (TAG_PCM, 2),
        Encoding::F32 => (TAG_FLOAT, 4),
        Encoding::Mulaw => (TAG_MULAW, 1),
        Encoding::Alaw => (TAG_ALAW, 1),
    };
    let channels = u16::try_from(channels).unwrap_or(u16::MAX);
    let frame_len = channels.saturating_mul(sample_len);
    let mut format = Vec::with_capacity(18);
    format.extend(tag.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(rate_hz.to_le_bytes());
    format.extend(rate_hz.saturating_mul(frame_len.into()).to_le_bytes());
    format.extend(frame_len.to_le_bytes());
    format.extend((sample_len * 8).to_le_bytes());
    if encoding != Encoding::Pcm16 {
        // All formats but PCM must tell how long their extension is: none here.
        format.extend([0, 0]);
    }
    append_chunk(b"fmt ", &format, bytes);
}

/// A chunk of an even size.
fn append_chunk(name: &[u8; 4], content: &[u8], bytes: &mut Vec<u8>) {
    bytes.extend(name);
    bytes.extend(size(content.len()).to_le_bytes());
    bytes.extend(content);
}

fn size(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
