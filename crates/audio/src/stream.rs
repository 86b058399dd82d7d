//! Sound that is still coming in, as WAV or as bare samples.
//! Sound that is all there already is `recording`'s business.

use core::fmt;
use std::io::{self, Read};

use crate::{
    encoding::{Encoding, SampleFormat},
    wav::{Format, Header, WavError},
};

/// The most bytes that one block is made of.
pub const BLOCK_BYTES_MAX: usize = 16 * 1024;

/// What bare samples are, since no header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawFormat {
    /// Samples a second of each channel; 8 000 by default.
    pub sample_rate_hz: u32,
    /// How many channels are interleaved; 1 by default.
    pub channels: u16,
    /// How a sample is stored; 16 bits by default.
    pub encoding: Encoding,
}

impl Default for RawFormat {
    fn default() -> Self {
        Self {
            sample_rate_hz: 8_000,
            channels: 1,
            encoding: Encoding::Pcm16,
        }
    }
}

/// Reads samples as they come: a block is whatever one read gives, so nothing waits for more.
///
/// A stream that ends early is not an error: what came was heard.
pub struct WavStream<R> {
    reader: R,
    format: Format,
    /// Bytes of samples still to come; `None` until the stream ends.
    left: Option<u64>,
    bytes: Vec<u8>,
    /// How many of the bytes are the beginning of a frame whose end has not come yet.
    pending: usize,
    samples: Vec<f32>,
}

impl<R: Read> WavStream<R> {
    /// Reads the header of a WAV stream.
    ///
    /// # Errors
    ///
    /// [`WavError`] tells what is wrong with it.
    pub fn new(mut reader: R) -> Result<Self, WavError> {
        let header = Header::read(&mut reader)?;
        Ok(Self::of(
            reader,
            header.format,
            header.data_len.map(u64::from),
        ))
    }

    /// A stream of bare samples.
    ///
    /// # Errors
    ///
    /// [`WavError`] when rate or number of channels is out of range.
    pub fn raw(reader: R, raw: RawFormat) -> Result<Self, WavError> {
        let samples = SampleFormat::from(raw.encoding);
        let format = Format::new(raw.sample_rate_hz, raw.channels, samples)?;
        Ok(Self::of(reader, format, None))
    }

    /// Samples a second of each channel.
    #[must_use]
    pub fn sample_rate_hz(&self) -> u32 {
        self.format.sample_rate_hz
    }

    /// How many channels are interleaved.
    #[must_use]
    pub fn channels(&self) -> u16 {
        self.format.channels
    }

    /// How the samples are stored.
    #[must_use]
    pub fn sample_format(&self) -> SampleFormat {
        self.format.samples
    }

    /// Waits for samples and gives those that came: whole frames, channels interleaved, full
    /// scale at ±1, never an empty block. `None` when the stream has ended.
    ///
    /// # Errors
    ///
    /// [`WavError`] when reading fails.
    pub fn next_block(&mut self) -> Result<Option<&[f32]>, WavError> {
        let frame_len = self.format.frame_len();
        while self.pending < frame_len {
            let count = self.read_some()?;
            if count == 0 {
                return Ok(None);
            }
            self.pending += count;
        }
        let whole = self.pending - self.pending % frame_len;
        let sample_format = self.format.samples;
        self.samples.clear();
        self.samples.extend(
            self.bytes[..whole]
                .chunks_exact(sample_format.sample_len())
                .map(|bytes| sample_format.decode(bytes)),
        );
        self.bytes.copy_within(whole..self.pending, 0);
        self.pending -= whole;
        Ok(Some(&self.samples))
    }

    fn of(reader: R, format: Format, left: Option<u64>) -> Self {
        Self {
            reader,
            format,
            left,
            bytes: vec![0; BLOCK_BYTES_MAX],
            pending: 0,
            samples: Vec::new(),
        }
    }

    /// One read behind the pending bytes; zero at the end.
    fn read_some(&mut self) -> Result<usize, WavError> {
        let room = self.bytes.len() - self.pending;
        let wanted = self.left.map_or(room, |left| {
            usize::try_from(left).map_or(room, |left| room.min(left))
        });
        let place = &mut self.bytes[self.pending..self.pending + wanted];
        let count = loop {
            match self.reader.read(place) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.left = self.left.map(|left| left - count as u64);
        Ok(count)
    }
}

impl<R> fmt::Debug for WavStream<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WavStream")
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}
