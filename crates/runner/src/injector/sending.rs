//! One send of an injection, and what went before it.
//! What follows from it is the errand's part.

use core::time::Duration;

use cxtone_cxone::Sent;

use crate::TapError;

/// What was sent, and what listening cost before it.
pub(super) struct Sending {
    pub(super) sent: Sent,
    /// How long it took to mark the place in the recording.
    pub(super) marking: Duration,
    /// Why nobody listens, where somebody was to.
    pub(super) tap: Option<TapError>,
}

impl Sending {
    /// Nobody listens, and nobody was to.
    pub(super) const fn unheard(sent: Sent) -> Self {
        Self {
            sent,
            marking: Duration::ZERO,
            tap: None,
        }
    }
}
