//! The voice that says prompts nobody recorded: the program espeak-ng, where it is installed.
//! What is said, and how long it may take, is told by `cxtone_flow::Spoken`.

mod process;

use core::sync::atomic::{AtomicBool, Ordering};
use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Mutex,
};

use cxtone_audio::Recording;
use cxtone_dtmf::{Detector, Profile, SampleRate};

use super::at_telephone_rate;
use crate::lock::lock;

/// What the program is called.
const PROGRAM: &str = "espeak-ng";

/// How fast it speaks at first, in words a minute: its own default.
const WORDS_PER_MINUTE: usize = 175;

/// The fastest that it can be asked for.
const WORDS_PER_MINUTE_MAX: usize = 450;

/// How often the same is said faster, where it did not fit.
const TRIES_MAX: usize = 3;

/// The loudest sample of a prompt, full scale = 1: -13 dBm0 or so for speech.
const PEAK: f32 = 0.25;

/// What is quieter than this part of the loudest sample, at the ends, is left out.
const SILENCE: f32 = 0.01;

/// Over how many samples it fades out where it has to be cut: 10 ms.
const FADE: usize = 80;

/// The program that says prompts which nobody recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    program: PathBuf,
}

/// The speaker of a tenant.
pub(super) struct Voice {
    program: PathBuf,
    /// One prompt is said at a time.
    turn: Mutex<()>,
    /// Whether the program has failed; then it is not asked again.
    has_failed: AtomicBool,
}

impl Speaker {
    /// A program that takes the arguments of espeak-ng and prints a WAV file.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
        }
    }

    /// The program espeak-ng of the search path, where it is installed.
    #[must_use]
    pub fn installed() -> Option<Self> {
        Self::within(&env::var_os("PATH")?)
    }

    /// The program in one of the folders of a search path.
    fn within(path: &OsStr) -> Option<Self> {
        let name = format!("{PROGRAM}{}", env::consts::EXE_SUFFIX);
        // A folder that is not absolute depends on where the emulator was started.
        let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
        let mut programs = folders.map(|folder| folder.join(&name));
        let program = programs.find(|program| program.is_file())?;
        Some(Self { program })
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }
}

impl Voice {
    pub(super) fn of(speaker: &Speaker) -> Self {
        Self {
            program: speaker.program.clone(),
            turn: Mutex::default(),
            has_failed: AtomicBool::new(false),
        }
    }

    /// The words in so many samples, with silence after them; none where the program cannot say
    /// them, or where they would be taken for digits.
    pub(super) fn say(&self, words: &str, samples: usize) -> Option<Vec<f32>> {
        if words.is_empty() {
            return None;
        }
        let _turn = lock(&self.turn);
        let mut rate = WORDS_PER_MINUTE;
        let mut speech = Vec::new();
        for _ in 0..TRIES_MAX {
            speech = self.speech(words, rate)?;
            if speech.len() <= samples || rate == WORDS_PER_MINUTE_MAX {
                break;
            }
            let faster = rate * speech.len() / samples.max(1) + 1;
            rate = faster.min(WORDS_PER_MINUTE_MAX);
        }
        fit(&mut speech, samples);
        (!holds_digits(&speech)).then_some(speech)
    }

    fn speech(&self, words: &str, rate: usize) -> Option<Vec<f32>> {
        if self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let rate = rate.to_string();
        // Words have no hyphen, so none of them is taken for an option.
        let arguments = ["--stdout", "-v", "en", "-s", &rate, words];
        let said = process::output(&self.program, &arguments)
            .map_err(|error| error.to_string())
            .and_then(|wav| Recording::parse(&wav).map_err(|error| error.to_string()));
        match said {
            Ok(recording) => Some(levelled(&at_telephone_rate(&recording))),
            Err(error) => {
                self.has_failed.store(true, Ordering::Relaxed);
                let program = self.program.display();
                tracing::warn!(%program, error, "prompts are murmured: the voice does not speak");
                None
            }
        }
    }
}

/// Without the silence at its ends, and as loud as all other prompts.
fn levelled(speech: &[f32]) -> Vec<f32> {
    let peak = speech.iter().fold(0.0_f32, |peak, it| peak.max(it.abs()));
    let sounds = |sample: &f32| sample.abs() > SILENCE * peak;
    let first = speech.iter().position(sounds);
    let last = speech.iter().rposition(sounds);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let gain = PEAK / peak;
    let speech = speech.get(first..=last).unwrap_or_default();
    speech.iter().map(|sample| sample * gain).collect()
}

/// Makes it so long: with silence after it, or cut and faded out.
fn fit(speech: &mut Vec<f32>, samples: usize) {
    if speech.len() > samples {
        speech.truncate(samples);
        for (place, sample) in speech.iter_mut().rev().take(FADE).enumerate() {
            *sample *= place as f32 / FADE as f32;
        }
    }
    speech.resize(samples, 0.0);
}

fn holds_digits(speech: &[f32]) -> bool {
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    let mut events = 0_usize;
    detector.feed(speech, |_| events += 1);
    detector.finish(|_| events += 1);
    events > 0
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_program_is_looked_for_in_absolute_folders_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder
            .path()
            .join(format!("{PROGRAM}{}", env::consts::EXE_SUFFIX));
        let found = |folders: &[&Path]| {
            let path = env::join_paths(folders).expect("no separators in them");
            Speaker::within(&path).map(|speaker| speaker.program)
        };
        let here = Path::new(".");
        assert_eq!(found(&[here, folder.path()]), None);
        fs::write(&program, "").expect("writes");
        assert_eq!(found(&[here, folder.path()]), Some(program));
        assert_eq!(found(&[here]), None);
    }

    #[test]
    fn what_is_too_long_is_cut_softly_and_what_is_too_short_ends_in_silence() {
        let mut long = vec![0.2; 1_000];
        fit(&mut long, 500);
        assert_eq!((long.len(), long[0], long[499]), (500, 0.2, 0.0));
        assert!(long.windows(2).all(|pair| pair[0] >= pair[1]));
        let mut short = vec![0.2; 10];
        fit(&mut short, 500);
        assert_eq!((short.len(), short[9], short[10]), (500, 0.2, 0.0));
    }

    #[test]
    fn speech_is_as_loud_as_all_other_and_begins_at_once() {
        let quiet = [0.0, 0.000_1, 0.02, -0.04, 0.01, 0.0, 0.0];
        let loud = levelled(&quiet);
        assert_eq!(loud.len(), 3);
        assert!((loud[1] + PEAK).abs() < 1e-6);
        assert!(levelled(&[0.0; 10]).is_empty() && levelled(&[]).is_empty());
    }

    #[test]
    fn tones_of_digits_are_not_taken_for_a_prompt() {
        let five = crate::gateway::key(cxtone_dtmf::Digit::from_char('5').expect("a digit"), 100);
        assert!(holds_digits(&five.expect("a tone")));
        assert!(!holds_digits(&super::super::murmur::murmur("five", 2_880)));
    }
}
