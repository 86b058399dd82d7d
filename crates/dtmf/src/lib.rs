#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod complex;
mod debounce;
mod decide;
mod detector;
#[allow(
    clippy::indexing_slicing,
    reason = "constant functions cannot use `get`; rows, columns and codes are bounded where they are made"
)]
mod digit;
mod digits;
mod event;
mod evidence;
mod explained;
mod figure;
mod goertzel;
pub mod keypad;
pub mod level;
mod profile;
mod sample_rate;
mod score;
mod synth;
mod verify;

pub use detector::{Detector, Explainer, Muter, Passage};
pub use digit::Digit;
pub use digits::{DIGITS_MAX, Digits, DigitsFull, ParseDigitsError};
pub use event::{Considered, Event, Heard};
pub use evidence::FIGURES;
pub use explained::{Aspect, CHECKS, Check, Explained, Explanation, Outcome, Weighed};
pub use figure::Figure;
pub use profile::{Profile, Thresholds};
pub use sample_rate::{SampleRate, SampleRateOutOfRange};
pub use score::{
    SCORED_MAX, Score, TimingErrors, TimingExpectation, TooLongToScore, score, timing_errors,
};
pub use synth::{GAP_MS_MAX, Synth, SynthError, TONE_MS_MAX, Tone};
pub use verify::{Finding, ScratchTooSmall, Verdict, Verified, Verifier};
