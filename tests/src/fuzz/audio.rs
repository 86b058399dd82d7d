//! Sound from anywhere: WAV files and streams of samples.

use cxtone_audio::{Encoding, Recording, WavStream};
use cxtone_dtmf::{Detector, Event, Muter, Profile, SampleRate};

use super::Numbers;

/// Samples that a detector is given at most.
const SAMPLES_MAX: usize = 20_000;

/// A file that can be read is the same after it was written and read, and as a stream it has no fewer
/// blocks than frames.
///
/// # Panics
///
/// That is broken.
pub fn wav(data: &[u8]) {
    if let Ok(recording) = Recording::parse(data) {
        let written = recording.to_bytes(Encoding::F32);
        let again = Recording::parse(&written).expect("what was written can be read");
        assert_eq!(again.sample_rate_hz(), recording.sample_rate_hz());
        assert_eq!(again.channels().len(), recording.channels().len());
        assert_eq!(again.frames(), recording.frames());
    }
    if let Ok(mut stream) = WavStream::new(data) {
        let channels = usize::from(stream.channels());
        while let Ok(Some(block)) = stream.next_block() {
            assert!(!block.is_empty() && block.len().is_multiple_of(channels));
        }
    }
}

/// Any numbers are samples at any rate: events are in order, and how the stream is cut changes none.
///
/// # Panics
///
/// That is broken.
pub fn detector(data: &[u8]) {
    let Some((rate, chunk, samples)) = samples(data) else {
        return;
    };
    let whole = heard(rate, &samples, samples.len().max(1));
    assert_eq!(whole, heard(rate, &samples, chunk));
}

/// Any numbers at any rate come out of a muter one for one and in time, and how the stream is cut
/// changes nothing.
///
/// # Panics
///
/// That is broken.
pub fn muter(data: &[u8]) {
    let Some((rate, chunk, samples)) = samples(data) else {
        return;
    };
    let whole = muted(rate, &samples, samples.len().max(1));
    assert_eq!(whole, muted(rate, &samples, chunk));
}

/// The rate, the length of a chunk, and samples, unless there is no such rate.
fn samples(data: &[u8]) -> Option<(SampleRate, usize, Vec<f32>)> {
    let mut numbers = Numbers(data);
    let (hz, chunk) = (numbers.long() % 200_000, usize::from(numbers.byte()) + 1);
    let rate = SampleRate::new(hz).ok()?;
    let (fours, _) = numbers.rest().as_chunks::<4>();
    let samples = fours
        .iter()
        .take(SAMPLES_MAX)
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    Some((rate, chunk, samples))
}

/// Whether each sample is muted.
fn muted(rate: SampleRate, samples: &[f32], chunk: usize) -> Vec<bool> {
    let mut muter = Muter::new(rate, Profile::ATT);
    let held_back = usize::try_from(muter.delay_samples()).expect("few");
    let mut muted = Vec::new();
    let mut fed = 0;
    for piece in samples.chunks(chunk) {
        fed += piece.len();
        muter.feed(piece, |passage| {
            muted.extend((0..passage.samples).map(|_| passage.is_muted));
        });
        assert!(muted.len() <= fed && fed <= muted.len() + held_back);
    }
    muter.finish(|passage| muted.extend((0..passage.samples).map(|_| passage.is_muted)));
    assert_eq!(muted.len(), samples.len());
    muted
}

/// Code, start and end of every digit; the times as bits.
fn heard(rate: SampleRate, samples: &[f32], chunk: usize) -> Vec<(u8, u64, u64)> {
    let end_s = samples.len() as f64 / f64::from(rate.hz());
    let mut events = Vec::new();
    let mut listen = |event| {
        if let Event::Ended(heard) = event {
            assert!(0.0 <= heard.start_s && heard.start_s <= heard.end_s && heard.end_s <= end_s);
            let (start, end) = (heard.start_s.to_bits(), heard.end_s.to_bits());
            events.push((heard.digit.event_code(), start, end));
        }
    };
    let mut detector = Detector::new(rate, Profile::ATT);
    for piece in samples.chunks(chunk) {
        detector.feed(piece, &mut listen);
    }
    detector.finish(&mut listen);
    events
}
