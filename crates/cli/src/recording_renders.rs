//! Of which types of digits a call's recording holds the tones, as the operator knows it.
//! What silence proves of each type is decided by `runner`'s taps.

use cxtone_payload::DtmfType;

use crate::dtmf_type::dtmf_type;

/// What the recording holds.
#[derive(Debug, clap::Args)]
pub(crate) struct RecordingRenders {
    /// Digits of these types are tones in the call's recording too, by a gateway that renders them:
    /// RFC2833, SIPINFO or both, with a comma between. Without it, --settle takes it as proof only
    /// for INBAND (and for RFC2833 at an rtp: tap once a telephone-event has come there) that nothing
    /// was heard, and sends no others again
    #[arg(long = "recording-renders", value_name = "TYPES", value_delimiter = ',', value_parser = dtmf_type, requires = "settle")]
    types: Vec<DtmfType>,
}

impl RecordingRenders {
    /// The types.
    pub(crate) fn types(&self) -> &[DtmfType] {
        &self.types
    }
}
