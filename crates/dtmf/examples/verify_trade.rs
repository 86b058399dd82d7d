//! Measures what verify mode trades: digits there that it finds, and digits not there that it finds
//! all the same, against the least log odds. Prints the rows of the table in the README.
//!
//! Takes the number of sequences a condition, a seed, and paths of 16-bit mono WAV files at 8 kHz with
//! speech; without these, the conditions that need speech are left out. `ONLY=none` in the environment
//! runs only the rows whose names begin so.

#![allow(
    clippy::cast_possible_truncation,
    reason = "signals are computed in double precision and listened to in single"
)]

use std::{env, fs, process::ExitCode, time::Instant};

use cxtone_dtmf::{Digit, Digits, Finding, SampleRate, Tone, Verified, Verifier};

const RATE_HZ: usize = 8_000;

/// Digits in a sequence.
const DIGITS: usize = 10;

const THRESHOLDS: [f32; 9] = [-6.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0];

/// How many of the digits are not there, where not all are.
const SPOILT: f64 = 0.3;

/// The digits begin within this time, and the recording goes on after them for that.
const LEAD_S_MAX: f64 = 2.0;
const TAIL_S: f64 = 1.0;

/// By how much gaps are longer than sent.
const GAP_LONGER_S_MAX: f64 = 0.01;

/// Peak amplitude of each tone: −10 dBm0.
const AMPLITUDE: f64 = 0.22;

/// What is there instead of one digit.
#[derive(Clone, Copy, PartialEq)]
enum Instead {
    ItIsThere,
    Nothing,
    Another,
    NothingAtAll,
}

/// A row of the table.
#[derive(Clone, Copy)]
struct Condition {
    name: &'static str,
    tone: (u32, u32),
    /// Level of both tones against the noise in 0 to 4 kHz.
    snr_db: Option<f64>,
    /// Level of the speech against both tones.
    speech_db: Option<f64>,
    twist_db: f64,
    instead: Instead,
}

/// Name, tone and gap in ms, noise, speech, twist, what is there.
type Row = (
    &'static str,
    (u32, u32),
    Option<f64>,
    Option<f64>,
    f64,
    Instead,
);

const SHORT: (u32, u32) = (40, 40);
const LONG: (u32, u32) = (100, 100);

#[rustfmt::skip]
const ROWS: [Row; 24] = [
    ("there, -5 dB", SHORT, Some(-5.0), None, 0.0, Instead::ItIsThere),
    ("there, -4 dB", SHORT, Some(-4.0), None, 0.0, Instead::ItIsThere),
    ("there, -3 dB", SHORT, Some(-3.0), None, 0.0, Instead::ItIsThere),
    ("there, 0 dB", SHORT, Some(0.0), None, 0.0, Instead::ItIsThere),
    ("there, 0 dB, twist -8", SHORT, Some(0.0), None, -8.0, Instead::ItIsThere),
    ("there, 0 dB, twist 4", SHORT, Some(0.0), None, 4.0, Instead::ItIsThere),
    ("there, 70/50, -5 dB", (70, 50), Some(-5.0), None, 0.0, Instead::ItIsThere),
    ("there, 100/100, -5 dB", LONG, Some(-5.0), None, 0.0, Instead::ItIsThere),
    ("there, 40 dB", SHORT, Some(40.0), None, 0.0, Instead::ItIsThere),
    ("there, speech -6 dB", SHORT, None, Some(-6.0), 0.0, Instead::ItIsThere),
    ("none, -5 dB", SHORT, Some(-5.0), None, 0.0, Instead::Nothing),
    ("none, -3 dB", SHORT, Some(-3.0), None, 0.0, Instead::Nothing),
    ("none, 0 dB", SHORT, Some(0.0), None, 0.0, Instead::Nothing),
    ("none, 40 dB", SHORT, Some(40.0), None, 0.0, Instead::Nothing),
    ("none, 100/100, -5 dB", LONG, Some(-5.0), None, 0.0, Instead::Nothing),
    ("another, -5 dB", SHORT, Some(-5.0), None, 0.0, Instead::Another),
    ("another, -3 dB", SHORT, Some(-3.0), None, 0.0, Instead::Another),
    ("another, 40 dB", SHORT, Some(40.0), None, 0.0, Instead::Another),
    ("speech 0 dB", SHORT, None, Some(0.0), 0.0, Instead::Nothing),
    ("speech -10 dB", SHORT, None, Some(-10.0), 0.0, Instead::Nothing),
    ("speech 0 dB, 100/100", LONG, None, Some(0.0), 0.0, Instead::Nothing),
    ("nothing sent, noise", SHORT, Some(0.0), None, 0.0, Instead::NothingAtAll),
    ("nothing sent, speech", SHORT, None, Some(0.0), 0.0, Instead::NothingAtAll),
    ("the same, 100/100", LONG, None, Some(0.0), 0.0, Instead::NothingAtAll),
];

