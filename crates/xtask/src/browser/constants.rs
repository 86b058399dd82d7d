//! The source's constants, taken from where they are decided, for the build of the npm package.
//! How they are written into the facade for browsers is the business of `scripts/browser.mjs`.

use cxtone_dtmf::Digit;
use cxtone_payload::Limits;
use serde_json::{Value, json};

/// The keypad and the limits of `cxone-v2`, in the names and the shape of the native library's `constants`.
pub(super) fn constants() -> Value {
    let limits = Limits::CXONE_V2;
    let keys = Digit::ALL.map(|digit| {
        json!({
            "digit": digit.as_char(),
            "lowHz": digit.low_hz(),
            "highHz": digit.high_hz(),
        })
    });
    let types: Vec<_> = limits.types.iter().map(|it| it.as_str()).collect();
    json!({
        "keys": keys,
        "types": types,
        "digitsMax": limits.digits_max,
        "pauseMsMin": limits.pause_ms_min,
        "pauseMsMax": limits.pause_ms_max,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_and_limits_are_named_as_the_facade_reads_them() {
        let constants = constants();
        let keys = constants["keys"].as_array().expect("a list");
        assert_eq!(keys.len(), 16);
        let one = json!({ "digit": "1", "lowHz": 697.0, "highHz": 1209.0 });
        assert!(keys.contains(&one));
        for name in ["digitsMax", "pauseMsMin", "pauseMsMax"] {
            assert!(constants[name].is_u64(), "{name}");
        }
    }
}
