//! Lines measured from outside: levels, seeds, blocks, limits.

use core::f64::consts::TAU;

use cxtone_dtmf::{SampleRate, level::FULL_SCALE_DBM0};
use cxtone_line::impairment::{
    Dropouts, ECHO_SAMPLES_MAX, Echo, ImpairmentError, Impairments, Line,
};
use proptest::prelude::*;

const RATES_HZ: [u32; 4] = [8_000, 11_025, 48_000, 192_000];
const SEED: u64 = 7;

fn rate(hz: u32) -> SampleRate {
    SampleRate::new(hz).expect("in range")
}

/// A sine of a quarter of full scale.
fn sine(hz: f64, rate_hz: u32, count: u32) -> Vec<f32> {
    (0..count)
        .map(|index| 0.25 * narrowed((TAU * hz * f64::from(index) / f64::from(rate_hz)).sin()))
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
fn narrowed(sample: f64) -> f32 {
    sample as f32
}

fn through(impairments: Impairments, rate_hz: u32, mut samples: Vec<f32>) -> Vec<f32> {
    let mut line = Line::new(impairments, rate(rate_hz)).expect("valid");
    line.apply(&mut samples);
    samples
}

fn power(samples: &[f32]) -> f64 {
    let sum: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    sum / samples.len() as f64
}

fn power_db(samples: &[f32]) -> f64 {
    10.0 * power(samples).log10()
}

fn check_near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() < tolerance,
        "{found} instead of {expected}"
    );
}

#[test]
fn a_line_without_impairments_changes_nothing_below_full_scale() {
    let samples = sine(1_000.0, 8_000, 800);
    assert_eq!(
        through(Impairments::default(), 8_000, samples.clone()),
        samples
    );
}

#[test]
fn gain_is_gain() {
    let impairments = Impairments {
        gain_db: -6.0,
        ..Impairments::default()
    };
    let samples = sine(1_000.0, 8_000, 800);
    let before_db = power_db(&samples);
    check_near(
        power_db(&through(impairments, 8_000, samples)) - before_db,
        -6.0,
        0.01,
    );
}

#[test]
fn noise_has_its_level_between_0_and_4_khz_at_every_rate() {
    for rate_hz in RATES_HZ {
        let impairments = Impairments {
            noise_dbm0: Some(-30.0),
            seed: SEED,
            ..Impairments::default()
        };
        let noise = through(impairments, rate_hz, vec![0.0; 200_000]);
        // A sine of full scale has half the power of one.
        let all_dbm0 = power_db(&noise) + f64::from(FULL_SCALE_DBM0) + 10.0 * 2f64.log10();
        let in_band_dbm0 = all_dbm0 - 10.0 * (f64::from(rate_hz) / 8_000.0).log10();
        check_near(in_band_dbm0, -30.0, 0.1);
    }
}

#[test]
fn noise_is_white_and_gaussian() {
    let impairments = Impairments {
        noise_dbm0: Some(-20.0),
        ..Impairments::default()
    };
    let noise = through(impairments, 8_000, vec![0.0; 200_000]);
    let variance = power(&noise);
    for lag in [1, 2, 3, 50] {
        let products = noise
            .iter()
            .zip(&noise[lag..])
            .map(|(a, b)| f64::from(a * b));
        let correlation = products.sum::<f64>() / noise.len() as f64 / variance;
        check_near(correlation, 0.0, 0.01);
    }
    let deviation = variance.sqrt();
    let beyond = |times: f64| {
        let count = noise
            .iter()
            .filter(|sample| f64::from(sample.abs()) > times * deviation);
        count.count() as f64 / noise.len() as f64
    };
    check_near(beyond(1.0), 0.3173, 0.006);
    check_near(beyond(2.0), 0.0455, 0.003);
    check_near(beyond(3.0), 0.0027, 0.001);
}

#[test]
fn an_echo_comes_as_late_and_as_soft_as_asked() {
    for rate_hz in RATES_HZ {
        let echo = Some(Echo {
            delay_ms: 20.0,
            level_db: -20.0,
        });
        let delay = (rate_hz as usize * 20 + 500) / 1_000;
        let mut samples = vec![0.0; delay * 3];
        samples[0] = 1.0;
        let heard = through(
            Impairments {
                echo,
                ..Impairments::default()
            },
            rate_hz,
            samples,
        );
        let expected = |index: usize| match index {
            0 => 1.0,
            index if index == delay => 0.1,
            _ => 0.0,
        };
        for (index, sample) in heard.iter().enumerate() {
            check_near(f64::from(*sample), expected(index), 1e-6);
        }
    }
}

#[test]
fn the_longest_echo_fits() {
    let delay_ms = ECHO_SAMPLES_MAX as f32 / 8.0;
    let echo = Some(Echo {
        delay_ms,
        level_db: 0.0,
    });
    let mut samples = vec![0.0; ECHO_SAMPLES_MAX + 1];
    samples[0] = 0.5;
    let heard = through(
        Impairments {
            echo,
            ..Impairments::default()
        },
        8_000,
        samples,
    );
    assert_eq!(heard.last(), Some(&0.5));
    assert_eq!(heard.iter().filter(|sample| **sample != 0.0).count(), 2);
}

