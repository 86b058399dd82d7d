#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

mod digit;
mod digits;
pub mod keypad;
mod sample_rate;

pub use digit::Digit;
pub use digits::{DIGITS_MAX, Digits, DigitsFull, ParseDigitsError};
pub use sample_rate::{SampleRate, SampleRateOutOfRange};
