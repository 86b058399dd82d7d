//! The generator's spectrum, through a Fourier transform that knows nothing of it: frequencies,
//! levels, and everything that should not be there.

use cxtone_dtmf::{Digit, Digits, SampleRate, Synth, Tone, level::FULL_SCALE_DBM0};
use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

const RATES_HZ: [u32; 6] = [8_000, 11_025, 16_000, 44_100, 48_000, 192_000];

/// Long enough for [`MEASURED_MS`] without its edges.
const TONE: Tone = Tone {
    tone_ms: 150,
    gap_ms: 50,
    level_dbm0: -10.0,
    twist_db: 0.0,
};

/// The steady part that is measured, which puts the lines of the spectrum 10 Hz apart.
const MEASURED_MS: u32 = 100;

/// Beyond this many lines from a tone, the window leaves less than 160 dB of it.
const LOBE_LINES: f64 = 9.0;

/// Coefficients of the window of seven terms by Albrecht (2001), whose side lobes lie 180 dB down.
const WINDOW: [f64; 7] = [
    0.271_220_360_585_039,
    0.433_444_612_327_442,
    0.218_004_122_892_930,
    0.065_785_343_295_606,
    0.010_761_867_305_342,
    0.000_770_012_710_581,
    0.000_013_680_883_060,
];

#[test]
fn frequencies_are_exact_to_a_hundredth_of_a_percent() {
    for_every_digit_and_rate(|spectrum, digit, rate_hz| {
        for nominal_hz in [digit.low_hz(), digit.high_hz()].map(f64::from) {
            let error = (spectrum.frequency_hz(nominal_hz) / nominal_hz - 1.0).abs();
            assert!(error < 1e-4, "{nominal_hz} Hz at {rate_hz} Hz: {error}");
        }
    });
}

#[test]
fn levels_are_exact_to_a_tenth_of_a_db() {
    for_every_digit_and_rate(|spectrum, digit, rate_hz| {
        for nominal_hz in [digit.low_hz(), digit.high_hz()].map(f64::from) {
            let error_db = spectrum.level_dbm0(nominal_hz) - f64::from(TONE.level_dbm0);
            assert!(
                error_db.abs() < 0.1,
                "{nominal_hz} Hz at {rate_hz} Hz: {error_db} dB"
            );
        }
    });
}

#[test]
fn everything_else_together_is_at_least_70_db_below_a_tone() {
    for_every_digit_and_rate(|spectrum, digit, rate_hz| {
        let tones_hz = [digit.low_hz(), digit.high_hz()].map(f64::from);
        let rest_db = 10.0 * (spectrum.rest(tones_hz) / spectrum.power(tones_hz[0])).log10();
        assert!(rest_db < -70.0, "at {rate_hz} Hz: {rest_db} dBc");
    });
}

/// Abrupt edges would leave −23 dB beyond 500 Hz and −29 dB beyond 1 kHz.
#[test]
fn edges_keep_the_energy_of_a_short_digit_near_its_tones() {
    for digit in Digit::ALL {
        let tone = Tone {
            tone_ms: 40,
            ..TONE
        };
        for (far_hz, most_db) in [(500.0, -43.0), (1_000.0, -62.0)] {
            let share_db = share_beyond_db(&samples(digit, 8_000, tone), digit, far_hz);
            assert!(share_db < most_db, "beyond {far_hz} Hz: {share_db} dB");
        }
    }
}

#[test]
fn the_measurement_sees_what_it_must_reject() {
    let rate_hz = 8_000;
    let sines = |hz: f64, unwanted_db: f64| {
        let unwanted = 10_f64.powf(unwanted_db / 20.0);
        let sine = |hz: f64, index: u32| {
            (core::f64::consts::TAU * hz * f64::from(index) / f64::from(rate_hz)).sin()
        };
        let samples = (0..rate_hz)
            .map(|index| sine(hz, index) + sine(1336.0, index) + unwanted * sine(2500.0, index));
        Spectrum::of(samples.collect(), rate_hz)
    };
    let off = sines(770.0 * 1.0002, -60.0);
    assert!((off.frequency_hz(770.0) / 770.0 - 1.000_2).abs() < 1e-5);
    let rest_db = 10.0 * (off.rest([770.0, 1336.0]) / off.power(770.0)).log10();
    assert!((rest_db + 60.0).abs() < 0.1, "{rest_db}");
    assert!((off.level_dbm0(1336.0) - f64::from(FULL_SCALE_DBM0)).abs() < 1e-3);
}

fn for_every_digit_and_rate(check: impl Fn(&Spectrum, Digit, u32)) {
    for rate_hz in RATES_HZ {
        for digit in Digit::ALL {
            let spectrum = Spectrum::of(steady_part(digit, rate_hz), rate_hz);
            check(&spectrum, digit, rate_hz);
        }
    }
}

