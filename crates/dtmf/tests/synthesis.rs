//! The generator's samples, measured with double-precision sums that know nothing of it.

use cxtone_dtmf::{Digits, SampleRate, Synth, SynthError, Tone, level::FULL_SCALE_DBM0};

fn samples(digits: &str, rate_hz: u32, tone: Tone, block: usize) -> Vec<f32> {
    let digits: Digits = digits.parse().expect("digits");
    let rate = SampleRate::new(rate_hz).expect("within range");
    let mut synth = Synth::new(&digits, rate, tone).expect("a tone that can be made");
    let mut buffer = vec![0.0; block];
    let mut all = Vec::new();
    loop {
        let filled = synth.fill(&mut buffer);
        if filled == 0 {
            break;
        }
        all.extend(&buffer[..filled]);
    }
    assert_eq!(all.len() as u64, synth.samples_total());
    all
}

/// Amplitude and phase (in turns) at a frequency, through a Hann window.
fn spectrum_at(samples: &[f32], rate_hz: u32, hz: f64) -> (f64, f64) {
    let count = samples.len() as f64;
    let (mut re, mut im) = (0.0, 0.0);
    for (index, sample) in samples.iter().enumerate() {
        let weight = 1.0 - (core::f64::consts::TAU * (index as f64 + 0.5) / count).cos();
        let turn = core::f64::consts::TAU * hz * index as f64 / f64::from(rate_hz);
        re += f64::from(*sample) * weight * turn.cos();
        im -= f64::from(*sample) * weight * turn.sin();
    }
    let amplitude = 2.0 * re.hypot(im) / count;
    (amplitude, im.atan2(re) / core::f64::consts::TAU)
}

/// The frequency near a nominal one, by the phase between two halves a second apart.
fn measured_hz(samples: &[f32], rate_hz: u32, nominal_hz: f64) -> f64 {
    let second = rate_hz as usize;
    let (_, before) = spectrum_at(&samples[second / 2..second * 3 / 2], rate_hz, nominal_hz);
    let (_, after) = spectrum_at(
        &samples[second * 3 / 2..second * 5 / 2],
        rate_hz,
        nominal_hz,
    );
    // Both sums start their phase at zero, a second apart: whole turns for whole hertz.
    let drift = after - before;
    nominal_hz + drift - drift.round()
}

#[test]
fn frequencies_are_exact_to_a_hundredth_of_a_percent() {
    let tone = Tone {
        tone_ms: 3000,
        ..Tone::default()
    };
    for rate_hz in [8_000, 11_025, 22_050, 44_100, 192_000] {
        for (digit, low_hz, high_hz) in [("1", 697.0, 1209.0), ("D", 941.0, 1633.0)] {
            let samples = samples(digit, rate_hz, tone, 4096);
            for hz in [low_hz, high_hz] {
                let error = (measured_hz(&samples, rate_hz, hz) / hz - 1.0).abs();
                assert!(error < 1e-6, "{hz} Hz at {rate_hz}: {error}");
            }
        }
    }
}

#[test]
fn levels_and_twist_are_exact_to_a_hundredth_of_a_db() {
    let db = |amplitude: f64| 20.0 * amplitude.log10() + f64::from(FULL_SCALE_DBM0);
    for twist_db in [-8.0, 0.0, 4.0_f32] {
        let tone = Tone {
            tone_ms: 1000,
            twist_db,
            ..Tone::default()
        };
        let samples = samples("5", 8_000, tone, 160);
        let low_dbm0 = db(spectrum_at(&samples[800..7200], 8_000, 770.0).0);
        let high_dbm0 = db(spectrum_at(&samples[800..7200], 8_000, 1336.0).0);
        assert!((low_dbm0.max(high_dbm0) + 10.0).abs() < 0.01);
        assert!((high_dbm0 - low_dbm0 - f64::from(twist_db)).abs() < 0.01);
    }
}

