//! A minute of speech: recordings where there are any, else something made up that is like it.
//! What it is mixed with is the workload's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use cxtone_audio::Recording;

use crate::audio::RATE_HZ;
use crate::random::Random;

/// The variable that names a folder of WAV files at 8 kHz.
pub const FOLDER_VARIABLE: &str = "CXTONE_BENCH_SPEECH";

/// Where Debian's `asterisk-core-sounds-en-wav` puts its prompts.
const DEBIAN_FOLDER: &str = "/usr/share/asterisk/sounds/en_US_f_Allison";

/// From each recording at most this much a turn, so that many of them are heard.
const PIECE_SAMPLES: usize = 3 * RATE_HZ;

/// Recordings looked at.
const FILES_MAX: usize = 10_000;

/// Speech, and where it comes from.
#[derive(Clone, Debug)]
pub struct Speech {
    /// In words, for the report.
    pub source: String,
    /// Full scale = 1.
    pub samples: Vec<f32>,
}

impl Speech {
    /// This many samples: of recordings if the folder of [`FOLDER_VARIABLE`] or Debian's holds
    /// any, made up from the seed if not.
    pub fn of(count: usize, seed: u64) -> Self {
        let named = env::var_os(FOLDER_VARIABLE).map(PathBuf::from);
        let folder = named.unwrap_or_else(|| PathBuf::from(DEBIAN_FOLDER));
        Self::recorded(&folder, count).unwrap_or_else(|| Self {
            source: format!(
                "made up from seed {seed}: no recordings, name a folder in {FOLDER_VARIABLE}"
            ),
            samples: made_up(count, &mut Random::new(seed)),
        })
    }

    /// Pieces of every recording in a folder in turn, until there is enough.
    fn recorded(folder: &Path, count: usize) -> Option<Self> {
        let recordings = recordings(folder, count);
        let mut samples = Vec::new();
        let mut turn = 0;
        while samples.len() < count {
            let before = samples.len();
            for recording in &recordings {
                let pieces = recording.chunks(PIECE_SAMPLES);
                samples.extend(pieces.into_iter().nth(turn).unwrap_or_default());
            }
            turn += 1;
            if samples.len() == before {
                return None;
            }
        }
        samples.truncate(count);
        let source = format!("recorded, {} files", recordings.len());
        Some(Self { source, samples })
    }
}

/// The beginnings, this long, of the recordings at 8 kHz of a folder, in the order of their names.
fn recordings(folder: &Path, count: usize) -> Vec<Vec<f32>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "wav"))
        .take(FILES_MAX)
        .collect();
    paths.sort();
    let read = paths.iter().filter_map(|path| Recording::read(path).ok());
    read.filter(|recording| recording.sample_rate_hz() as usize == RATE_HZ)
        .filter_map(|recording| {
            let samples = recording.channels().first()?;
            Some(samples.iter().copied().take(count).collect())
        })
        .collect()
}

/// Syllables of a buzz through three resonances, hisses between them, and pauses: enough like
/// speech to keep a detector as busy, though no measure of false digits.
fn made_up(count: usize, random: &mut Random) -> Vec<f32> {
    let mut samples = Vec::with_capacity(count);
    while samples.len() < count {
        match random.below(6) {
            0 => pause(&mut samples, random),
            1 => hiss(&mut samples, random),
            _ => syllable(&mut samples, random),
        }
    }
    samples.truncate(count);
    samples
}

fn samples_within(least_ms: f64, most_ms: f64, random: &mut Random) -> usize {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a duration of some hundred samples"
    )]
    let samples = (random.within(least_ms, most_ms) * RATE_HZ as f64 / 1000.0) as usize;
    samples
}

fn pause(samples: &mut Vec<f32>, random: &mut Random) {
    let count = samples_within(50.0, 400.0, random);
    samples.extend((0..count).map(|_| narrow(1e-4 * random.normal())));
}

fn hiss(samples: &mut Vec<f32>, random: &mut Random) {
    let count = samples_within(40.0, 120.0, random);
    let mut last = 0.0;
    for _ in 0..count {
        let noise = random.normal();
        samples.push(narrow(0.02 * (noise - last)));
        last = noise;
    }
}

fn syllable(samples: &mut Vec<f32>, random: &mut Random) {
    let count = samples_within(80.0, 300.0, random);
    let formants = [(300.0, 900.0), (900.0, 2300.0), (2300.0, 3200.0)];
    let mut resonances = formants.map(|(least, most)| Resonance::new(random.within(least, most)));
    let pitch_hz = random.within(90.0, 240.0);
    let bend = random.within(-0.2, 0.2);
    let mut phase = 0.0;
    for index in 0..count {
        let at = index as f64 / count as f64;
        phase += pitch_hz * (1.0 + bend * at) / RATE_HZ as f64;
        let buzz = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase -= buzz;
        let source = buzz + 0.01 * random.normal();
        let loudness = (core::f64::consts::PI * at).sin();
        let voiced: f64 = resonances.iter_mut().map(|it| it.next(source)).sum();
        samples.push(narrow(0.08 * loudness * voiced));
    }
}

/// A resonance of two poles, 90 Hz wide.
struct Resonance {
    first: f64,
    second: f64,
    last: [f64; 2],
}

impl Resonance {
    fn new(hz: f64) -> Self {
        let radius = (-core::f64::consts::PI * 90.0 / RATE_HZ as f64).exp();
        let radians = core::f64::consts::TAU * hz / RATE_HZ as f64;
        Self {
            first: 2.0 * radius * radians.cos(),
            second: -radius * radius,
            last: [0.0; 2],
        }
    }

    fn next(&mut self, source: f64) -> f64 {
        let value = source + self.first * self.last[0] + self.second * self.last[1];
        self.last = [value, self.last[0]];
        value
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "computed in double precision, heard in single"
)]
fn narrow(value: f64) -> f32 {
    value.clamp(-1.0, 1.0) as f32
}
