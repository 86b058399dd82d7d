//! A take of a call: its recording and what an ear heard in it, as far as time has passed.
//! It can be thrown away at any time and made again from what happened on the line.

use super::{
    ear::{Ear, HeardGroup, Window},
    renderer::{Block, Renderer},
    score::{Event, What},
};
use crate::{line_settings::LineSettings, sample::to_16_bits};

/// The longest take that is kept until it is asked for again, in samples: two minutes, 2 MB.
const KEPT_SAMPLES_MAX: usize = 120 * 8_000;

/// A call's recording so far, and its ear. It has no `Debug`: both spell digits.
pub(crate) struct Take {
    renderer: Renderer,
    ear: Ear,
    recording: Vec<i16>,
    until: usize,
    ended: bool,
}

impl Take {
    pub(super) fn new(line: &LineSettings) -> Self {
        Self {
            renderer: Renderer::new(line, |_| true),
            ear: Ear::new(),
            recording: Vec::new(),
            until: 0,
            ended: false,
        }
    }

    /// Learns all that has happened in the call, how many samples it has by now, and whether it
    /// has ended.
    pub(super) fn learn(&mut self, score: &[Event], until: usize, ended: bool) {
        self.renderer.learn(score);
        self.ear.learn(score);
        self.until = until;
        self.ended = ended;
    }

    /// Brings recording and ear up to the present. It takes the processor for long.
    pub(crate) fn roll(&mut self) {
        let Self {
            renderer,
            ear,
            recording,
            ..
        } = self;
        renderer.roll_to(self.until, |block| {
            let Block { samples, masked } = block;
            let kept = |sample: &f32| if masked { 0 } else { to_16_bits(*sample) };
            recording.extend(samples.iter().map(kept));
            ear.listen(samples);
        });
        if self.ended {
            ear.finish();
        }
    }

    /// What was heard on the line, masked or not.
    pub(crate) fn heard(&self) -> Vec<HeardGroup> {
        self.ear.heard()
    }

    /// The recording from a sample on; a mask makes it silent.
    pub(crate) fn recording_from(&self, sample: usize) -> &[i16] {
        self.recording.get(sample..).unwrap_or_default()
    }

    /// Whether it is worth its memory.
    pub(super) fn is_short(&self) -> bool {
        self.renderer.position() <= KEPT_SAMPLES_MAX
    }

    /// How many samples were made.
    pub(super) const fn position(&self) -> usize {
        self.renderer.position()
    }
}

/// When the injections of a score play.
pub(super) fn windows(score: &[Event]) -> impl Iterator<Item = Window> + '_ {
    score.iter().filter_map(|event| match &event.what {
        What::Play(play) => Some(Window {
            start: event.at,
            end: event.at + play.samples(),
            signalling: play.command.signalling,
        }),
        _ => None,
    })
}
