//! The rules of a request, one file each, and in which order they look at a field. They put their texts together without
//! `format!`, which would be a third of the module that browsers load.
//! Joining the fields is left to `validate`.

mod digits_alphabet;
mod digits_length;
mod digits_present;
mod pause_range;
mod type_known;

pub(crate) use digits_present::none_among_pauses as no_digits;
pub(crate) use pause_range::check as pause_ms;
pub(crate) use type_known::check as dtmf_type;

use crate::{Findings, Limits, Pause, PauseForm, RawValue, Sequence, TEXT_BYTES_MAX};

/// The digits, once they are present, not too many, and all of them digits, or pauses where the
/// far end plays those.
pub(crate) fn digits(value: &RawValue, limits: &Limits) -> Result<Sequence, Findings> {
    let text = digits_present::check(value, limits)?;
    let pauses = limits.pauses == PauseForm::Inline;
    let length = digits_length::check(text, limits);
    let findings = match (length, digits_alphabet::check(looked_into(text), pauses)) {
        (Ok(()), Ok(sequence)) if sequence.digits().is_empty() => {
            return Err(no_digits(limits).into());
        }
        (Ok(()), Ok(sequence)) => return Ok(sequence),
        (length, alphabet) => [length.err(), alphabet.err()],
    };
    Err(Findings::joined(findings))
}

/// Digits and pauses of any dialect, as many digits as a sequence holds.
pub(crate) fn sequence(text: &str) -> Result<Sequence, Findings> {
    let length = digits_length::check_all(text);
    match (length, digits_alphabet::check(looked_into(text), true)) {
        (Ok(()), Ok(sequence)) => Ok(sequence),
        (length, alphabet) => Err(Findings::joined([length.err(), alphabet.err()])),
    }
}

/// Whether a text is one that holds pauses.
pub(crate) fn has_pauses(text: &str) -> bool {
    looked_into(text)
        .chars()
        .any(|character| Pause::from_char(character).is_some())
}

/// Of an endless text the length is refused; its characters are not looked into.
fn looked_into(text: &str) -> &str {
    if text.len() > TEXT_BYTES_MAX {
        ""
    } else {
        text
    }
}
