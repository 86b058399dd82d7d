//! What prompts sound like: a file of the prompts' folder where there is one, else what is said.
//! When they are played is decided by the conversation.

mod espeak;
mod murmur;
mod sound;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use cxtone_audio::Recording;
use cxtone_flow::Spoken;

pub use espeak::Speaker;
pub(crate) use sound::Sound;

use espeak::Voice;

use crate::{clock::samples_in, lock::lock};

/// The longest prompt that is played from a file, in seconds; what is longer is cut.
const PROMPT_S_MAX: usize = 60;

/// Samples a second in a call.
const RATE_HZ: usize = 8_000;

/// How many prompts are kept in memory, at most 2 MB each.
const KEPT_MAX: usize = 64;

/// The longest name of a prompt that is told.
const NAME_CHARS_MAX: usize = 64;

/// A prompt that is to be played.
pub(crate) struct Prompt {
    /// What is told of it.
    pub(crate) name: Arc<str>,
    pub(crate) sound: Sound,
    pub(crate) interruptible: bool,
    pub(crate) repeated: bool,
}

/// The prompts of a tenant.
#[derive(Default)]
pub(crate) struct Prompts {
    folder: Option<PathBuf>,
    voice: Option<Arc<Voice>>,
    /// By the last part of their addresses.
    kept: Mutex<BTreeMap<Arc<str>, Sound>>,
}

impl Prompts {
    pub(crate) fn new(folder: Option<PathBuf>, speaker: Option<&Speaker>) -> Self {
        Self {
            folder,
            voice: speaker.map(|speaker| Arc::new(Voice::of(speaker))),
            kept: Mutex::default(),
        }
    }

    /// The sound of the prompt at this URL. It may read a file; nothing is said yet.
    pub(crate) fn sound(&self, url: &str) -> Sound {
        let file = last_part(url);
        if let Some(kept) = lock(&self.kept).get(file) {
            return kept.clone();
        }
        let folder = self.folder.as_deref();
        let read = folder.and_then(|folder| read(folder, &name_of(url)));
        let mut kept = lock(&self.kept);
        let has_room = kept.len() < KEPT_MAX;
        let sound = read.map_or_else(
            || self.said(file, has_room),
            |audio| Sound::of(audio.into()),
        );
        if has_room {
            kept.insert(file.into(), sound.clone());
        }
        sound
    }

    /// A voice says only what is kept, so that it is not asked for the same again and again.
    fn said(&self, file: &str, is_kept: bool) -> Sound {
        let spoken = Spoken::of(file);
        let samples = samples_in(spoken.length());
        let voice = self.voice.as_ref().filter(|_| is_kept);
        match voice {
            Some(voice) => Sound::to_be_said(Arc::clone(voice), spoken, samples),
            None => Sound::of(murmur::murmur(spoken.words(), samples).into()),
        }
    }
}

/// The name of the prompt at a URL: the last part of its path, of which only what can be the name
/// of a file is kept.
pub(crate) fn name_of(url: &str) -> String {
    let named = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let letters = last_part(url).chars().filter(named);
    let name: String = letters.take(NAME_CHARS_MAX).collect();
    let plain = name.trim_start_matches('.');
    if plain.is_empty() { "prompt" } else { plain }.to_owned()
}

fn last_part(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// The file of this name, or of this name with `.wav`; a broken one is told and not played.
fn read(folder: &Path, name: &str) -> Option<Vec<f32>> {
    let paths = [folder.join(name), folder.join(format!("{name}.wav"))];
    let path = paths.into_iter().find(|path| path.is_file())?;
    match Recording::read(&path) {
        Ok(recording) => Some(at_telephone_rate(&recording)),
        Err(error) => {
            tracing::warn!(%error, "a prompt cannot be read and is said instead");
            None
        }
    }
}

/// The first channel at 8 kHz: the mean of all samples that fall into one, or the nearest one.
fn at_telephone_rate(recording: &Recording) -> Vec<f32> {
    let rate = usize::try_from(recording.sample_rate_hz()).unwrap_or(RATE_HZ);
    let samples = recording.channels().first().map_or(&[][..], Vec::as_slice);
    let length = (samples.len() * RATE_HZ / rate.max(1)).min(PROMPT_S_MAX * RATE_HZ);
    let sample = |index: usize| {
        let from = index * rate / RATE_HZ;
        let to = ((index + 1) * rate / RATE_HZ).max(from + 1);
        let within = samples.get(from..to.min(samples.len())).unwrap_or_default();
        within.iter().sum::<f32>() / (within.len().max(1) as f32)
    };
    (0..length).map(sample).collect()
}

#[cfg(test)]
mod tests {
    use cxtone_dtmf::SampleRate;

    use super::*;

    #[test]
    fn the_name_of_a_prompt_is_the_last_part_of_its_path() {
        for (url, name) in [
            (
                "https://storage.cxone.com/prompts/greeting.wav",
                "greeting.wav",
            ),
            ("https://a.example/enter_code.wav?sig=a/b", "enter_code.wav"),
            ("https://a.example/..%2f..%2fetc", "2f..2fetc"),
            ("https://a.example/..", "prompt"),
            ("https://a.example/", "prompt"),
            ("", "prompt"),
        ] {
            assert_eq!(name_of(url), name, "{url}");
        }
    }

    #[test]
    fn a_sound_of_another_rate_lasts_as_long() {
        for rate in [SampleRate::TELEPHONE.hz(), 16_000, 22_050, 48_000] {
            let rate = SampleRate::new(rate).expect("a usual rate");
            let second = vec![0.5; usize::try_from(rate.hz()).expect("small")];
            let sound = at_telephone_rate(&Recording::from_mono(rate, second));
            assert_eq!(sound.len(), RATE_HZ);
            assert!(sound.iter().all(|sample| (sample - 0.5).abs() < 1e-6));
        }
    }

    #[test]
    fn a_prompt_without_a_file_is_murmured_alike_each_time() {
        let url = "https://prompts.example/greeting.wav";
        let prompts = Prompts::new(Some("/nowhere".into()), None);
        let greeting = prompts.sound(url).audio();
        assert_eq!(greeting, Prompts::default().sound(url).audio());
        assert_eq!(greeting.len(), samples_in(Spoken::of(url).length()));
        let other = prompts.sound("https://prompts.example/invalid.wav");
        assert_ne!(greeting, other.audio());
    }
}
