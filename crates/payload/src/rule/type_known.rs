//! The rule that the type is one of those the far end knows, spelt as it spells them.
//! It decides too how a wrong type is shown: a text that may be digits never is.

use alloc::{string::String, vec::Vec};

use crate::{DtmfType, Finding, Findings, Limits, RawValue};

/// The longest unknown type that is repeated in a message, in bytes.
const SHOWN_BYTES_MAX: usize = 32;

/// The type that a value names.
pub(crate) fn check(value: &RawValue, limits: &Limits) -> Result<DtmfType, Findings> {
    if let RawValue::Text(text) = value
        && let Some(known) = DtmfType::named(text)
        && limits.types.contains(&known)
    {
        return Ok(known);
    }
    let names: Vec<_> = limits.types.iter().map(|known| known.as_str()).collect();
    Err(Findings::from(Finding {
        code: "type-known",
        pointer: "/dtmfType",
        message: [
            "Unsupported DTMF type: ",
            &shown(value),
            ". Must be one of ",
            &names.join(", "),
        ]
        .concat(),
        help: way_out(value, limits),
    }))
}

/// The value as the source shows it, if it can hardly be digits; else its kind.
fn shown(value: &RawValue) -> String {
    match value {
        RawValue::Text(text) if text.is_empty() || is_plainly_a_name(text) => text.clone(),
        RawValue::Number(number) => match number_of_a_name(*number) {
            Some(digits) => digits.into(),
            None => value.kind().in_words(),
        },
        other => other.kind().in_words(),
    }
}

fn way_out(value: &RawValue, limits: &Limits) -> String {
    let meant = match value {
        RawValue::Text(text) if text.len() <= SHOWN_BYTES_MAX => DtmfType::resembling(text),
        _ => None,
    };
    match meant.filter(|meant| limits.types.contains(meant)) {
        Some(meant) => [
            "write ",
            meant.as_str(),
            ": capital letters, nothing between them",
        ]
        .concat(),
        None => "give one of these names as a text, in capital letters".into(),
    }
}

/// Whether a text is short, plain, and no digits that stand in the wrong field: numerals are shown
/// after `RFC` alone, and of letters there must be one that is neither a digit nor a pause within
/// digits (`w`, `p`, `x`).
fn is_plainly_a_name(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/');
    let has_numerals = upper.contains(|c: char| c.is_ascii_digit());
    text.len() <= SHOWN_BYTES_MAX
        && text.chars().all(plain)
        && upper.contains(|c: char| matches!(c, 'E'..='Z') && !matches!(c, 'W' | 'P' | 'X'))
        && (!has_numerals || is_name_of_rfc(&upper))
}

/// `RFC` and four numerals, with anything of `-`, `_` and spaces between them.
fn is_name_of_rfc(upper: &str) -> bool {
    upper.strip_prefix("RFC").is_some_and(|number| {
        let number = number.trim_start_matches([' ', '-', '_']);
        number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A number as text where it is the one of a type's name, such as 2833; any other may be digits.
fn number_of_a_name(number: f64) -> Option<&'static str> {
    let letters_first = |c: char| c.is_ascii_alphabetic();
    let numbers = DtmfType::ALL
        .iter()
        .map(|known| known.as_str().trim_start_matches(letters_first));
    // Compared as whole numbers: writing any number there is as text takes more code than all rules together.
    numbers.filter(|digits| !digits.is_empty()).find(|digits| {
        digits
            .parse::<u32>()
            .is_ok_and(|known| f64::from(known) == number)
    })
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn finding(value: RawValue) -> Finding {
        let findings = check(&value, &Limits::CXONE_V2).expect_err("unknown");
        findings.first().clone()
    }

    #[test]
    fn the_three_names_are_known() {
        for known in DtmfType::ALL {
            assert_eq!(check(&known.as_str().into(), &Limits::CXONE_V2), Ok(known));
        }
    }

    #[test]
    fn an_unknown_type_is_told_in_the_words_of_the_source() {
        let check = |value: RawValue, told: &str| {
            let expected =
                format!("Unsupported DTMF type: {told}. Must be one of RFC2833, SIPINFO, INBAND");
            assert_eq!(finding(value).message, expected);
        };
        check("RFC4733".into(), "RFC4733");
        check("rfc2833".into(), "rfc2833");
        check("".into(), "");
        check(RawValue::Missing, "undefined");
        check(RawValue::Null, "null");
        check(RawValue::Bool(false), "false");
        check(RawValue::Number(2833.0), "2833");
        check(RawValue::Number(7391.0), "a number");
        check(RawValue::Number(28.0), "a number");
        check(RawValue::Number(-1.5), "a number");
        check(RawValue::Number(f64::NAN), "NaN");
        check(RawValue::Number(f64::INFINITY), "a number");
        check(RawValue::Other("array"), "an array");
        check("1234#".into(), "a text");
        check("12 34-AB".into(), "a text");
        check("1234w5678".into(), "a text");
        check("PIN 1234".into(), "a text");
        check("RFC12345".into(), "a text");
        check("AwBpC".into(), "a text");
        check("INBAND\u{1b}[2J".into(), "a text");
        check("X".repeat(33).into(), "a text");
    }

    #[test]
    fn a_misspelt_name_is_put_right_in_the_help() {
        let check = |text: &str, meant: &str| {
            let help = finding(text.into()).help;
            assert!(help.starts_with(&format!("write {meant}:")), "{help}");
        };
        check("rfc2833", "RFC2833");
        check("sip-info", "SIPINFO");
        check("Inband ", "INBAND");
        assert!(finding("FAX".into()).help.starts_with("give one of"));
    }

    #[test]
    fn a_type_outside_the_limits_is_unknown() {
        let limits = Limits {
            types: &[DtmfType::Inband],
            ..Limits::CXONE_V2
        };
        let findings = check(&"RFC2833".into(), &limits).expect_err("not among the limits");
        assert!(findings.first().message.ends_with("one of INBAND"));
    }
}
