//! Of which types of digits a call's recording holds the tones, as the operator knows it.
//! What silence proves of each type is decided by `runner`'s taps.

use clap::ArgGroup;
use cxtone_payload::DtmfType;

use crate::dtmf_type::dtmf_type;

/// What the recording holds, where it is listened to.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("listening").args(["verify", "settle"]).multiple(true))]
pub(crate) struct RecordingRenders {
    /// Digits of these types are tones in the call's recording too, by a gateway that renders them:
    /// RFC2833, SIPINFO or both, with a comma between. Without it, it is taken as proof only for
    /// INBAND (and for RFC2833 at an rtp: tap once a telephone-event has come there) that nothing
    /// was heard: --settle sends no others again, and --verify measures no rate of others
    #[arg(long = "recording-renders", value_name = "TYPES", value_delimiter = ',', value_parser = dtmf_type, requires = "listening")]
    types: Vec<DtmfType>,
}

impl RecordingRenders {
    /// The types.
    pub(crate) fn types(&self) -> &[DtmfType] {
        &self.types
    }
}
