//! The walk over a WAV file's chunks up to its samples.
//! What the format chunk says is `format`'s business.

use std::io::{self, Read, Seek, SeekFrom};

use super::{
    WavError, WavErrorKind,
    format::{FORMAT_LEN_MAX, Format},
};

/// The most chunks before the samples.
pub const CHUNKS_MAX: usize = 256;

/// Bytes of a chunk's name and size.
const CHUNK_HEADER_LEN: usize = 8;

/// Writers that cannot seek leave a size of all ones, or near the greatest signed one.
const STREAMED_SIZE_MIN: u32 = 0x7fff_0000;

/// All that stands before the samples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) format: Format,
    /// Bytes of samples as the header says; `None` where the writer could not know.
    pub(crate) data_len: Option<u32>,
    pub(crate) format_chunk: FormatChunk,
}

impl Header {
    /// Reads up to the first byte of samples, and nothing beyond.
    pub(crate) fn read(reader: &mut impl Read) -> Result<Self, WavError> {
        read_riff(reader)?;
        let mut format = None;
        for _ in 0..CHUNKS_MAX {
            let (name, len) = read_chunk_header(reader)?;
            match &name {
                b"fmt " => format = Some(FormatChunk::read(reader, len)?),
                b"data" => return Self::new(format, len),
                _ => skip(reader, padded(len))?,
            }
        }
        Err(WavErrorKind::TooManyChunks.into())
    }

    fn new(format: Option<FormatChunk>, data_len: u32) -> Result<Self, WavError> {
        let known = data_len != 0 && data_len < STREAMED_SIZE_MIN;
        let format_chunk = format.ok_or(WavErrorKind::NoFormat)?;
        Ok(Self {
            format: Format::parse(format_chunk.bytes())?,
            data_len: known.then_some(data_len),
            format_chunk,
        })
    }
}

/// What the format chunk said: as much as means something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormatChunk {
    bytes: [u8; FORMAT_LEN_MAX],
    len: usize,
}

impl FormatChunk {
    fn read(reader: &mut impl Read, chunk_len: u32) -> Result<Self, WavError> {
        let mut bytes = [0; FORMAT_LEN_MAX];
        let len = usize::try_from(chunk_len).map_or(FORMAT_LEN_MAX, |len| len.min(FORMAT_LEN_MAX));
        read_all(reader, &mut bytes[..len])?;
        skip(reader, padded(chunk_len) - len as u64)?;
        let chunk = Self { bytes, len };
        Format::parse(chunk.bytes())?;
        Ok(chunk)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The bytes of samples in what follows the header.
///
/// Where the size is not known all that follows counts, unless it is exactly some more chunks:
/// then the samples' chunk was empty in earnest.
pub(crate) fn data_within<'a>(header: &Header, rest: &'a [u8]) -> Result<&'a [u8], WavError> {
    let Some(data_len) = header.data_len else {
        return Ok(if are_chunks(rest) { &[] } else { rest });
    };
    usize::try_from(data_len)
        .ok()
        .and_then(|len| rest.get(..len))
        .ok_or_else(|| {
            WavErrorKind::Truncated {
                expected: data_len.into(),
                found: rest.len() as u64,
            }
            .into()
        })
}

/// The same for a file that has been read up to its samples: their length in bytes.
pub(crate) fn data_in_file(
    header: &Header,
    file: &mut (impl Read + Seek),
) -> Result<u64, WavError> {
    let start = file.stream_position()?;
    let found = file.seek(SeekFrom::End(0))?.saturating_sub(start);
    let data_len = match header.data_len.map(u64::from) {
        Some(expected) if expected > found => {
            return Err(WavErrorKind::Truncated { expected, found }.into());
        }
        Some(expected) => expected,
        None if are_chunks_in_file(file, start, found)? => 0,
        None => found,
    };
    file.seek(SeekFrom::Start(start))?;
    Ok(data_len)
}

fn read_riff(reader: &mut impl Read) -> Result<(), WavError> {
    let mut riff = [0; 12];
    let len = read_up_to(reader, &mut riff)?;
    if len == 0 {
        return Err(WavErrorKind::Empty.into());
    }
    let begins_as_wav = b"RIFF".iter().zip(&riff[..len]).all(|(a, b)| a == b);
    if !begins_as_wav || (len == riff.len() && riff[8..] != *b"WAVE") {
        return Err(WavErrorKind::NotWav.into());
    }
    if len < riff.len() {
        return Err(WavErrorKind::HeaderCutOff.into());
    }
    Ok(())
}

fn read_chunk_header(reader: &mut impl Read) -> Result<([u8; 4], u32), WavError> {
    let mut header = [0; CHUNK_HEADER_LEN];
    read_all(reader, &mut header)?;
    let [a, b, c, d, size @ ..] = header;
    Ok(([a, b, c, d], u32::from_le_bytes(size)))
}

/// Chunks are padded to even sizes.
fn padded(len: u32) -> u64 {
    u64::from(len) + u64::from(len % 2)
}

fn skip(reader: &mut impl Read, len: u64) -> Result<(), WavError> {
    if io::copy(&mut reader.take(len), &mut io::sink())? < len {
        return Err(WavErrorKind::HeaderCutOff.into());
    }
    Ok(())
}

fn read_all(reader: &mut impl Read, buffer: &mut [u8]) -> Result<(), WavError> {
    if read_up_to(reader, buffer)? < buffer.len() {
        return Err(WavErrorKind::HeaderCutOff.into());
    }
    Ok(())
}

/// Reads until the buffer is full or nothing more comes.
fn read_up_to(reader: &mut impl Read, buffer: &mut [u8]) -> Result<usize, WavError> {
    let mut len = 0;
    while len < buffer.len() {
        match reader.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(count) => len += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(len)
}

/// Whether the bytes are whole chunks with printable names and nothing else.
fn are_chunks(mut bytes: &[u8]) -> bool {
    for _ in 0..CHUNKS_MAX {
        let Some((header, rest)) = bytes.split_first_chunk::<CHUNK_HEADER_LEN>() else {
            break;
        };
        let after = named_chunk_len(*header)
            .and_then(|len| usize::try_from(len).ok())
            .and_then(|len| rest.get(len..));
        match after {
            Some(after) => bytes = after,
            None => break,
        }
    }
    bytes.is_empty()
}

/// The same for so many bytes of a file; it is left anywhere.
fn are_chunks_in_file(
    file: &mut (impl Read + Seek),
    start: u64,
    len: u64,
) -> Result<bool, WavError> {
    let mut at = 0;
    for _ in 0..CHUNKS_MAX {
        let mut header = [0; CHUNK_HEADER_LEN];
        file.seek(SeekFrom::Start(start + at))?;
        let is_whole = read_up_to(file, &mut header)? == CHUNK_HEADER_LEN;
        let end = named_chunk_len(header).map(|len| at + CHUNK_HEADER_LEN as u64 + len);
        match end {
            Some(end) if is_whole && end <= len => at = end,
            _ => break,
        }
    }
    Ok(at == len)
}

/// Bytes of a chunk behind its header, if its name is printable.
fn named_chunk_len([a, b, c, d, size @ ..]: [u8; CHUNK_HEADER_LEN]) -> Option<u64> {
    let named = [a, b, c, d].iter().all(|byte| matches!(byte, b' '..=b'~'));
    named.then(|| padded(u32::from_le_bytes(size)))
}
