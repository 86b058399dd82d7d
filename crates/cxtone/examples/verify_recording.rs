//! Measures how many of the digits that were sent are in a recording:
//! `cargo run -p cxtone --example verify_recording -- 1234# call.wav`

use core::error::Error;
use std::{env, path::Path};

use cxtone::{
    audio::Recording,
    dtmf::{Detector, Digit, Digits, Event, Profile, SCORED_MAX, SampleRate, Score, score},
};

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(digits), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("give the digits that were sent and a WAV file".into());
    };
    let score = verify(&digits, Path::new(&file))?;
    println!(
        "{} of {} digits heard, {} that nobody sent: rate {:.2}",
        score.hits,
        score.expected,
        score.inserted,
        score.recognition_rate()
    );
    Ok(())
}

/// The score of the channel on which most was recognised.
pub(crate) fn verify(digits: &str, file: &Path) -> Result<Score, Box<dyn Error>> {
    let sent: Digits = digits.parse()?;
    let recording = Recording::read(file)?;
    let rate = SampleRate::new(recording.sample_rate_hz())?;
    let mut best: Option<Score> = None;
    for channel in recording.channels() {
        let score = score(sent.as_slice(), &heard(channel, rate))?;
        if best
            .as_ref()
            .is_none_or(|best| score.recognition_rate() > best.recognition_rate())
        {
            best = Some(score);
        }
    }
    best.ok_or_else(|| "the recording has no channel".into())
}

fn heard(samples: &[f32], rate: SampleRate) -> Vec<Digit> {
    let mut heard = Vec::new();
    let mut listen = |event| {
        if let Event::Ended(tone) = event
            && heard.len() < SCORED_MAX
        {
            heard.push(tone.digit);
        }
    };
    let mut detector = Detector::new(rate, Profile::default());
    detector.feed(samples, &mut listen);
    detector.finish(&mut listen);
    heard
}
