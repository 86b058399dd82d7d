//! Numbers for people and JSON, without decimals that say nothing.

use serde::{Serialize, Serializer};

/// A number that is told; what is infinite or no number is told as null, in JSON and wherever else shapes go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rounded(f64);

/// Decimals beyond what is measured only make lines long.
pub(crate) fn rounded(value: f64, decimals: i32) -> Rounded {
    let scale = 10_f64.powi(decimals);
    Rounded((value * scale).round() / scale + 0.0)
}

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.serialize_none()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_decimals_and_what_is_none_is_null() {
        let check = |value: f64, expected: &str| {
            let told = serde_json::to_string(&rounded(value, 2)).unwrap();
            assert_eq!(told, expected);
        };
        check(-17.254_9, "-17.25");
        check(-0.001, "0.0");
        check(f64::NEG_INFINITY, "null");
        check(f64::NAN, "null");
    }
}