/// The middle of the tone.
fn steady_part(digit: Digit, rate_hz: u32) -> Vec<f64> {
    let at = |ms: u32| (rate_hz * ms / 1000) as usize;
    let start = at((TONE.tone_ms - MEASURED_MS) / 2);
    samples(digit, rate_hz, TONE)[start..start + at(MEASURED_MS)].to_vec()
}

fn samples(digit: Digit, rate_hz: u32, tone: Tone) -> Vec<f64> {
    let mut digits = Digits::new();
    digits.push(digit).expect("one digit fits");
    let rate = SampleRate::new(rate_hz).expect("within range");
    let mut synth = Synth::new(&digits, rate, tone).expect("a tone that can be made");
    let mut samples = vec![0.0; usize::try_from(synth.samples_total()).expect("it is short")];
    synth.fill(&mut samples);
    samples.into_iter().map(f64::from).collect()
}

/// The share of a digit's energy that lies further than this from both of its tones.
fn share_beyond_db(samples: &[f64], digit: Digit, far_hz: f64) -> f64 {
    let count = 65_536;
    let mut lines: Vec<_> = samples.iter().map(|&it| Complex::new(it, 0.0)).collect();
    lines.resize(count, Complex::new(0.0, 0.0));
    FftPlanner::new()
        .plan_fft_forward(count)
        .process(&mut lines);
    let tones_hz = [digit.low_hz(), digit.high_hz()].map(f64::from);
    let (mut far, mut all) = (0.0, 0.0);
    for (line, value) in lines.iter().enumerate().take(count / 2) {
        let hz = line as f64 * 8_000.0 / count as f64;
        let is_far = tones_hz.iter().all(|tone_hz| (hz - tone_hz).abs() > far_hz);
        far += if is_far { value.norm_sqr() } else { 0.0 };
        all += value.norm_sqr();
    }
    10.0 * (far / all).log10()
}

/// Powers of the lines of samples under the window.
struct Spectrum {
    powers: Vec<f64>,
    line_hz: f64,
    samples: usize,
}

impl Spectrum {
    fn of(samples: Vec<f64>, rate_hz: u32) -> Self {
        let count = samples.len();
        let windowed = samples.into_iter().enumerate();
        let windowed = windowed
            .map(|(index, sample)| Complex::new(sample * window(index as f64 / count as f64), 0.0));
        let mut lines: Vec<_> = windowed.collect();
        FftPlanner::new()
            .plan_fft_forward(count)
            .process(&mut lines);
        let powers = lines.iter().take(count / 2).map(Complex::norm_sqr);
        Self {
            powers: powers.collect(),
            line_hz: f64::from(rate_hz) / count as f64,
            samples: count,
        }
    }

    /// The power of everything within the lobe of a tone.
    fn power(&self, hz: f64) -> f64 {
        self.powers[self.lobe(hz)].iter().sum()
    }

    /// The centre of gravity of the lobe, which for a symmetrical window is the frequency.
    fn frequency_hz(&self, hz: f64) -> f64 {
        let lobe = self.powers[self.lobe(hz)].iter().zip(self.lobe(hz));
        let moment: f64 = lobe.map(|(power, line)| power * line as f64).sum();
        moment / self.power(hz) * self.line_hz
    }

    fn level_dbm0(&self, hz: f64) -> f64 {
        // A full-scale sine puts a quarter of the window's power into its lobe, by Parseval.
        let count = self.samples as f64;
        let window_power: f64 = WINDOW[0] * WINDOW[0]
            + WINDOW[1..]
                .iter()
                .map(|term| term * term / 2.0)
                .sum::<f64>();
        let full_scale = count * count * window_power / 4.0;
        10.0 * (self.power(hz) / full_scale).log10() + f64::from(FULL_SCALE_DBM0)
    }

    /// The power of everything outside the lobes of both tones.
    fn rest(&self, tones_hz: [f64; 2]) -> f64 {
        let lobes = tones_hz.map(|hz| self.lobe(hz));
        let lines = self.powers.iter().enumerate();
        let outside = lines.filter(|(line, _)| !lobes.iter().any(|lobe| lobe.contains(line)));
        outside.map(|(_, power)| power).sum()
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the lines of a tone, which lies far above 0 Hz"
    )]
    fn lobe(&self, hz: f64) -> core::ops::Range<usize> {
        let line = hz / self.line_hz;
        (line - LOBE_LINES).ceil() as usize..(line + LOBE_LINES) as usize + 1
    }
}

/// The window at a share of its length.
fn window(share: f64) -> f64 {
    let turns = WINDOW.iter().enumerate();
    let terms = turns.map(|(turns, term)| {
        let sign = if turns % 2 == 0 { 1.0 } else { -1.0 };
        sign * term * (core::f64::consts::TAU * turns as f64 * share).cos()
    });
    terms.sum()
}
