//! How digits travel to the far end: as telephone events, as SIP INFO, or as tones.
//! How each is carried on the wire is known to `line`.

use core::{fmt, str::FromStr};

/// The way in which digits are carried; the names are those of the Node source's
/// `SUPPORTED_DTMF_TYPES`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DtmfType {
    /// RTP telephone-event packets (RFC 2833, now RFC 4733).
    Rfc2833,
    /// SIP INFO requests with an `application/dtmf-relay` body.
    SipInfo,
    /// Tones in the audio itself.
    Inband,
}

impl DtmfType {
    /// Every type, in the source's order.
    pub const ALL: [Self; 3] = [Self::Rfc2833, Self::SipInfo, Self::Inband];

    /// The name on the wire: `RFC2833`, `SIPINFO` or `INBAND`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc2833 => "RFC2833",
            Self::SipInfo => "SIPINFO",
            Self::Inband => "INBAND",
        }
    }

    /// The type with exactly this name; case matters, as it does in the source.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// The type that a misspelt name probably means: other case, spaces, `-` or `_` within.
    pub(crate) fn resembling(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| {
            let letters = name.chars().filter(|c| !matches!(c, ' ' | '-' | '_'));
            letters
                .map(|c| c.to_ascii_uppercase())
                .eq(known.as_str().chars())
        })
    }
}

impl fmt::Display for DtmfType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for DtmfType {
    type Err = UnknownDtmfType;

    /// Reads exactly `RFC2833`, `SIPINFO` or `INBAND`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::named(name).ok_or(UnknownDtmfType)
    }
}

/// A text names no [`DtmfType`]. The text is not kept: it may be digits in the wrong place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownDtmfType;

impl fmt::Display for UnknownDtmfType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("unknown DTMF type; use RFC2833, SIPINFO or INBAND, in upper case")
    }
}

impl core::error::Error for UnknownDtmfType {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read_back_from_its_name() {
        for known in DtmfType::ALL {
            assert_eq!(known.as_str().parse(), Ok(known));
        }
    }

    #[test]
    fn a_name_in_another_case_is_refused_but_its_meaning_is_guessed() {
        for (name, meant) in [
            ("rfc2833", DtmfType::Rfc2833),
            ("SIP-INFO", DtmfType::SipInfo),
            ("In_band ", DtmfType::Inband),
        ] {
            assert_eq!(name.parse::<DtmfType>(), Err(UnknownDtmfType));
            assert_eq!(DtmfType::resembling(name), Some(meant));
        }
        assert_eq!(DtmfType::resembling("RFC4733"), None);
    }
}
