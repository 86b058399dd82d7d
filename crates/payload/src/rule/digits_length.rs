//! The rule that a sequence is not longer than the far end allows.
//! A character counts as it does in the source's JavaScript: in UTF-16 code units.

use alloc::string::{String, ToString};

use cxtone_dtmf::{DIGITS_MAX, Digit};

use crate::{Finding, Findings, Limits, TEXT_BYTES_MAX};

/// Accepts a text of at most the limit. A text beyond [`TEXT_BYTES_MAX`] is never accepted.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), Findings> {
    let digits_max = limits.digits_possible();
    let found = if text.len() > TEXT_BYTES_MAX {
        over_the_most_bytes()
    } else {
        let characters = text.encode_utf16().count();
        if characters <= digits_max {
            return Ok(());
        }
        ["it has ", &characters.to_string()].concat()
    };
    Err(too_long(&found, digits_max))
}

/// Accepts a text with at most as many digits as a sequence holds, whatever stands between them.
pub(super) fn check_all(text: &str) -> Result<(), Findings> {
    let found = if text.len() > TEXT_BYTES_MAX {
        over_the_most_bytes()
    } else {
        let digits = text.chars().filter_map(Digit::from_char).count();
        if digits <= DIGITS_MAX {
            return Ok(());
        }
        ["it has ", &digits.to_string(), " digits"].concat()
    };
    Err(too_long(&found, DIGITS_MAX))
}

fn over_the_most_bytes() -> String {
    ["it has over ", &TEXT_BYTES_MAX.to_string(), " bytes"].concat()
}

fn too_long(found: &str, digits_max: usize) -> Findings {
    let most = digits_max.to_string();
    Findings::from(Finding {
        code: "digits-length",
        pointer: "/dtmfString",
        message: [
            "DTMF sequence exceeds maximum length of ",
            &most,
            " characters",
        ]
        .concat(),
        help: [
            found,
            "; send it as several injections of at most ",
            &most,
            " each",
        ]
        .concat(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, help: Option<&str>) {
        let checked = super::check(text, &Limits::CXONE_V2);
        let found = checked.as_ref().err().map(Findings::first);
        assert_eq!(
            found.map(|finding| finding.help.split(';').next()),
            help.map(Some)
        );
    }

    #[test]
    fn sixteen_characters_are_allowed_and_seventeen_are_not() {
        check("1234567890123456", None);
        check("12345678901234567", Some("it has 17"));
    }

    #[test]
    fn characters_beyond_the_basic_plane_count_twice_as_in_the_source() {
        check(&"😀".repeat(8), None);
        check(&"😀".repeat(9), Some("it has 18"));
    }

    #[test]
    fn an_endless_text_is_not_counted() {
        check(
            &"1".repeat(TEXT_BYTES_MAX + 1),
            Some("it has over 1024 bytes"),
        );
    }
}
