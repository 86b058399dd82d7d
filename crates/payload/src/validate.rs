//! From a raw request to a [`Payload`] or to all that is wrong with it.
//! Each single rule stands in a file of its own under `rule`.

use crate::{Findings, Limits, Payload, Raw, rule};

/// Checks a raw request against a dialect's limits.
///
/// Lower-case `a`–`d` are accepted and become upper case. The pause must be an integer number:
/// `NaN`, a text, an array, a fraction or a missing value is refused.
///
/// # Errors
///
/// All [`Findings`] at once, in the order in which the Node source checks; of wrong characters at
/// most [`CHARACTERS_LISTED_MAX`](crate::CHARACTERS_LISTED_MAX) are listed, and of a text longer
/// than [`TEXT_BYTES_MAX`](crate::TEXT_BYTES_MAX) only the length is reported.
pub fn validate(raw: &Raw, limits: &Limits) -> Result<Payload, Findings> {
    let digits = rule::digits(&raw.digits, limits);
    let dtmf_type = rule::dtmf_type(&raw.dtmf_type, limits);
    let pause_ms = rule::pause_ms(&raw.pause_ms, limits);
    match (digits, dtmf_type, pause_ms) {
        (Ok(digits), Ok(dtmf_type), Ok(pause_ms)) => {
            Ok(Payload::new(digits, dtmf_type, pause_ms, limits.tone_ms))
        }
        (digits, dtmf_type, pause_ms) => Err(Findings::joined([
            digits.err(),
            dtmf_type.err(),
            pause_ms.err(),
        ])),
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };

    use super::*;
    use crate::RawValue;

    fn raw(digits: &str, dtmf_type: &str, pause_ms: f64) -> Raw {
        Raw {
            digits: digits.into(),
            dtmf_type: dtmf_type.into(),
            pause_ms: pause_ms.into(),
        }
    }

    #[test]
    fn a_valid_request_keeps_what_was_asked_for() {
        let payload = validate(&raw("1234#", "SIPINFO", 200.0), &Limits::CXONE_V2).expect("valid");
        assert_eq!(payload.digits().chars().collect::<String>(), "1234#");
        assert_eq!(payload.dtmf_type().as_str(), "SIPINFO");
        assert_eq!((payload.pause_ms(), payload.tone_ms()), (200, 100));
    }

    #[test]
    fn another_type_changes_nothing_else_and_must_be_allowed() {
        let payload = validate(&raw("1234#", "SIPINFO", 200.0), &Limits::CXONE_V2).expect("valid");
        let inband = validate(&raw("1234#", "INBAND", 200.0), &Limits::CXONE_V2).expect("valid");
        let retyped = payload.clone();
        assert_eq!(
            retyped.with_type(crate::DtmfType::Inband, &Limits::CXONE_V2),
            Some(inband)
        );
        let limits = Limits {
            types: &[crate::DtmfType::SipInfo],
            ..Limits::CXONE_V2
        };
        assert_eq!(payload.with_type(crate::DtmfType::Inband, &limits), None);
    }

    #[test]
    fn the_play_out_is_a_tone_and_a_pause_for_each_digit() {
        let payload = validate(&raw("1234#", "INBAND", 200.0), &Limits::CXONE_V2).expect("valid");
        assert_eq!(payload.play_out_ms(), 5 * (100 + 200));
    }

    #[test]
    fn n17_lower_case_letters_become_upper_case() {
        let payload = validate(&raw("abcd", "RFC2833", 50.0), &Limits::CXONE_V2).expect("valid");
        assert_eq!(payload.digits().chars().collect::<String>(), "ABCD");
    }

    #[test]
    fn all_findings_come_at_once_in_the_order_of_the_source() {
        let findings = validate(&raw("1x2y", "FAX", 5.0), &Limits::CXONE_V2).expect_err("wrong");
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(
            codes,
            [
                "digits-alphabet",
                "digits-alphabet",
                "type-known",
                "pause-range"
            ]
        );
        assert_eq!(findings.first().pointer, "/dtmfString");
        assert_eq!(findings.len(), 4);
        assert_eq!(findings.to_string().lines().count(), 4);
    }

    #[test]
    fn neither_payload_nor_findings_show_the_digits() {
        let payload = validate(&raw("90210", "INBAND", 200.0), &Limits::CXONE_V2).expect("valid");
        assert!(format!("{payload:?}").contains("[5 digits]"));
        assert!(!format!("{payload:?}").contains("90210"));
        let misplaced = Raw {
            digits: RawValue::Number(90210.0),
            dtmf_type: "90210".into(),
            pause_ms: "90210".into(),
        };
        for wrong in [raw("90210x", "90210", 90210.5), misplaced] {
            let findings = validate(&wrong, &Limits::CXONE_V2).expect_err("wrong");
            let shown = format!("{findings}\n{findings:?}\n{wrong:?}").replace("90210.5", "");
            assert!(!shown.contains("90210"), "{shown}");
        }
    }

    #[test]
    fn a_limit_beyond_what_digits_hold_is_cut_to_what_they_hold() {
        let limits = Limits {
            digits_max: usize::MAX,
            ..Limits::CXONE_V2
        };
        let fits = "1".repeat(cxtone_dtmf::DIGITS_MAX);
        assert!(validate(&raw(&fits, "INBAND", 50.0), &limits).is_ok());
        let over = "1".repeat(cxtone_dtmf::DIGITS_MAX + 1);
        let findings = validate(&raw(&over, "INBAND", 50.0), &limits).expect_err("too long");
        assert_eq!(findings.first().code, "digits-length");
    }
}
