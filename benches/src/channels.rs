//! Many channels on one core, served frame by frame.
//! A single stream is `contender`'s.

use cpu_time::ThreadTime;

use crate::audio::{Audio, Frame};
use crate::contender::{Contender, Ear, Heard};

/// Channels served in turn.
pub const CHANNELS: usize = 64;

/// Frames by which each channel is behind the one before it: a prime, so that few of them do the
/// same at once.
const FRAMES_BETWEEN: usize = 47;

/// Seconds of each channel: enough for all of the mix.
const SECONDS: usize = 20;

/// Detectors for [`CHANNELS`] streams at once.
pub trait Ears {
    /// Takes the next frame of every channel, in order.
    fn feed(&mut self, frames: &[Frame<'_>]);

    /// What the first channel heard.
    fn digits_of_first(&mut self) -> Vec<char>;
}

/// A contender that makes [`Ears`] for each run.
#[derive(Debug)]
pub struct ManyChannels<E> {
    name: String,
    make: fn() -> E,
}

/// One [`Ear`] a channel, as whoever has no better way does it.
#[derive(Debug)]
pub struct InTurn<E>(Vec<E>);

impl<E> InTurn<E> {
    /// As many as there are channels.
    pub fn new(make: fn() -> E) -> Self {
        Self((0..CHANNELS).map(|_| make()).collect())
    }
}

impl<E: Ear> Ears for InTurn<E> {
    fn feed(&mut self, frames: &[Frame<'_>]) {
        for (ear, frame) in self.0.iter_mut().zip(frames) {
            ear.feed(*frame);
        }
    }

    fn digits_of_first(&mut self) -> Vec<char> {
        self.0.first_mut().map(Ear::digits).unwrap_or_default()
    }
}

impl<E: Ears> ManyChannels<E> {
    /// A contender of a name.
    pub fn new(name: &str, make: fn() -> E) -> Self {
        Self {
            name: name.to_owned(),
            make,
        }
    }
}

impl<E: Ears> Contender for ManyChannels<E> {
    fn name(&self) -> &str {
        &self.name
    }

    /// The first channel hears the first 20 s of the audio, the others later parts of it.
    fn hear(&mut self, audio: &Audio) -> Heard {
        let all: Vec<Frame<'_>> = audio.frames().collect();
        let steps = (SECONDS * 50).min(all.len());
        let mut ears = (self.make)();
        let mut frames = Vec::with_capacity(CHANNELS);
        let start = ThreadTime::now();
        for step in 0..steps {
            frames.clear();
            frames.extend(
                (0..CHANNELS).map(|channel| all[(step + channel * FRAMES_BETWEEN) % all.len()]),
            );
            ears.feed(&frames);
        }
        let samples = frames.iter().map(|frame| frame.float.len()).sum::<usize>() * steps;
        Heard {
            cpu: start.elapsed(),
            samples,
            digits: ears.digits_of_first(),
        }
    }
}
