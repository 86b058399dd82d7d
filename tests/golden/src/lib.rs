#![doc = include_str!("../README.md")]

use core::fmt::Write as _;

use cxtone_dtmf::{Detector, Digits, Event, Profile, SampleRate, Synth, Tone};

/// What was kept.
pub const KEPT: &str = include_str!("../events.txt");

/// The digits of every signal.
const SENT: &str = "0123456789*#ABCD55";

/// Samples that a detector gets at once.
const CHUNK: usize = 333;

/// A signal: digits as a generator makes them, and noise.
struct Signal {
    rate_hz: u32,
    tone: Tone,
    /// Largest sample of the noise, full scale = 1.
    noise: f32,
}

/// What the detector hears in each signal, a line for each digit.
///
/// # Panics
///
/// A signal cannot be made.
#[must_use]
pub fn events() -> String {
    let mut lines = String::new();
    for (number, signal) in signals().iter().enumerate() {
        hear(signal, |line| {
            writeln!(lines, "{number} {line}").expect("a string takes any text");
        });
    }
    lines
}

fn signals() -> Vec<Signal> {
    let mut signals = Vec::new();
    for rate_hz in [8_000, 11_025, 16_000, 44_100, 48_000] {
        for (tone_ms, level_dbm0, twist_db, noise) in [
            (50, -10.0, 0.0, 0.0),
            (40, -3.0, 4.0, 0.02),
            (40, -24.0, -8.0, 0.003),
            (60, -10.0, 2.0, 0.25),
        ] {
            let tone = Tone {
                tone_ms,
                gap_ms: tone_ms,
                level_dbm0,
                twist_db,
            };
            signals.push(Signal {
                rate_hz,
                tone,
                noise,
            });
        }
    }
    signals
}

fn hear(signal: &Signal, mut line: impl FnMut(String)) {
    let rate = SampleRate::new(signal.rate_hz).expect("the rates are in range");
    let samples = samples(signal, rate);
    let mut listen = |event| {
        if let Event::Ended(heard) = event {
            let times = [heard.start_s, heard.end_s, heard.decided_s].map(f64::to_bits);
            let measures = [heard.level_dbm0, heard.twist_db, heard.low_offset_percent];
            let measures = measures.map(f32::to_bits);
            line(format!(
                "{} {times:016x?} {measures:08x?}",
                heard.digit.as_char()
            ));
        }
    };
    let mut detector = Detector::new(rate, Profile::ATT);
    for chunk in samples.chunks(CHUNK) {
        detector.feed(chunk, &mut listen);
    }
    detector.finish(&mut listen);
}

fn samples(signal: &Signal, rate: SampleRate) -> Vec<f32> {
    let digits: Digits = SENT.parse().expect("they are digits");
    let mut synth = Synth::new(&digits, rate, signal.tone).expect("the tones can be made");
    let mut samples = vec![0.0; usize::try_from(synth.samples_total()).unwrap_or(0)];
    synth.fill(&mut samples);
    let mut state = 1_u32;
    for sample in &mut samples {
        // A linear congruential generator: whole numbers are the same everywhere.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [.., a, b] = state.to_le_bytes();
        let noise = f32::from(i16::from_le_bytes([a, b])) / 32_768.0;
        *sample += signal.noise * noise;
    }
    samples
}
