//! Test signals in double precision, made without the crate's generator: pairs of tones of any
//! frequency, phase, level and timing, and noise.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses its part of this module"
)]
#![allow(
    clippy::cast_possible_truncation,
    reason = "signals are computed in double precision and listened to in single"
)]

use cxtone_dtmf::{Detector, Digit, Event, Heard, Profile, SampleRate, level::FULL_SCALE_DBM0};

/// A small deterministic source of randomness (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn within(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    /// Mean 0, deviation 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().max(1e-300).ln()).sqrt();
        radius * (core::f64::consts::TAU * self.unit()).cos()
    }

    pub(crate) fn digit(&mut self) -> Digit {
        Digit::ALL[(self.unit() * 16.0) as usize % 16]
    }
}

/// How a digit is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sending {
    pub(crate) tone_ms: f64,
    pub(crate) gap_ms: f64,
    /// Level of the stronger tone.
    pub level_dbm0: f64,
    pub(crate) twist_db: f64,
    pub(crate) low_offset_percent: f64,
    pub(crate) high_offset_percent: f64,
    /// A silent break of this length, this long after the onset.
    pub(crate) break_ms: Option<(f64, f64)>,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            tone_ms: 50.0,
            gap_ms: 50.0,
            level_dbm0: -10.0,
            twist_db: 0.0,
            low_offset_percent: 0.0,
            high_offset_percent: 0.0,
            break_ms: None,
        }
    }
}

pub(crate) fn peak(level_dbm0: f64) -> f64 {
    10_f64.powf((level_dbm0 - f64::from(FULL_SCALE_DBM0)) / 20.0)
}

/// A recording in the making.
pub(crate) struct Signal {
    pub(crate) rate_hz: u32,
    pub(crate) samples: Vec<f32>,
    /// Where the last tone ended, which need not be on a sample.
    now_s: f64,
    pub(crate) random: Random,
}

impl Signal {
    pub(crate) fn new(rate_hz: u32, seed: u64) -> Self {
        let mut signal = Self {
            rate_hz,
            samples: Vec::new(),
            now_s: 0.0,
            random: Random::new(seed),
        };
        let lead_ms = signal.random.within(50.0, 52.0);
        signal.silence(lead_ms);
        signal
    }

    pub(crate) fn now_s(&self) -> f64 {
        self.now_s
    }

    pub(crate) fn silence(&mut self, ms: f64) {
        self.now_s += ms / 1000.0;
        let samples = (self.now_s * f64::from(self.rate_hz)).ceil() as usize;
        self.samples.resize(samples, 0.0);
    }

    /// Adds a sum of sines of random phase with abrupt edges: frequency in Hz, amplitude.
    pub(crate) fn sines(&mut self, ms: f64, sines: &[(f64, f64)]) {
        let start_s = self.now_s;
        let first = self.samples.len();
        self.silence(ms);
        for &(hz, amplitude) in sines {
            let phase = self.random.within(0.0, core::f64::consts::TAU);
            for (index, sample) in self.samples.iter_mut().enumerate().skip(first) {
                let t = index as f64 / f64::from(self.rate_hz) - start_s;
                let turn = core::f64::consts::TAU * hz * t + phase;
                *sample += (amplitude * turn.sin()) as f32;
            }
        }
    }

    pub(crate) fn digit(&mut self, digit: Digit, sending: &Sending) {
        let low_dbm0 = sending.level_dbm0 - sending.twist_db.max(0.0);
        let high_dbm0 = sending.level_dbm0 + sending.twist_db.min(0.0);
        let low_hz = f64::from(digit.low_hz()) * (1.0 + sending.low_offset_percent / 100.0);
        let high_hz = f64::from(digit.high_hz()) * (1.0 + sending.high_offset_percent / 100.0);
        let first = self.samples.len();
        self.sines(
            sending.tone_ms,
            &[(low_hz, peak(low_dbm0)), (high_hz, peak(high_dbm0))],
        );
        if let Some((after_ms, break_ms)) = sending.break_ms {
            let samples = |ms: f64| (ms * f64::from(self.rate_hz) / 1000.0) as usize;
            let from = first + samples(after_ms);
            self.samples[from..from + samples(break_ms)].fill(0.0);
        }
        self.silence(sending.gap_ms);
    }

    /// Adds white noise of a power, whatever the rate, between 0 and 4 kHz.
    pub(crate) fn noise(&mut self, power_to_4_khz: f64) {
        let deviation = (power_to_4_khz * f64::from(self.rate_hz) / 8000.0).sqrt();
        for sample in &mut self.samples {
            *sample += (deviation * self.random.normal()) as f32;
        }
    }

    /// Through µ-law and back (ITU-T G.711), written from its segments.
    pub(crate) fn mulaw(&mut self) {
        for sample in &mut self.samples {
            let linear = f64::from(*sample) * 32768.0;
            let biased = linear.abs().min(32635.0) + 132.0;
            let segment = (biased.log2().floor() as i32 - 7).clamp(0, 7);
            let step = f64::from(1 << (segment + 3));
            let decoded = ((biased / step).floor() + 0.5) * step - 132.0;
            *sample = (decoded.copysign(linear) / 32768.0) as f32;
        }
    }

    pub(crate) fn heard(&self, profile: Profile) -> Vec<Heard> {
        let mut samples = self.samples.clone();
        samples.resize(samples.len() + self.rate_hz as usize / 10, 0.0);
        heard(&samples, self.rate_hz, profile)
    }
}

/// All digits of a recording.
pub(crate) fn heard(samples: &[f32], rate_hz: u32, profile: Profile) -> Vec<Heard> {
    let rate = SampleRate::new(rate_hz).expect("a rate that is tested is within range");
    let mut detector = Detector::new(rate, profile);
    let mut heard = Vec::new();
    let mut sink = |event| {
        if let Event::Ended(digit) = event {
            heard.push(digit);
        }
    };
    detector.feed(samples, &mut sink);
    detector.finish(&mut sink);
    heard
}

pub(crate) fn text(digits: impl IntoIterator<Item = Digit>) -> String {
    digits.into_iter().map(Digit::as_char).collect()
}

pub(crate) fn text_heard(heard: &[Heard]) -> String {
    text(heard.iter().map(|heard| heard.digit))
}
