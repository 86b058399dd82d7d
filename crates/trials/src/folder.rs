//! A folder of trials on disk: WAV files and `labels.json`, as `crates/dtmf/fit/fit.py` reads them.
//! Which trials are in it is decided by the caller.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::condition::Condition;
use crate::damage::pcm16;
use crate::family::Family;
use crate::random::Random;
use crate::trial::{Label, Trial};

/// The rate that the fit reads.
const RATE_HZ: u32 = 8_000;

/// Most files that a folder may have of one family.
pub const FILES_MAX: usize = 100_000;

/// Sequences in each file: one would make many small files.
const SEQUENCES: usize = 8;

/// Why a folder could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// More files than a folder may have.
    #[error("{files} files a family are too many; ask for {FILES_MAX} at most")]
    TooMany {
        /// How many were asked for.
        files: usize,
    },
    /// The folder or its labels cannot be written.
    #[error("cannot write {path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A WAV file cannot be written.
    #[error("cannot write {path}: {source}")]
    Wav {
        /// Where.
        path: PathBuf,
        /// Why.
        source: hound::Error,
    },
}

/// Writes so many files of each family into a folder and tells how many digits are in them.
///
/// The files are 16-bit mono at 8 kHz, each with eight sequences of ten digits, every sequence in
/// a condition of its own. The same seed gives the same bytes.
///
/// # Errors
///
/// [`FolderError`] when too many files are asked for or one cannot be written.
pub fn write_folder(
    folder: &Path,
    families: &[Family],
    files: usize,
    seed: u64,
) -> Result<usize, FolderError> {
    if files > FILES_MAX {
        return Err(FolderError::TooMany { files });
    }
    fs::create_dir_all(folder).map_err(|source| io_error(folder, source))?;
    let mut entries = Vec::new();
    for (place, &family) in families.iter().enumerate() {
        for index in 0..files {
            let mut random = Random::new(seed, (place * FILES_MAX + index) as u64);
            entries.push(write_file(folder, family, index, &mut random)?);
        }
    }
    let digits = entries.iter().flat_map(|entry| &entry.sequences);
    let digits = digits.map(Vec::len).sum();
    let path = folder.join("labels.json");
    let labels = Labels {
        seed,
        rate: RATE_HZ,
        files: entries,
    };
    let text = serde_json::to_vec(&labels).map_err(|error| io_error(&path, error.into()))?;
    fs::write(&path, text).map_err(|source| io_error(&path, source))?;
    Ok(digits)
}

#[derive(Serialize)]
struct Labels {
    seed: u64,
    rate: u32,
    files: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    path: String,
    condition: &'static str,
    group: &'static str,
    expect: &'static str,
    duration_s: f64,
    sequences: Vec<Vec<Sent>>,
}

#[derive(Serialize)]
struct Sent {
    digit: char,
    onset_s: f64,
    offset_s: f64,
}

fn write_file(
    folder: &Path,
    family: Family,
    index: usize,
    random: &mut Random,
) -> Result<Entry, FolderError> {
    let name = format!("{}-{index}.wav", family.name());
    let path = folder.join(&name);
    let mut samples: Vec<f32> = Vec::new();
    let mut sequences = Vec::new();
    for _ in 0..SEQUENCES {
        let condition = Condition {
            rate_hz: RATE_HZ,
            ..family.draw(random)
        };
        let trial = Trial::new(&condition, random);
        let start_s = samples.len() as f64 / f64::from(RATE_HZ);
        sequences.push(trial.labels.iter().map(|it| sent(it, start_s)).collect());
        samples.extend(trial.samples);
    }
    write_wav(&path, &samples).map_err(|source| FolderError::Wav { path, source })?;
    Ok(Entry {
        path: name,
        condition: family.name(),
        group: family.name(),
        expect: family.expectation(),
        duration_s: samples.len() as f64 / f64::from(RATE_HZ),
        sequences,
    })
}

fn sent(label: &Label, start_s: f64) -> Sent {
    Sent {
        digit: label.digit.as_char(),
        onset_s: start_s + label.onset_s,
        offset_s: start_s + label.offset_s,
    }
}

fn write_wav(path: &Path, samples: &[f32]) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for &sample in samples {
        writer.write_sample(pcm16(f64::from(sample)))?;
    }
    writer.finalize()
}

fn io_error(path: &Path, source: io::Error) -> FolderError {
    FolderError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 4;

    #[test]
    fn a_folder_holds_what_its_labels_tell() {
        let folder = tempfile::tempdir().unwrap();
        let digits =
            write_folder(folder.path(), &[Family::Att, Family::TooShort], 2, SEED).unwrap();
        assert_eq!(digits, 2 * 2 * 8 * 10);
        let text = fs::read_to_string(folder.path().join("labels.json")).unwrap();
        let labels: serde_json::Value = serde_json::from_str(&text).unwrap();
        for file in labels["files"].as_array().unwrap() {
            let path = folder.path().join(file["path"].as_str().unwrap());
            let reader = hound::WavReader::open(path).unwrap();
            let length_s = f64::from(reader.duration()) / 8_000.0;
            assert_eq!(length_s, file["duration_s"].as_f64().unwrap());
            let last = &file["sequences"][7][9];
            assert!(last["offset_s"].as_f64().unwrap() < length_s);
        }
        assert_eq!(labels["files"][0]["expect"], "accept");
        assert_eq!(labels["files"][3]["expect"], "reject");
    }

    #[test]
    fn the_same_seed_writes_the_same_bytes() {
        let [first, second] = [0, 1].map(|_| {
            let folder = tempfile::tempdir().unwrap();
            write_folder(folder.path(), &[Family::Impaired], 1, SEED).unwrap();
            fs::read(folder.path().join("impaired-0.wav")).unwrap()
        });
        assert!(first == second);
    }

    #[test]
    fn a_folder_of_too_many_files_is_refused() {
        let error = write_folder(Path::new("unused"), &[Family::Att], FILES_MAX + 1, SEED);
        assert!(error.unwrap_err().to_string().contains("100001"));
    }
}
