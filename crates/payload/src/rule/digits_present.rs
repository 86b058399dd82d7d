//! The rule that there are digits: a text, and not an empty one.
//! What stands in the text is left to the other rules.

use alloc::string::{String, ToString};

use crate::{Finding, Limits, RawValue};

/// The text that holds the digits.
pub(super) fn check<'a>(value: &'a RawValue, limits: &Limits) -> Result<&'a str, Finding> {
    let found: String = match value {
        RawValue::Text(text) if !text.is_empty() => return Ok(text),
        RawValue::Text(_) => "the text is empty".into(),
        RawValue::Number(_) => {
            "it is a number; quote it, so that a leading 0 is kept and * and # are possible".into()
        }
        other => ["it is ", &other.kind().in_words()].concat(),
    };
    Err(none(&found, limits))
}

/// The finding for a text of nothing but pauses.
pub(crate) fn none_among_pauses(limits: &Limits) -> Finding {
    none("there are pauses and no digits", limits)
}

fn none(found: &str, limits: &Limits) -> Finding {
    let digits_max = limits.digits_possible();
    Finding {
        code: "digits-present",
        pointer: "/dtmfString",
        message: "DTMF sequence must be a non-empty string".into(),
        help: [
            found,
            "; give a text of 1 to ",
            &digits_max.to_string(),
            " of 0-9, *, #, A-D",
        ]
        .concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_or_an_empty_one_is_refused_with_its_kind() {
        let check = |value: RawValue, help: &str| {
            let finding = check(&value, &Limits::CXONE_V2).expect_err("refused");
            assert_eq!(finding.message, "DTMF sequence must be a non-empty string");
            assert!(finding.help.starts_with(help), "{}", finding.help);
        };
        check("".into(), "the text is empty;");
        check(RawValue::Missing, "it is undefined;");
        check(RawValue::Null, "it is null;");
        check(RawValue::Bool(true), "it is true;");
        check(RawValue::Number(1234.0), "it is a number;");
        check(RawValue::Other("array"), "it is an array;");
    }
}