#[test]
fn what_is_unwanted_is_a_hundred_db_down() {
    let tone = Tone {
        tone_ms: 1000,
        ..Tone::default()
    };
    let samples = samples("5", 8_000, tone, 160);
    let steady = &samples[800..7200];
    let (wanted, _) = spectrum_at(steady, 8_000, 770.0);
    let far = (20..4000)
        .step_by(5)
        .map(f64::from)
        .filter(|hz| (hz - 770.0).abs() > 100.0 && (hz - 1336.0).abs() > 100.0);
    for hz in far {
        let (unwanted, _) = spectrum_at(steady, 8_000, hz);
        assert!(unwanted < wanted * 1e-5, "{hz} Hz");
    }
}

/// `starts` and `ends`: of the tones, in samples.
fn check_boundaries(
    rate_hz: u32,
    tone_ms: u32,
    gap_ms: u32,
    spans: &[(usize, usize)],
    total: usize,
) {
    let tone = Tone {
        tone_ms,
        gap_ms,
        ..Tone::default()
    };
    let samples = samples(&"7".repeat(spans.len()), rate_hz, tone, 333);
    assert_eq!(samples.len(), total);
    let mut gap_start = 0;
    for &(start, end) in spans {
        assert!(
            samples[gap_start..start]
                .iter()
                .all(|&sample| sample == 0.0)
        );
        assert!(samples[start + 1] != 0.0 && samples[end - 1] != 0.0);
        gap_start = end;
    }
    assert!(samples[gap_start..].iter().all(|&sample| sample == 0.0));
}

#[test]
fn boundaries_lie_where_the_milliseconds_since_the_start_put_them() {
    check_boundaries(8_000, 40, 40, &[(0, 320), (640, 960)], 1280);
    check_boundaries(11_025, 45, 33, &[(0, 496), (859, 1356), (1719, 2216)], 2579);
    check_boundaries(22_050, 41, 41, &[(0, 904), (1808, 2712)], 3616);
    check_boundaries(44_100, 41, 40, &[(0, 1808), (3572, 5380)], 7144);
    check_boundaries(8_000, 40, 0, &[(0, 320), (320, 640)], 640);
}

#[test]
fn the_size_of_the_buffers_changes_nothing() {
    let tone = Tone::default();
    let whole = samples("12#", 11_025, tone, 100_000);
    for block in [1, 7, 160] {
        assert_eq!(samples("12#", 11_025, tone, block), whole);
    }
}

#[test]
fn edges_rise_and_fall_within_the_tone() {
    let tone = Tone {
        tone_ms: 50,
        ..Tone::default()
    };
    let samples = samples("D", 48_000, tone, 480);
    let loudest = |span: &[f32]| {
        span.iter()
            .fold(0.0_f32, |most, sample| most.max(sample.abs()))
    };
    let steady = loudest(&samples[96..2304]);
    assert!(loudest(&samples[..24]) < 0.2 * steady);
    assert!(loudest(&samples[2376..2400]) < 0.2 * steady);
    assert_eq!(loudest(&samples[2400..]), 0.0);
}

#[test]
fn no_digits_make_no_samples() {
    assert!(samples("", 8_000, Tone::default(), 10).is_empty());
}

fn check_refused(tone: Tone, expected: &str) {
    let digits: Digits = "1".parse().expect("a digit");
    let refused = Synth::new(&digits, SampleRate::TELEPHONE, tone);
    let error: SynthError = refused.expect_err("the tone cannot be made");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn tones_that_cannot_be_made_are_refused_with_what_would_do() {
    let tone = Tone::default();
    check_refused(
        Tone { tone_ms: 0, ..tone },
        "a tone of 0 ms is outside 1 to 60000 ms",
    );
    check_refused(
        Tone {
            gap_ms: 60_001,
            ..tone
        },
        "a gap of 60001 ms is outside 0 to 60000 ms",
    );
    check_refused(
        Tone {
            level_dbm0: f32::NAN,
            ..tone
        },
        "the level and the twist must be finite numbers",
    );
    check_refused(
        Tone {
            level_dbm0: 0.0,
            ..tone
        },
        "two tones at 0 dBm0 would clip; use at most -2.88 dBm0",
    );
}

#[test]
fn the_loudest_tone_that_fits_reaches_full_scale_and_not_beyond() {
    let tone = Tone {
        level_dbm0: -2.89,
        ..Tone::default()
    };
    let samples = samples("159D", 48_000, tone, 480);
    let loudest = samples
        .iter()
        .fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!(loudest <= 1.0 && loudest > 0.95, "{loudest}");
}
