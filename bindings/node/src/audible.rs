//! Types of digits that are known to be heard where a call is listened to, as JavaScript names them.
//! What silence tells of each type is decided by `runner`'s taps.

use cxtone_payload::DtmfType;
use napi::Result;

use crate::refused::wrong;

/// The types that an option names; none where it is not given.
///
/// # Errors
///
/// A name is none of a type.
pub(crate) fn types(option: &str, names: Option<&[String]>) -> Result<Vec<DtmfType>> {
    let of = |name: &String| {
        let mut all = DtmfType::ALL.into_iter();
        all.find(|one| one.as_str() == name)
            .ok_or_else(|| wrong(option, &"give a list of RFC2833, SIPINFO and INBAND"))
    };
    names.unwrap_or_default().iter().map(of).collect()
}
