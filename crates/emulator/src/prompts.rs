//! What prompts sound like: a file of the prompts' folder where there is one, else a murmur.
//! When they are played is decided by the conversation.

mod murmur;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use cxtone_audio::Recording;

use crate::lock::lock;

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
    pub(crate) audio: Arc<[f32]>,
    pub(crate) interruptible: bool,
    pub(crate) repeated: bool,
}

/// The prompts of a tenant.
#[derive(Default)]
pub(crate) struct Prompts {
    folder: Option<PathBuf>,
    kept: Mutex<BTreeMap<Arc<str>, Arc<[f32]>>>,
}

impl Prompts {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            kept: Mutex::default(),
        }
    }

    /// The sound of the prompt of this name. It may read a file.
    pub(crate) fn sound(&self, name: &str) -> Arc<[f32]> {
        if let Some(kept) = lock(&self.kept).get(name) {
            return Arc::clone(kept);
        }
        let file = self.folder.as_deref().and_then(|folder| read(folder, name));
        let audio: Arc<[f32]> = file.unwrap_or_else(|| murmur::murmur(name)).into();
        let mut kept = lock(&self.kept);
        if kept.len() < KEPT_MAX {
            kept.insert(name.into(), Arc::clone(&audio));
        }
        audio
    }
}

/// The name of the prompt at a URL: the last part of its path, of which only what can be the name
/// of a file is kept.
pub(crate) fn name_of(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let named = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let name: String = last.chars().filter(named).take(NAME_CHARS_MAX).collect();
    let plain = name.trim_start_matches('.');
    if plain.is_empty() { "prompt" } else { plain }.to_owned()
}

/// The file of this name, or of this name with `.wav`; a broken one is told and not played.
fn read(folder: &Path, name: &str) -> Option<Vec<f32>> {
    let paths = [folder.join(name), folder.join(format!("{name}.wav"))];
    let path = paths.into_iter().find(|path| path.is_file())?;
    match Recording::read(&path) {
        Ok(recording) => Some(at_telephone_rate(&recording)),
        Err(error) => {
            tracing::warn!(%error, "a prompt cannot be read and is murmured");
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
        let prompts = Prompts::new(Some("/nowhere".into()));
        assert_eq!(
            prompts.sound("greeting.wav"),
            Prompts::default().sound("greeting.wav")
        );
        assert_ne!(prompts.sound("greeting.wav"), prompts.sound("invalid.wav"));
    }
}
