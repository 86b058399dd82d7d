//! The source's constants, taken from where they are decided.
//! How they are named and shaped for JavaScript is the facade's part.

use cxtone_dtmf::Digit;
use cxtone_payload::Limits;
use napi_derive::napi;

/// One key, with the two frequencies that stand for it.
#[napi(object, object_from_js = false)]
pub struct Key {
    /// The digit, such as `5`.
    pub digit: String,
    /// The frequency of its row, in Hz.
    pub low_hz: f64,
    /// The frequency of its column, in Hz.
    pub high_hz: f64,
}

/// What the source names as constants.
#[napi(object, object_from_js = false)]
pub struct Constants {
    /// The keypad, row by row.
    pub keys: Vec<Key>,
    /// The types that may be asked for.
    pub types: Vec<String>,
    /// The most digits in one request.
    pub digits_max: u32,
    /// The shortest pause between digits, in ms.
    pub pause_ms_min: u32,
    /// The longest pause between digits, in ms.
    pub pause_ms_max: u32,
}

/// The constants of `cxone-v2`.
#[napi(catch_unwind)]
pub fn constants() -> Constants {
    let limits = Limits::CXONE_V2;
    let types = limits.types.iter();
    Constants {
        keys: Digit::ALL.into_iter().map(key).collect(),
        types: types.map(|it| it.as_str().to_owned()).collect(),
        digits_max: u32::try_from(limits.digits_max).unwrap_or(u32::MAX),
        pause_ms_min: limits.pause_ms_min,
        pause_ms_max: limits.pause_ms_max,
    }
}

fn key(digit: Digit) -> Key {
    Key {
        digit: digit.as_char().to_string(),
        low_hz: f64::from(digit.low_hz()),
        high_hz: f64::from(digit.high_hz()),
    }
}