#[test]
fn dropouts_silence_whole_frames_as_often_as_asked() {
    for rate_hz in [8_000, 11_025] {
        let dropouts = Some(Dropouts { probability: 0.2 });
        let impairments = Impairments {
            dropouts,
            seed: SEED,
            ..Impairments::default()
        };
        let count = rate_hz as usize * 100;
        let heard = through(impairments, rate_hz, vec![0.5; count]);
        for frame in 0..count * 50 / rate_hz as usize {
            // Frame boundaries stand where a whole multiple of 20 ms is first reached.
            let sample_at = |frame: usize| (frame * rate_hz as usize).div_ceil(50);
            let samples = &heard[sample_at(frame)..sample_at(frame + 1).min(count)];
            assert!(
                samples.iter().all(|sample| *sample == samples[0]),
                "frame {frame}"
            );
        }
        let lost = heard.iter().filter(|sample| **sample == 0.0).count();
        check_near(lost as f64 / count as f64, 0.2, 0.02);
    }
}

#[test]
fn dropouts_are_none_or_all_at_the_ends_of_their_range() {
    for (probability, expected) in [(0.0, 0.5), (1.0, 0.0)] {
        let dropouts = Some(Dropouts { probability });
        let impairments = Impairments {
            dropouts,
            ..Impairments::default()
        };
        let heard = through(impairments, 8_000, vec![0.5; 8_000]);
        assert!(heard.iter().all(|sample| *sample == expected));
    }
}

#[test]
fn clipping_and_samples_that_are_no_numbers_leave_the_line_sane() {
    let impairments = Impairments {
        clip_dbfs: -6.0206,
        ..Impairments::default()
    };
    let samples = vec![9.0, -9.0, f32::NAN, f32::INFINITY, f32::MAX, 0.25];
    let heard = through(impairments, 8_000, samples);
    for (found, expected) in heard.iter().zip([0.5, -0.5, 0.0, 0.0, 0.5, 0.25]) {
        check_near(f64::from(*found), expected, 1e-5);
    }
    let twisted = Impairments {
        twist_db: 4.0,
        ..Impairments::default()
    };
    let heard = through(twisted, 8_000, vec![f32::NAN, f32::MAX, 0.0, 0.1]);
    assert!(heard.iter().all(|sample| sample.abs() <= 1.0), "{heard:?}");
}

fn check_refused(impairments: Impairments, field: &str) {
    match Line::new(impairments, SampleRate::TELEPHONE).err() {
        Some(ImpairmentError::OutOfRange { field: found, .. }) => assert_eq!(found, field),
        other => panic!("{other:?} for {field}"),
    }
}

#[test]
fn what_is_no_number_or_out_of_range_is_named() {
    let none = Impairments::default();
    for bad in [f32::NAN, f32::INFINITY, -200.0, 200.0] {
        check_refused(
            Impairments {
                gain_db: bad,
                ..none
            },
            "gain_db",
        );
        check_refused(
            Impairments {
                twist_db: bad,
                ..none
            },
            "twist_db",
        );
        check_refused(
            Impairments {
                clip_dbfs: bad,
                ..none
            },
            "clip_dbfs",
        );
        check_refused(
            Impairments {
                noise_dbm0: Some(bad),
                ..none
            },
            "noise_dbm0",
        );
        let dropouts = Some(Dropouts { probability: bad });
        check_refused(Impairments { dropouts, ..none }, "dropouts.probability");
        let echo = Some(Echo {
            delay_ms: 20.0,
            level_db: bad,
        });
        check_refused(Impairments { echo, ..none }, "echo.level_db");
    }
}

#[test]
fn an_echo_that_does_not_fit_names_the_limit_at_that_rate() {
    for delay_ms in [f32::NAN, -1.0, 0.0, 86.0, f32::INFINITY] {
        let echo = Some(Echo {
            delay_ms,
            level_db: -10.0,
        });
        let error = Line::new(
            Impairments {
                echo,
                ..Impairments::default()
            },
            SampleRate::MAX,
        )
        .expect_err("85 ms is the limit at 192 kHz");
        assert!(error.to_string().contains("up to 85 ms"), "{error}");
    }
}

proptest! {
    #[test]
    fn blocks_of_any_size_give_the_same_samples(
        seed: u64,
        cuts in proptest::collection::vec(1usize..700, 1..12),
        twist_db in -12f32..12.0,
    ) {
        let impairments = Impairments {
            gain_db: -3.0,
            twist_db,
            noise_dbm0: Some(-30.0),
            echo: Some(Echo { delay_ms: 13.0, level_db: -12.0 }),
            dropouts: Some(Dropouts { probability: 0.3 }),
            clip_dbfs: -3.0,
            seed,
        };
        let samples = sine(941.0, 8_000, 4_000);
        let whole = through(impairments, 8_000, samples.clone());
        let mut line = Line::new(impairments, SampleRate::TELEPHONE).expect("valid");
        let mut cut = samples;
        let mut rest = &mut cut[..];
        for len in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (block, later) = rest.split_at_mut((*len).min(rest.len()));
            line.apply(block);
            rest = later;
        }
        prop_assert_eq!(cut, whole);
    }

    #[test]
    fn other_seeds_give_other_noise(seed in 0..u64::MAX) {
        let noise = |seed| {
            let noise_dbm0 = Some(-30.0);
            through(Impairments { noise_dbm0, seed, ..Impairments::default() }, 8_000, vec![0.0; 64])
        };
        prop_assert_eq!(noise(seed), noise(seed));
        prop_assert_ne!(noise(seed), noise(seed + 1));
    }
}
