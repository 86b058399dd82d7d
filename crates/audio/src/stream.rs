//! Sound that is still coming in, as WAV or as bare samples.
//! Sound that is all there already is `recording`'s business.

use core::fmt;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    encoding::{Encoding, SampleFormat},
    wav::{Format, FormatChunk, Header, WavError, data_in_file, header_bytes},
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
    /// None before bare samples.
    format_chunk: Option<FormatChunk>,
    /// Bytes of samples still to come; `None` until the stream ends.
    left: Option<u64>,
    bytes: Vec<u8>,
    /// How many of the bytes are the beginning of a frame whose end has not come yet.
    pending: usize,
    samples: Vec<f32>,
}

impl WavStream<File> {
    /// Opens a file, which then is read block by block however long it is.
    ///
    /// # Errors
    ///
    /// [`WavError`] with the path and what is wrong, also where the file is shorter than its header
    /// says. What is no ordinary file, a named pipe say, is read as a stream and may end early.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, WavError> {
        let path = path.as_ref();
        let open = || {
            let mut file = File::open(path)?;
            let header = Header::read(&mut file)?;
            let data_len = if file.metadata()?.is_file() {
                Some(data_in_file(&header, &mut file)?)
            } else {
                header.data_len.map(u64::from)
            };
            Ok(Self::behind(header, file, data_len))
        };
        open().map_err(|error: WavError| error.at(path))
    }
}

impl<R: Read> WavStream<R> {
    /// Reads the header of a WAV stream.
    ///
    /// # Errors
    ///
    /// [`WavError`] tells what is wrong with it.
    pub fn new(mut reader: R) -> Result<Self, WavError> {
        let header = Header::read(&mut reader)?;
        let data_len = header.data_len.map(u64::from);
        Ok(Self::behind(header, reader, data_len))
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

    /// How many samples each channel will still have, as far as that is known: a stream may end early.
    #[must_use]
    pub fn frames_left(&self) -> Option<u64> {
        let frame_len = self.format.frame_len() as u64;
        self.left
            .map(|left| (left + self.pending as u64) / frame_len)
    }

    /// The header of a WAV file that goes on with samples stored as these are, so many for each
    /// channel, or as many as come. Before bare samples it is empty, as theirs is.
    #[must_use]
    pub fn header(&self, frames: Option<u64>) -> Vec<u8> {
        let frame_len = self.format.frame_len() as u64;
        let data_len = frames.map(|frames| frames.saturating_mul(frame_len));
        self.format_chunk.map_or_else(Vec::new, |chunk| {
            header_bytes(self.format, &chunk, data_len)
        })
    }

    /// Waits for samples and gives those that came: whole frames, channels interleaved, full
    /// scale at ±1, never an empty block. `None` when the stream has ended.
    ///
    /// # Errors
    ///
    /// [`WavError`] when reading fails.
    pub fn next_block(&mut self) -> Result<Option<&[f32]>, WavError> {
        if !self.await_frame()? {
            return Ok(None);
        }
        let whole = self.whole();
        let sample_format = self.format.samples;
        self.samples.clear();
        let sample_len = sample_format.sample_len();
        sample_format.decode_channel(&self.bytes[..whole], sample_len, 0, &mut self.samples);
        self.leave_pending(whole);
        Ok(Some(&self.samples))
    }

    /// The same with some of the channels apart, converted straight out of the bytes: `channels`
    /// is cleared and gets the samples of the channels from `first` on, in as many places as it
    /// has. False when the stream has ended.
    ///
    /// # Errors
    ///
    /// [`WavError`] when reading fails.
    pub fn next_channels(
        &mut self,
        first: usize,
        channels: &mut [Vec<f32>],
    ) -> Result<bool, WavError> {
        channels.iter_mut().for_each(Vec::clear);
        if !self.await_frame()? {
            return Ok(false);
        }
        let whole = self.whole();
        let format = self.format;
        for (channel, samples) in (first..).zip(channels) {
            let at = channel * format.samples.sample_len();
            let frames = &self.bytes[..whole];
            format
                .samples
                .decode_channel(frames, format.frame_len(), at, samples);
        }
        self.leave_pending(whole);
        Ok(true)
    }

    /// The same for all channels, and appends the bytes that the samples stood as.
    ///
    /// # Errors
    ///
    /// [`WavError`] when reading fails.
    pub fn next_frames(
        &mut self,
        channels: &mut [Vec<f32>],
        bytes: &mut Vec<u8>,
    ) -> Result<bool, WavError> {
        if !self.await_frame()? {
            channels.iter_mut().for_each(Vec::clear);
            return Ok(false);
        }
        bytes.extend(&self.bytes[..self.whole()]);
        // What is pending is whole, so that nothing is read and nothing can fail.
        self.next_channels(0, channels)
    }

    /// Reads until there is a whole frame; false at the end.
    fn await_frame(&mut self) -> Result<bool, WavError> {
        while self.pending < self.format.frame_len() {
            let count = self.read_some()?;
            if count == 0 {
                return Ok(false);
            }
            self.pending += count;
        }
        Ok(true)
    }

    /// Bytes of whole frames.
    fn whole(&self) -> usize {
        self.pending - self.pending % self.format.frame_len()
    }

    fn leave_pending(&mut self, whole: usize) {
        self.bytes.copy_within(whole..self.pending, 0);
        self.pending -= whole;
    }

    fn behind(header: Header, reader: R, data_len: Option<u64>) -> Self {
        Self {
            format_chunk: Some(header.format_chunk),
            ..Self::of(reader, header.format, data_len)
        }
    }

    fn of(reader: R, format: Format, left: Option<u64>) -> Self {
        Self {
            reader,
            format,
            format_chunk: None,
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
