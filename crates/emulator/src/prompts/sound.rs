//! The sound of one prompt: how long it is is known at once, what it sounds like when somebody listens.
//! Where it comes from is decided in `prompts`.

use std::sync::{Arc, OnceLock};

use cxtone_flow::Spoken;

use super::{espeak::Voice, murmur::murmur};

/// A prompt's sound. Clones share it, so that it is made once and always the same.
#[derive(Clone)]
pub(crate) struct Sound(Arc<Shared>);

struct Shared {
    samples: usize,
    audio: OnceLock<Arc<[f32]>>,
    /// Who says it; nobody where there is audio from the start.
    to_be_said: Option<(Arc<Voice>, Spoken)>,
}

impl Sound {
    /// A sound that there is.
    pub(super) fn of(audio: Arc<[f32]>) -> Self {
        Self(Arc::new(Shared {
            samples: audio.len(),
            audio: OnceLock::from(audio),
            to_be_said: None,
        }))
    }

    /// Words that take so many samples. They are said when somebody listens, so that a call never
    /// waits for the voice.
    pub(super) fn to_be_said(voice: Arc<Voice>, spoken: Spoken, samples: usize) -> Self {
        Self(Arc::new(Shared {
            samples,
            audio: OnceLock::new(),
            to_be_said: Some((voice, spoken)),
        }))
    }

    /// How long it is, in samples.
    pub(crate) fn samples(&self) -> usize {
        self.0.samples
    }

    /// Whether [`Sound::audio`] is there at once.
    pub(crate) fn is_made(&self) -> bool {
        self.0.audio.get().is_some()
    }

    /// What it sounds like. It may have to be said first, which may take some seconds.
    pub(crate) fn audio(&self) -> Arc<[f32]> {
        let shared = &self.0;
        let said = || match &shared.to_be_said {
            Some((voice, spoken)) => voice
                .say(spoken.words(), shared.samples)
                .map_or_else(|| murmur(spoken.words(), shared.samples).into(), Arc::from),
            None => Arc::from([]),
        };
        Arc::clone(shared.audio.get_or_init(said))
    }
}

impl Default for Sound {
    /// No sound.
    fn default() -> Self {
        Self::of(Arc::from([]))
    }
}
