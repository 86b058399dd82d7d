//! Every sample rate hears what 8 kHz hears. `cargo xtask prove goals` measures it with more digits.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Offset, Random, Tally, Trial};

use crate::SEED;

const RATES_HZ: [u32; 9] = [
    8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000,
];

/// Trials of ten digits at each rate.
const TRIALS: u64 = 12;

/// Conditions inside the AT&T column, the same at every rate.
fn condition(random: &mut Random, rate_hz: u32) -> Condition {
    let mut offset = || Offset::percent(random.favouring_ends(-1.5, 1.5));
    let (low, high) = (offset(), offset());
    let snr_db = random.within(20.0, 40.0);
    Condition {
        rate_hz,
        tone_ms: random.within(42.0, 70.0),
        gap_ms: random.within(42.0, 70.0),
        level_dbm0: random.within(-17.0, -5.0),
        twist_db: random.within(-8.0, 4.0),
        ..Condition::default()
    }
    .with_offsets(low, high)
    .with_white_noise(snr_db)
}

#[test]
fn every_rate_hears_all_digits_at_the_same_times() {
    for rate_hz in RATES_HZ {
        let mut tally = Tally::default();
        for index in 0..TRIALS {
            let mut random = Random::new(SEED, index);
            let condition = condition(&mut random, rate_hz);
            tally.listen(&Trial::new(&condition, &mut random), Profile::ATT);
        }
        assert_eq!((tally.hits, tally.errors()), (120, 0), "{rate_hz} Hz");
        for (figure, error_ms) in [
            ("start", &tally.start_error_ms),
            ("end", &tally.end_error_ms),
        ] {
            let rms = error_ms.rms();
            assert!(
                rms < 1.0,
                "{rate_hz} Hz: {figure} is off by {rms:.2} ms rms"
            );
        }
    }
}
