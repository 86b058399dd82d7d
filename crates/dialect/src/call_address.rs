//! Where a call is: its provider, its line and its id.
//! What ids may hold is decided in `payload`.

use core::fmt;

use cxtone_payload::{CallId, LineId, ProviderId};

/// The address of a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallAddress {
    /// The telephony provider (`telephonyProviderId`).
    pub provider: ProviderId,
    /// The provider's line (`lineId`).
    pub line: LineId,
    /// The call on that line (`callId`).
    pub call: CallId,
}

impl fmt::Display for CallAddress {
    /// `provider/line/call`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}", self.provider, self.line, self.call)
    }
}
