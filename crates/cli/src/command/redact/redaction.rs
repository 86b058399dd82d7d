//! Sound held back until it is known which of it belongs to a digit, and then let go without that.
//! Reading and writing it is left to others.

use std::io::Read;

use cxtone_audio::{WavError, WavStream};
use cxtone_dtmf::{Muter, Passage, Profile, SampleRate, SampleRateOutOfRange};

/// What is mute while a digit is heard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All channels.
    Together,
    /// The channel in which it is heard.
    Apart,
}

/// A stream on its way, held back by at most 40 ms and one block.
pub(super) struct Redaction<R> {
    stream: WavStream<R>,
    promised: Option<u64>,
    blocks: Vec<Vec<f32>>,
    channels: Vec<Channel>,
    held: Held,
    /// How many of the held bytes were let go by the latest call.
    gone: usize,
    is_over: bool,
}

struct Channel {
    muter: Muter,
    /// Frames that the muter has told of.
    told: u64,
}

/// Bytes of whole frames that were not let go.
struct Held {
    bytes: Vec<u8>,
    /// The first of their frames.
    first: u64,
    frame_len: usize,
    silence: &'static [u8],
    scope: Scope,
}

impl<R: Read> Redaction<R> {
    /// # Errors
    ///
    /// When no detector is made for such a sample rate.
    pub(super) fn new(
        stream: WavStream<R>,
        profile: Profile,
        scope: Scope,
    ) -> Result<Self, SampleRateOutOfRange> {
        let rate = SampleRate::new(stream.sample_rate_hz())?;
        let channels = usize::from(stream.channels());
        let channel = |_| Channel {
            muter: Muter::new(rate, profile),
            told: 0,
        };
        let held = Held {
            bytes: Vec::new(),
            first: 0,
            frame_len: channels * stream.sample_format().sample_len(),
            silence: stream.sample_format().silence(),
            scope,
        };
        Ok(Self {
            promised: stream.frames_left(),
            blocks: vec![Vec::new(); channels],
            channels: (0..channels).map(channel).collect(),
            held,
            gone: 0,
            is_over: false,
            stream,
        })
    }

    /// The header of a recording like this one.
    pub(super) fn header(&self, frames: Option<u64>) -> Vec<u8> {
        self.stream.header(frames)
    }

    /// Frames that there will be as the stream's own header says.
    pub(super) fn frames_promised(&self) -> Option<u64> {
        self.promised
    }

    /// Frames that were let go.
    pub(super) fn frames(&self) -> u64 {
        self.held.first
    }

    /// Whether the length in bytes is odd, which no chunk may end at.
    pub(super) fn needs_padding(&self) -> bool {
        !(self.frames() * self.held.frame_len as u64).is_multiple_of(2)
    }

    /// Digits that were heard, on all channels.
    pub(super) fn digits(&self) -> u64 {
        self.channels
            .iter()
            .map(|channel| channel.muter.digits())
            .sum()
    }

    /// How many channels there are.
    pub(super) fn channels(&self) -> usize {
        self.channels.len()
    }

    /// How long what was let go lasts.
    pub(super) fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.stream.sample_rate_hz())
    }

    /// The next bytes without digits, as soon as there are any; none at the end.
    ///
    /// # Errors
    ///
    /// [`WavError`] when reading fails.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, WavError> {
        self.held.bytes.drain(..self.gone);
        self.gone = 0;
        while self.gone == 0 {
            if self.is_over {
                return Ok(None);
            }
            self.listen()?;
            let known = self.channels.iter().map(|channel| channel.told).min();
            self.gone = self.held.let_go(known.unwrap_or(0));
        }
        Ok(Some(&self.held.bytes[..self.gone]))
    }

    /// Takes the next block, or what is left at the end.
    fn listen(&mut self) -> Result<(), WavError> {
        self.is_over = !self
            .stream
            .next_frames(&mut self.blocks, &mut self.held.bytes)?;
        let blocks = self.blocks.iter();
        for (index, (channel, samples)) in self.channels.iter_mut().zip(blocks).enumerate() {
            let Channel { muter, told } = channel;
            let mute = |passage: Passage| {
                if passage.is_muted {
                    self.held.mute(index, *told, passage.samples);
                }
                *told += passage.samples;
            };
            if self.is_over {
                muter.finish(mute);
            } else {
                muter.feed(samples, mute);
            }
        }
        Ok(())
    }
}

impl Held {
    /// Puts silence into frames: the one channel, or all.
    fn mute(&mut self, channel: usize, first: u64, frames: u64) {
        let begin = self.place(first);
        let end = self.place(first + frames);
        let sample_len = self.silence.len();
        for frame in self.bytes[begin..end].chunks_exact_mut(self.frame_len) {
            let samples = frame.chunks_exact_mut(sample_len).enumerate();
            for (_, sample) in
                samples.filter(|(index, _)| self.scope == Scope::Together || *index == channel)
            {
                sample.copy_from_slice(self.silence);
            }
        }
    }

    /// Lets go what comes before a frame, and tells how many bytes that is.
    fn let_go(&mut self, end: u64) -> usize {
        let bytes = self.place(end);
        self.first = end;
        bytes
    }

    /// Where a frame begins that is held, or ends the held ones.
    fn place(&self, frame: u64) -> usize {
        usize::try_from(frame.saturating_sub(self.first))
            .map_or(usize::MAX, |frames| frames.saturating_mul(self.frame_len))
            .min(self.bytes.len())
    }
}
