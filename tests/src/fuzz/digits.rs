//! Digits into samples, however they are asked for.

use cxtone_dtmf::{Digit, Digits, SampleRate, Synth, Tone};

use super::Numbers;

/// Samples that are looked at.
const SAMPLES_MAX: u64 = 200_000;

/// What can be made has the length that was told, and no sample beyond full scale.
///
/// # Panics
///
/// That is broken.
pub fn synth(data: &[u8]) {
    let mut numbers = Numbers(data);
    let tone = Tone {
        tone_ms: u32::from(numbers.short()),
        gap_ms: u32::from(numbers.short()),
        level_dbm0: numbers.float(),
        twist_db: numbers.float(),
    };
    let Ok(rate) = SampleRate::new(numbers.long() % 200_000) else {
        return;
    };
    let mut digits = Digits::new();
    for byte in numbers.rest().iter().take(8) {
        if digits.push(Digit::ALL[usize::from(byte % 16)]).is_err() {
            break;
        }
    }
    let Ok(mut synth) = Synth::new(&digits, rate, tone) else {
        return;
    };
    let total = synth.samples_total();
    let (mut block, mut made) = ([0.0; 1000], 0);
    loop {
        let filled = synth.fill(&mut block);
        made += filled as u64;
        let is_sound = |sample: &f32| sample.is_finite() && sample.abs() <= 1.0;
        assert!(block.iter().take(filled).all(is_sound));
        if filled == 0 {
            assert_eq!(made, total);
            return;
        }
        if made > SAMPLES_MAX {
            return;
        }
    }
}