fn conditions() -> impl Iterator<Item = Condition> {
    ROWS.into_iter().map(
        |(name, tone, snr_db, speech_db, twist_db, instead)| Condition {
            name,
            tone,
            snr_db,
            speech_db,
            twist_db,
            instead,
        },
    )
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
    let (Some(sequences), Some(seed)) = (number(), number()) else {
        eprintln!("usage: verify_trade SEQUENCES SEED [SPEECH.wav ...]");
        return ExitCode::FAILURE;
    };
    let only = env::var("ONLY").unwrap_or_default();
    let speech: Vec<_> = arguments.filter_map(|path| fs::read(path).ok()).collect();
    let speech: Vec<_> = speech.iter().map(|wav| samples(wav)).collect();
    print!("{:24}", "log odds at least");
    THRESHOLDS.iter().for_each(|least| print!("{least:8}"));
    println!();
    for condition in conditions() {
        if !condition.name.starts_with(&only) || condition.speech_db.is_some() && speech.is_empty()
        {
            continue;
        }
        let mut trials = Trials::new(seed);
        for _ in 0..sequences {
            trials.run(&condition, &speech);
        }
        trials.print(&condition);
    }
    ExitCode::SUCCESS
}

struct Trials {
    random: Random,
    log_odds: Vec<f32>,
    named: u32,
    /// Least time for a minute of audio.
    minute_ms: f64,
}

impl Trials {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            log_odds: Vec::new(),
            named: 0,
            minute_ms: f64::INFINITY,
        }
    }

    fn run(&mut self, condition: &Condition, speech: &[Vec<f32>]) {
        let random = &mut self.random;
        let sent: Vec<Digit> = (0..DIGITS).map(|_| random.digit()).collect();
        let is_there: Vec<Option<Digit>> = sent
            .iter()
            .map(|&digit| match condition.instead {
                Instead::NothingAtAll => None,
                Instead::Nothing if random.unit() < SPOILT => None,
                Instead::Another if random.unit() < SPOILT => Some(random.other_than(digit)),
                _ => Some(digit),
            })
            .collect();
        let samples = recording(condition, &is_there, speech, random);
        let verified = self.verify(condition, &sent, &samples);
        for (verdict, there) in verified.verdicts().iter().zip(is_there) {
            let is_sent = there == Some(verdict.expected);
            if is_sent == (condition.instead == Instead::ItIsThere) {
                self.log_odds.push(verdict.log_odds);
                let named =
                    there.is_some_and(|there| verdict.finding == Finding::Substituted(there));
                self.named += u32::from(named);
            }
        }
    }

    fn verify(&mut self, condition: &Condition, sent: &[Digit], samples: &[f32]) -> Verified {
        let mut digits = Digits::new();
        for &digit in sent {
            digits.push(digit).expect("ten digits fit");
        }
        let tone = Tone {
            tone_ms: condition.tone.0,
            gap_ms: condition.tone.1,
            ..Tone::default()
        };
        let verifier = Verifier::new(&digits, SampleRate::TELEPHONE, tone).expect("a sound tone");
        let mut scratch = vec![0.0; verifier.scratch_len(samples.len())];
        let start = Instant::now();
        let verified = verifier.verify(samples, &mut scratch).expect("long enough");
        let minutes = samples.len() as f64 / RATE_HZ as f64 / 60.0;
        let minute_ms = start.elapsed().as_secs_f64() * 1000.0 / minutes;
        self.minute_ms = self.minute_ms.min(minute_ms);
        verified
    }

    fn print(&self, condition: &Condition) {
        print!("{:24}", condition.name);
        let count = self.log_odds.len() as f64;
        for least in THRESHOLDS {
            let found = self.log_odds.iter().filter(|&&odds| odds >= least).count() as f64;
            let shown = match condition.instead {
                Instead::ItIsThere => count - found,
                _ => found,
            };
            print!("{shown:8}");
        }
        println!(
            "  of {count}, named {}, {:.1} ms a minute",
            self.named, self.minute_ms
        );
    }
}

