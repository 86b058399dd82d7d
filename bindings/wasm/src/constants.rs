//! The source's constants, taken from where they are decided.
//! The build of the npm package asks for them once and writes them into the facade for browsers.

use cxtone_dtmf::Digit;
use cxtone_payload::Limits;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Constants {
    keys: [Key; 16],
    types: Vec<&'static str>,
    digits_max: usize,
    pause_ms_min: u32,
    pause_ms_max: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    digit: char,
    low_hz: u16,
    high_hz: u16,
}

/// The constants of `cxone-v2`, as JSON.
///
/// # Errors
///
/// They cannot be written.
#[wasm_bindgen]
pub fn constants() -> Result<String, String> {
    let limits = Limits::CXONE_V2;
    let constants = Constants {
        keys: Digit::ALL.map(|digit| Key {
            digit: digit.as_char(),
            low_hz: whole(digit.low_hz()),
            high_hz: whole(digit.high_hz()),
        }),
        types: limits.types.iter().map(|it| it.as_str()).collect(),
        digits_max: limits.digits_max,
        pause_ms_min: limits.pause_ms_min,
        pause_ms_max: limits.pause_ms_max,
    };
    serde_json::to_string(&constants).map_err(|error| error.to_string())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the keypad's frequencies are whole and below 2000; floats in JSON are code"
)]
fn whole(hz: f32) -> u16 {
    hz as u16
}
