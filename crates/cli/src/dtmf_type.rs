//! A type of DTMF as an argument.
//! The payload's own field is read by `payload`, whose words for it are the sources'.

use cxtone_payload::DtmfType;

/// The type that is named, in capitals or not.
pub(crate) fn dtmf_type(text: &str) -> Result<DtmfType, String> {
    DtmfType::ALL
        .into_iter()
        .find(|one| one.as_str().eq_ignore_ascii_case(text))
        .ok_or_else(|| "give RFC2833, SIPINFO or INBAND".to_owned())
}
