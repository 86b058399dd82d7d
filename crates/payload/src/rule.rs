//! The rules of a request, one file each, and in which order they look at a field.
//! Joining the fields is left to `validate`.

mod digits_alphabet;
mod digits_length;
mod digits_present;
mod pause_range;
mod type_known;

use cxtone_dtmf::Digits;

pub(crate) use pause_range::check as pause_ms;
pub(crate) use type_known::check as dtmf_type;

use crate::{Findings, Limits, RawValue, TEXT_BYTES_MAX};

/// The digits, once they are present, not too many, and all of them digits.
pub(crate) fn digits(value: &RawValue, limits: &Limits) -> Result<Digits, Findings> {
    let text = digits_present::check(value, limits)?;
    let length = digits_length::check(text, limits);
    // Of an endless text the length is refused above; its characters are not looked into.
    let looked_into = if text.len() > TEXT_BYTES_MAX {
        ""
    } else {
        text
    };
    let findings = match (length, digits_alphabet::check(looked_into)) {
        (Ok(()), Ok(digits)) => return Ok(digits),
        (length, alphabet) => [length.err(), alphabet.err()],
    };
    Err(Findings::joined(findings))
}
