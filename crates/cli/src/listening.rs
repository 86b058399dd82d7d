//! Listens to files and streams of sound, block by block, in memory bounded whatever their length.
//! What a digit is, is decided by `dtmf`; the format of the sound is `audio`'s.

use core::{num::NonZero, ops::Range};
use std::{fs, io::Read, path::Path, thread};

use cxtone_audio::{WavError, WavStream};
use cxtone_dtmf::SampleRate;
use cxtone_hearing::{Ear, Finding, HeardDigit, Hearing, NearMiss, Told};

use crate::{failure::Failure, output::progress::Progress};

/// Of more near misses on a channel than this, the rest is only counted.
const NEAR_MISSES_MAX: usize = 1_000;

/// Progress in samples that are all there is told after this many.
const PIECE_SAMPLES: usize = 1 << 16;

/// All that was heard in a recording.
#[derive(Default)]
pub(crate) struct Heard {
    /// How many channels the recording has.
    pub(crate) channels: usize,
    /// The digits of all channels, in order of their starts.
    pub(crate) digits: Vec<HeardDigit>,
    /// What nearly was a digit, in order of the starts; none unless asked for.
    pub(crate) near_misses: Vec<NearMiss>,
    /// How many of these are left out.
    pub(crate) near_misses_left_out: u64,
}

/// Why listening ended early.
pub(crate) enum Interrupted {
    /// The stream cannot be read, or not to its end; others may be.
    Unreadable(String),
    /// The whole command has to stop.
    Stopped(Failure),
}

/// Listens to a WAV file with up to so many threads, one for some of the channels each; the bytes
/// that are heard count as progress.
///
/// # Errors
///
/// Why it cannot be heard, for a sentence that begins with the path.
pub(crate) fn to_file(
    path: &Path,
    hearing: Hearing,
    threads: NonZero<usize>,
    progress: &Progress,
) -> Result<Heard, String> {
    let stream = WavStream::open(path).map_err(told)?;
    let rate = rate(stream.sample_rate_hz())?;
    let channels = usize::from(stream.channels());
    // Each thread reads the file for itself, which a pipe would not stand.
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    let threads = if is_file { threads.get() } else { 1 };
    let per_thread = channels.div_ceil(threads.min(channels));
    let part = |stream, first: usize| {
        let part = first..channels.min(first + per_thread);
        hear_part(stream, part, rate, hearing, progress)
    };
    let mut heard = thread::scope(|scope| {
        let others: Vec<_> = (per_thread..channels)
            .step_by(per_thread)
            .map(|first| scope.spawn(move || part(WavStream::open(path).map_err(told)?, first)))
            .collect();
        let mut heard = part(stream, 0)?;
        for other in others {
            let other = other
                .join()
                .map_err(|_| "a listener stopped without an answer".to_owned())?;
            heard.join(other?);
        }
        Ok::<_, String>(heard)
    })?;
    heard.channels = channels;
    heard
        .digits
        .sort_by(|a, b| a.heard.start_s.total_cmp(&b.heard.start_s));
    heard
        .near_misses
        .sort_by(|a, b| a.reasons.start_s.total_cmp(&b.reasons.start_s));
    Ok(heard)
}

/// Listens to samples of one channel that are all there; their bytes in memory count as progress.
pub(crate) fn to_samples(
    samples: &[f32],
    rate: SampleRate,
    hearing: Hearing,
    progress: &Progress,
) -> Vec<HeardDigit> {
    let mut ear = Ear::new(1, rate, hearing);
    let mut heard = Heard::default();
    let mut near_misses = 0;
    for piece in samples.chunks(PIECE_SAMPLES) {
        ear.hear(piece, |told| heard.take(told, &mut near_misses));
        progress.advance(size_of_val(piece) as u64);
    }
    ear.finish(|told| heard.take(told, &mut near_misses));
    heard.digits
}

/// Listens to a stream to its end and hands over each digit as soon as it is over.
///
/// # Errors
///
/// [`Interrupted`], by the stream or by whoever takes the findings.
pub(crate) fn to_stream<R: Read>(
    mut stream: WavStream<R>,
    hearing: Hearing,
    mut sink: impl FnMut(Finding) -> Result<(), Failure>,
) -> Result<(), Interrupted> {
    let rate = rate(stream.sample_rate_hz()).map_err(Interrupted::Unreadable)?;
    let channels = usize::from(stream.channels());
    let mut ears = ears(0..channels, rate, hearing);
    let mut blocks = vec![Vec::new(); channels];
    let mut found = Vec::new();
    while stream.next_channels(0, &mut blocks)? {
        for (ear, samples) in ears.iter_mut().zip(&blocks) {
            ear.hear(samples, |told| found.extend(over(told)));
        }
        found.drain(..).try_for_each(&mut sink)?;
    }
    for ear in &mut ears {
        ear.finish(|told| found.extend(over(told)));
    }
    found.into_iter().try_for_each(sink)?;
    Ok(())
}

impl Heard {
    fn take(&mut self, told: Told, near_misses: &mut usize) {
        let Some(finding) = over(told) else {
            return;
        };
        match finding {
            Finding::Digit(digit) => self.digits.push(digit),
            Finding::NearMiss(near_miss) if *near_misses < NEAR_MISSES_MAX => {
                *near_misses += 1;
                self.near_misses.push(near_miss);
            }
            Finding::NearMiss(_) => self.near_misses_left_out += 1,
        }
    }

    fn join(&mut self, other: Self) {
        self.digits.extend(other.digits);
        self.near_misses.extend(other.near_misses);
        self.near_misses_left_out += other.near_misses_left_out;
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

/// What is over: the command line does not tell of a digit that lasts.
fn over(told: Told) -> Option<Finding> {
    match told {
        Told::Found(finding) => Some(finding),
        Told::Confirmed(_) => None,
    }
}

/// Listens to some of the channels, counted from 0.
fn hear_part<R: Read>(
    mut stream: WavStream<R>,
    part: Range<usize>,
    rate: SampleRate,
    hearing: Hearing,
    progress: &Progress,
) -> Result<Heard, String> {
    let sample_len = stream.sample_format().sample_len();
    let mut ears = ears(part.clone(), rate, hearing);
    let mut blocks = vec![Vec::new(); ears.len()];
    let mut near_misses = vec![0; ears.len()];
    let mut heard = Heard::default();
    while stream
        .next_channels(part.start, &mut blocks)
        .map_err(told)?
    {
        let mut samples_heard = 0;
        for ((ear, samples), count) in ears.iter_mut().zip(&blocks).zip(&mut near_misses) {
            ear.hear(samples, |told| heard.take(told, count));
            samples_heard += samples.len();
        }
        progress.advance((samples_heard * sample_len) as u64);
    }
    for (ear, count) in ears.iter_mut().zip(&mut near_misses) {
        ear.finish(|told| heard.take(told, count));
    }
    Ok(heard)
}

fn ears(part: Range<usize>, rate: SampleRate, hearing: Hearing) -> Vec<Ear> {
    part.map(|index| Ear::new(index + 1, rate, hearing))
        .collect()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends here, as `map_err` hands it over"
)]
fn told(error: WavError) -> String {
    error.kind().to_string()
}

/// The rate of a recording, if a detector is made for it.
pub(crate) fn rate(hz: u32) -> Result<SampleRate, String> {
    SampleRate::new(hz).map_err(|error| error.to_string())
}
