//! What holds for any request at all, tried on random ones.

use cxtone_payload::{
    CHARACTERS_LISTED_MAX, DtmfType, Limits, Raw, RawValue, TEXT_BYTES_MAX, validate,
};
use proptest::{prelude::*, test_runner::RngSeed};

/// Every run tries the same requests.
const SEED: u64 = 0x5eed_d161;

/// The most findings that one request can have: the characters, the length, type and pause.
const FINDINGS_MAX: usize = CHARACTERS_LISTED_MAX + 3;

fn any_value() -> impl Strategy<Value = RawValue> {
    prop_oneof![
        Just(RawValue::Missing),
        Just(RawValue::Null),
        any::<bool>().prop_map(RawValue::Bool),
        any::<f64>().prop_map(RawValue::Number),
        any::<String>().prop_map(RawValue::Text),
        "[0-9*#A-Da-d]{0,20}".prop_map(RawValue::Text),
        Just(RawValue::Other("array")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(SEED), ..ProptestConfig::default() })]

    #[test]
    fn whatever_keeps_the_limits_is_accepted_as_it_is(
        digits in "[0-9*#A-Da-d]{1,16}",
        dtmf_type in prop::sample::select(DtmfType::ALL.to_vec()),
        pause_ms in 50_u32..=1000,
    ) {
        let raw = Raw {
            digits: digits.as_str().into(),
            dtmf_type: dtmf_type.as_str().into(),
            pause_ms: pause_ms.into(),
        };
        let payload = validate(&raw, &Limits::CXONE_V2).expect("keeps the limits");
        prop_assert_eq!(payload.digits().chars().collect::<String>(), digits.to_uppercase());
        prop_assert_eq!(payload.dtmf_type(), dtmf_type);
        prop_assert_eq!(payload.pause_ms(), pause_ms);
        prop_assert_eq!(payload.play_out_ms(), digits.len() as u64 * u64::from(100 + pause_ms));
    }

    #[test]
    fn any_request_is_accepted_or_has_a_bounded_number_of_findings(
        digits in any_value(),
        dtmf_type in any_value(),
        pause_ms in any_value(),
    ) {
        let raw = Raw { digits, dtmf_type, pause_ms };
        if let Err(findings) = validate(&raw, &Limits::CXONE_V2) {
            prop_assert!((1..=FINDINGS_MAX).contains(&findings.len()));
        }
    }

    #[test]
    fn digits_in_any_of_the_texts_are_never_shown(secret in "[0-9]{6,12}", wrong in "[E-Z]") {
        let text = || RawValue::Text(format!("{secret}{wrong}"));
        let raw = Raw { digits: text(), dtmf_type: secret.as_str().into(), pause_ms: text() };
        let findings = validate(&raw, &Limits::CXONE_V2).expect_err("all three are wrong");
        let shown = format!("{raw:?} {findings} {findings:?}");
        prop_assert!(!shown.contains(&secret));
    }

    #[test]
    fn a_text_of_any_length_is_refused_with_few_words(bytes in TEXT_BYTES_MAX + 1..100_000) {
        let raw = Raw {
            digits: "x".repeat(bytes).into(),
            dtmf_type: "x".repeat(bytes).into(),
            pause_ms: "x".repeat(bytes).into(),
        };
        let findings = validate(&raw, &Limits::CXONE_V2).expect_err("far too long");
        prop_assert_eq!(findings.len(), 3);
        prop_assert!(findings.to_string().len() < TEXT_BYTES_MAX);
    }
}