/// Samples of a call: digits after a lead of unknown length, gaps a little longer than sent.
fn recording(
    condition: &Condition,
    digits: &[Option<Digit>],
    speech: &[Vec<f32>],
    random: &mut Random,
) -> Vec<f32> {
    let (tone_ms, gap_ms) = condition.tone;
    let (tone_s, gap_s) = (f64::from(tone_ms) / 1000.0, f64::from(gap_ms) / 1000.0);
    let length_s = LEAD_S_MAX + TAIL_S + (tone_s + gap_s) * 1.25 * DIGITS as f64;
    let mut samples = vec![0.0; (length_s * RATE_HZ as f64) as usize];
    let mut start_s = random.within(0.2, LEAD_S_MAX);
    for digit in digits {
        if let Some(digit) = digit {
            add(
                &mut samples,
                *digit,
                start_s,
                tone_s,
                condition.twist_db,
                random,
            );
        }
        start_s += tone_s + gap_s + random.within(0.0, GAP_LONGER_S_MAX);
    }
    if let Some(snr_db) = condition.snr_db {
        let weaker = 10_f64.powf(-condition.twist_db.abs() / 10.0);
        let power = AMPLITUDE * AMPLITUDE / 2.0 * (1.0 + weaker) / 10_f64.powf(snr_db / 10.0);
        for sample in &mut samples {
            *sample += power.sqrt() * random.normal();
        }
    }
    if let Some(speech_db) = condition.speech_db {
        let clip = &speech[random.below(speech.len())];
        let clip = &clip[random.below(clip.len() - samples.len())..][..samples.len()];
        let squares: f64 = clip.iter().map(|&s| f64::from(s) * f64::from(s)).sum();
        let mean = (squares / samples.len() as f64).max(1e-7);
        let gain = AMPLITUDE * 10_f64.powf(speech_db / 20.0) / mean.sqrt();
        for (sample, &voice) in samples.iter_mut().zip(clip) {
            *sample += gain * f64::from(voice);
        }
    }
    samples.into_iter().map(|sample| sample as f32).collect()
}

/// Adds a digit of random phase and frequency error.
fn add(
    samples: &mut [f64],
    digit: Digit,
    start_s: f64,
    tone_s: f64,
    twist_db: f64,
    random: &mut Random,
) {
    for (hz, db) in [
        (digit.low_hz(), -twist_db.max(0.0)),
        (digit.high_hz(), twist_db.min(0.0)),
    ] {
        let hz = f64::from(hz);
        let hz = hz + random.within(-1.0, 1.0) * (hz * 0.015 + 2.0);
        let phase = random.within(0.0, core::f64::consts::TAU);
        let amplitude = AMPLITUDE * 10_f64.powf(db / 20.0);
        for (index, sample) in samples.iter_mut().enumerate() {
            let t = index as f64 / RATE_HZ as f64 - start_s;
            if (0.0..tone_s).contains(&t) {
                *sample += amplitude * (core::f64::consts::TAU * hz * t + phase).sin();
            }
        }
    }
}

fn samples(wav: &[u8]) -> Vec<f32> {
    let (pairs, _) = wav.get(44..).unwrap_or(&[]).as_chunks::<2>();
    let full_scale = |pair: &[u8; 2]| f32::from(i16::from_le_bytes(*pair)) / 32_768.0;
    pairs.iter().map(full_scale).collect()
}

/// A small deterministic source of randomness (xorshift64*).
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn within(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }

    fn digit(&mut self) -> Digit {
        Digit::ALL[self.below(Digit::COUNT)]
    }

    fn other_than(&mut self, digit: Digit) -> Digit {
        loop {
            let other = self.digit();
            if other != digit {
                return other;
            }
        }
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().max(1e-300).ln()).sqrt();
        radius * (core::f64::consts::TAU * self.unit()).cos()
    }
}
