//! The types of digits that a place to listen at hears, so that silence there tells of them.
//! What silence is, and what follows from it, is found out in `hearing` and `settle`.

use cxtone_payload::DtmfType;

/// A set of types. Tones are in any audio of the call; what else is heard differs from place to
/// place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AudibleTypes {
    rfc2833: bool,
    sip_info: bool,
}

impl AudibleTypes {
    /// What is heard where nothing more is known of the place: digits that are tones in the audio.
    pub(crate) const TONES: Self = Self {
        rfc2833: false,
        sip_info: false,
    };

    /// The same, and these.
    pub(crate) fn and(self, types: &[DtmfType]) -> Self {
        Self {
            rfc2833: self.rfc2833 || types.contains(&DtmfType::Rfc2833),
            sip_info: self.sip_info || types.contains(&DtmfType::SipInfo),
        }
    }

    /// Whether digits of this type are heard.
    pub(crate) const fn contains(self, dtmf_type: DtmfType) -> bool {
        match dtmf_type {
            DtmfType::Inband => true,
            DtmfType::Rfc2833 => self.rfc2833,
            DtmfType::SipInfo => self.sip_info,
        }
    }
}
