//! Listens to a stream of sound: one detector a channel, in memory bounded whatever its length.
//! What a digit is, is decided by `dtmf`; the format of the stream is `audio`'s.

use std::{io::Read, path::Path};

use cxtone_audio::{Recording, WavError, WavStream};
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};

use crate::{failure::Failure, output::progress::Progress};

/// Progress is told after this many samples.
const PIECE_SAMPLES: usize = 1 << 16;

/// One digit, and the channel on which it was heard.
pub(crate) struct HeardDigit {
    /// Counted from 1.
    pub(crate) channel: usize,
    /// The digit and its measures.
    pub(crate) heard: cxtone_dtmf::Heard,
}

/// All that was heard in a recording.
pub(crate) struct Heard {
    /// How many channels the recording has.
    pub(crate) channels: usize,
    /// The digits of all channels, in order of their starts.
    pub(crate) digits: Vec<HeardDigit>,
}

/// Why listening ended early.
pub(crate) enum Interrupted {
    /// The stream cannot be read, or not to its end; others may be.
    Unreadable(String),
    /// The whole command has to stop.
    Stopped(Failure),
}

/// Listens to a WAV file; the bytes that are heard count as progress.
///
/// # Errors
///
/// Why it cannot be heard, for a sentence that begins with the path.
pub(crate) fn to_file(path: &Path, profile: Profile, progress: &Progress) -> Result<Heard, String> {
    to_recording(&read(path)?, path, profile, progress)
}

/// Reads a WAV file.
///
/// # Errors
///
/// Why it cannot be read, for a sentence that begins with the path.
pub(crate) fn read(path: &Path) -> Result<Recording, String> {
    Recording::read(path).map_err(|error| error.kind().to_string())
}

/// Listens to a recording that was read from a file.
///
/// # Errors
///
/// Why it cannot be heard, for a sentence that begins with the path.
pub(crate) fn to_recording(
    recording: &Recording,
    path: &Path,
    profile: Profile,
    progress: &Progress,
) -> Result<Heard, String> {
    let rate = rate(recording.sample_rate_hz())?;
    let channels = recording.channels();
    let samples_total = (recording.frames() * channels.len()).max(1) as u64;
    let bytes_total = path.metadata().map_or(0, |metadata| metadata.len());
    let mut digits = Vec::new();
    for (index, samples) in channels.iter().enumerate() {
        let mut detector = Detector::new(rate, profile);
        let mut sink = |event| digits.extend(HeardDigit::ended(event, index));
        for piece in samples.chunks(PIECE_SAMPLES) {
            detector.feed(piece, &mut sink);
            progress.advance(bytes_total * piece.len() as u64 / samples_total);
        }
        detector.finish(&mut sink);
    }
    digits.sort_by(|a, b| a.heard.start_s.total_cmp(&b.heard.start_s));
    Ok(Heard {
        channels: channels.len(),
        digits,
    })
}

/// Listens to a stream to its end and hands over each digit as soon as it is over.
///
/// # Errors
///
/// [`Interrupted`], by the stream or by whoever takes the digits.
pub(crate) fn to_stream<R: Read>(
    mut stream: WavStream<R>,
    profile: Profile,
    mut sink: impl FnMut(HeardDigit) -> Result<(), Failure>,
) -> Result<(), Interrupted> {
    let rate = rate(stream.sample_rate_hz()).map_err(Interrupted::Unreadable)?;
    let channels = usize::from(stream.channels());
    let mut detectors: Vec<_> = (0..channels)
        .map(|_| Detector::new(rate, profile))
        .collect();
    let mut samples = Vec::new();
    let mut ended = Vec::new();
    while let Some(block) = stream.next_block()? {
        for (index, detector) in detectors.iter_mut().enumerate() {
            samples.clear();
            samples.extend(block.iter().skip(index).step_by(channels));
            detector.feed(&samples, |event| {
                ended.extend(HeardDigit::ended(event, index))
            });
        }
        for digit in ended.drain(..) {
            sink(digit)?;
        }
    }
    for (index, detector) in detectors.iter_mut().enumerate() {
        detector.finish(|event| ended.extend(HeardDigit::ended(event, index)));
    }
    ended.into_iter().try_for_each(sink)?;
    Ok(())
}

impl HeardDigit {
    /// A digit that is over; `index` counts channels from 0.
    fn ended(event: Event, index: usize) -> Option<Self> {
        match event {
            Event::Ended(heard) => Some(Self {
                channel: index + 1,
                heard,
            }),
            _ => None,
        }
    }
}

impl From<Failure> for Interrupted {
    fn from(failure: Failure) -> Self {
        Self::Stopped(failure)
    }
}

impl From<WavError> for Interrupted {
    fn from(error: WavError) -> Self {
        Self::Unreadable(error.kind().to_string())
    }
}

/// The rate of a recording, if a detector is made for it.
pub(crate) fn rate(hz: u32) -> Result<SampleRate, String> {
    SampleRate::new(hz).map_err(|error| error.to_string())
}
