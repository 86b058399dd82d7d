//! The rule that the pause is an integer number of milliseconds within the far end's range.
//! The source lets `NaN`, a missing value and numeric texts pass; here they are refused.

use alloc::string::{String, ToString};

use crate::{Finding, Findings, Limits, RawValue};

/// The pause in milliseconds.
pub(crate) fn check(value: &RawValue, limits: &Limits) -> Result<u32, Findings> {
    let (min, max) = (limits.pause_ms_min, limits.pause_ms_max);
    match integer(value) {
        Some(pause_ms) if (min..=max).contains(&pause_ms) => Ok(pause_ms),
        _ => Err(Findings::from(Finding {
            code: "pause-range",
            pointer: "/interDigitPause",
            message: [
                "Inter-digit pause must be between ",
                &min.to_string(),
                " and ",
                &max.to_string(),
                " milliseconds",
            ]
            .concat(),
            help: [
                "it is ",
                &described(value, limits),
                "; give an integer number",
            ]
            .concat(),
        })),
    }
}

/// The value as an integer, if it is a number, has no fraction, fits, and is not minus zero.
fn integer(value: &RawValue) -> Option<u32> {
    let &RawValue::Number(number) = value else {
        return None;
    };
    if number.is_sign_negative() || !(0.0..=f64::from(u32::MAX)).contains(&number) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range has been checked; a fraction is found by comparing"
    )]
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}

/// What is wrong with the value, never the value: digits may stand in the wrong field.
fn described(value: &RawValue, limits: &Limits) -> String {
    match value {
        RawValue::Number(number) if !number.is_nan() => {
            let too_short = *number < f64::from(limits.pause_ms_min) || number.is_sign_negative();
            let too_long = *number > f64::from(limits.pause_ms_max);
            match (too_short, too_long) {
                (true, _) => "too short",
                (_, true) => "too long",
                _ => "not whole",
            }
            .into()
        }
        other => other.kind().in_words(),
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn integers_from_50_to_1000_are_accepted() {
        for pause_ms in [50_u32, 51, 200, 999, 1000] {
            assert_eq!(check(&pause_ms.into(), &Limits::CXONE_V2), Ok(pause_ms));
        }
    }

    #[test]
    fn n17_the_pause_is_a_strict_integer() {
        let check = |value: RawValue, help: &str| {
            let findings = check(&value, &Limits::CXONE_V2).expect_err("refused");
            let finding = findings.first();
            assert_eq!(
                finding.message,
                "Inter-digit pause must be between 50 and 1000 milliseconds"
            );
            assert_eq!(
                finding.help,
                format!("it is {help}; give an integer number")
            );
        };
        check(RawValue::Number(f64::NAN), "NaN");
        check(RawValue::Missing, "undefined");
        check("200".into(), "a text");
        check(RawValue::Other("array"), "an array");
        check(RawValue::Null, "null");
        check(RawValue::Bool(true), "true");
        check(RawValue::Number(200.5), "not whole");
        check(RawValue::Number(49.0), "too short");
        check(RawValue::Number(1001.0), "too long");
        check(RawValue::Number(-200.0), "too short");
        check(RawValue::Number(f64::INFINITY), "too long");
        check(RawValue::Number(4_294_967_496.0), "too long");
    }

    #[test]
    fn minus_zero_is_refused_even_where_zero_is_allowed() {
        let limits = Limits {
            pause_ms_min: 0,
            ..Limits::CXONE_V2
        };
        assert_eq!(check(&RawValue::Number(0.0), &limits), Ok(0));
        assert!(check(&RawValue::Number(-0.0), &limits).is_err());
    }
}
