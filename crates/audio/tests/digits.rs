//! The detector hears in every WAV fixture the digits that another writer put there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_audio::{Recording, WavStream};
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};

const DIGITS: &str = "159D";

/// Cut off on purpose: the digits are whole, but only a stream gives what is left.
const TRUNCATED: &str = "truncated.wav";

/// Text on purpose.
const NOT_AUDIO: &str = "not-audio.wav";

/// How many of the fixtures hold sound.
const FILES_WITH_SOUND: usize = 7;

fn files_with_sound() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wav");
    fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wav"))
        .filter(|path| !path.ends_with(NOT_AUDIO))
        .collect()
}

fn heard(rate_hz: u32, samples: &[f32]) -> String {
    let rate = SampleRate::new(rate_hz).expect("in range");
    let mut detector = Detector::new(rate, Profile::ATT);
    let mut digits = String::new();
    let mut note = |event| {
        if let Event::Confirmed { digit, .. } = event {
            digits.push(digit.as_char());
        }
    };
    detector.feed(samples, &mut note);
    detector.finish(&mut note);
    digits
}

fn check_file(path: &Path) {
    let recording = Recording::read(path).expect("readable");
    for (index, channel) in recording.channels().iter().enumerate() {
        let expected = if index == 0 { DIGITS } else { "" };
        let found = heard(recording.sample_rate_hz(), channel);
        assert_eq!(found, expected, "{} channel {index}", path.display());
    }
}

fn check_stream(path: &Path) {
    let file = fs::File::open(path).expect("a fixture");
    let mut stream = WavStream::new(file).expect("a header");
    let mut left = Vec::new();
    let channels = usize::from(stream.channels());
    while let Some(block) = stream.next_block().expect("readable") {
        left.extend(block.iter().step_by(channels));
    }
    let found = heard(stream.sample_rate_hz(), &left);
    assert_eq!(found, DIGITS, "{}", path.display());
}

#[test]
fn the_digits_of_every_fixture_are_heard_in_its_file() {
    let files = files_with_sound();
    assert_eq!(files.len(), FILES_WITH_SOUND);
    for path in files.iter().filter(|path| !path.ends_with(TRUNCATED)) {
        check_file(path);
    }
}

#[test]
fn the_digits_of_every_fixture_are_heard_in_its_stream() {
    for path in files_with_sound() {
        check_stream(&path);
    }
}
